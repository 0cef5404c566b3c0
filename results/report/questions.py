"""A page for one question, by its type."""

from collections.abc import Iterator

from results.charts.bars import in_order, option_bars
from results.charts.stacks import rating_groups
from results.charts.telling import LABEL_LIMIT, Telling
from results.labels import shortened
from results.own_words.themes import WordsTable
from results.published import QuestionTable
from results.report.comments import notes_on_options, place_comment
from results.report.crosstabs import crosstab_pages
from results.report.deck import Charted, Figure, Item, Page, Prose, Theme, Words
from results.report.reporting import Reporting


def question_pages(
    reporting: Reporting,
    question: str,
    *,
    over: str,
    title: str | None = None,
    first: Figure | None = None,
    comment: str = "",
) -> Iterator[Page]:
    """The question's chart, its own words, and what it is crossed with; nothing where none of them is out.

    `title`: instead of the question's text. `first` and `comment`: instead of the option that most chose.
    """
    table = reporting.telling.tables.get(question)
    heading = title or reporting.telling.question(question)
    if table is not None:
        yield from _chart(reporting, table, over, heading, first=first, comment=comment)
    own_words = reporting.telling.words.say("{title} – in their own words", title=heading)
    yield from words_page(reporting, question, over=over, title=own_words)
    yield from crosstab_pages(reporting, question, over=over)


def words_page(reporting: Reporting, question: str, *, over: str, title: str) -> Iterator[Words]:
    """Themes and quotations of the question, where staff approved any."""
    approved, telling = reporting.approved(question), reporting.telling
    if approved is None:
        return
    yield Words(
        over=over,
        title=title,
        themes=tuple(
            Theme(
                text=shortened(theme.name, LABEL_LIMIT),
                count=telling.small if theme.count is None else telling.words.number(theme.count),
            )
            for theme in approved.themes
        ),
        quotations=tuple(telling.words.say("“{text}”", text=text) for text in approved.quotations),
        remark=" ".join(_remarks(telling, approved)),
    )


def _remarks(telling: Telling, approved: WordsTable) -> Iterator[str]:
    yield telling.words.say("In respondents' own words, read and approved by staff. They are no count of opinions.")
    if approved.themes and approved.n:
        yield telling.words.say_n(
            "Staff read {n} text; a text can be under several themes.",
            "Staff read {n} texts; a text can be under several themes.",
            approved.n,
        )


def _chart(
    reporting: Reporting,
    table: QuestionTable,
    over: str,
    title: str,
    *,
    first: Figure | None,
    comment: str,
) -> Iterator[Page]:
    telling = reporting.telling
    if table.options and table.n:
        bars = option_bars(telling, table)
        yield Charted(
            table=table.question,
            over=over,
            title=title,
            figure=first or _most(reporting, table),
            comment=" ".join(_comments(reporting, table, comment or place_comment(telling, in_order(telling, table)))),
            notes=tuple(notes_on_options(telling, table, bars)),
            chart=bars,
        )
    elif table.groups and table.groups_n:
        yield Charted(
            table=table.question,
            over=over,
            title=title,
            figure=first or mean_figure(reporting, table),
            comment=comment or answered(reporting, table),
            notes=(),
            chart=rating_groups(telling, table),
        )
    else:
        yield Prose(
            over=over,
            title=title,
            items=(Item(heading="", text=answered(reporting, table)),),
            figures=_means(reporting, table),
        )


def mean_figure(reporting: Reporting, table: QuestionTable) -> Figure | None:
    """The mean of a rating or a number; None where there is none."""
    telling, words = reporting.telling, reporting.telling.words
    if table.mean is None:
        return None
    scale = telling.scale(table.question)
    if scale is None:
        return Figure(figure=telling.mean(table.mean), text=words.say("mean"))
    first, last = words.number(scale.from_), words.number(scale.to)
    text = words.say("mean on a scale from {first} to {last}", first=first, last=last)
    return Figure(figure=telling.mean(table.mean), text=text)


def _means(reporting: Reporting, table: QuestionTable) -> tuple[Figure, ...]:
    found = mean_figure(reporting, table)
    return () if found is None else (found,)


def answered(reporting: Reporting, table: QuestionTable) -> str:
    """How many answered the question, and how many of them are in no mean."""
    words = reporting.telling.words
    if not table.n:
        return words.say("Nobody has answered this question.")
    base = words.say_n("{n} person answered", "{n} people answered", table.n)
    unsure = reporting.telling.unsure(table)
    return f"{base} · {unsure}" if unsure else base


def _most(reporting: Reporting, table: QuestionTable) -> Figure | None:
    """The option that most chose, where its count is told and nothing else has as many."""
    telling = reporting.telling
    told = sorted((line for line in in_order(telling, table) if line.count), key=lambda line: -(line.count or 0))
    if not told or (len(told) > 1 and told[0].count == told[1].count):
        return None
    return Figure(
        figure=telling.percent(told[0].share_of_respondents),
        text=telling.words.say("chose “{option}”", option=telling.option(table.question, told[0].option)),
    )


def _comments(reporting: Reporting, table: QuestionTable, first: str) -> Iterator[str]:
    """What stands beside the figure: also its nets, which the chart does not show."""
    telling = reporting.telling
    if first:
        yield first
    texts = {net.id: telling.text(net.text) for net in telling.consultation.nets}
    for net in table.nets:
        if net.count is not None:
            yield telling.words.say(
                "{net}, each person counted once: {percent}.", net=texts[net.net], percent=telling.percent(net.share)
            )
