"""Problems and needs by mentions, the vision by means, open questions."""

from collections.abc import Iterator

from flows.consultation import Section
from results.charts.bars import item_names, section_bars
from results.charts.dots import mean_dots
from results.charts.notes import note_on_dark, note_on_intervals
from results.charts.stacks import rating_groups
from results.published import SectionTable
from results.report.comments import place_comment
from results.report.crosstabs import crosstab_pages
from results.report.deck import Charted, Figure, Item, Page, Prose
from results.report.questions import answered, mean_figure, question_pages, words_page
from results.report.reporting import Reporting


def by_mentions(reporting: Reporting, section: Section) -> Iterator[Page]:
    """An overview where there are several questions, then a page each, the most mentioned first."""
    over, order = _title(reporting, section), [question.id for question in section.questions]
    table = reporting.telling.rankings.get(section.id)
    if table is not None and len(table.items) > 1 and any(item.mentions for item in table.items):
        yield _mentions_overview(reporting, table, over)
        names = dict(zip((item.question for item in table.items), item_names(reporting.telling, table), strict=True))
        order = [*names, *(question for question in order if question not in names)]
        for question in order:
            yield from question_pages(reporting, question, over=over, title=names.get(question))
    else:
        for question in order:
            yield from question_pages(reporting, question, over=over)


def by_mean(reporting: Reporting, section: Section) -> Iterator[Page]:
    """An overview of the means, then a page for each element with the questions that lean on it."""
    over, order = _title(reporting, section), [question.id for question in section.questions]
    table = reporting.telling.rankings.get(section.id)
    names: dict[str, str] = {}
    if table is not None and any(item.mean for item in table.items):
        yield _means_overview(reporting, table, over)
        names = dict(zip((item.question for item in table.items), item_names(reporting.telling, table), strict=True))
        order = [*names, *(question for question in order if question not in names)]
    for element in order:
        yield from _element(reporting, element, over, names.get(element) or reporting.telling.question(element))


def others(reporting: Reporting) -> Iterator[Page]:
    """Questions of opinion that nothing ranks."""
    for question in reporting.outline.others:
        section = reporting.telling.consultation.section_of[question.id]
        yield from question_pages(reporting, question.id, over=_title(reporting, section))


def recommendations(reporting: Reporting) -> Iterator[Page]:
    """How many answered the open questions, and what of it staff approved."""
    telling = reporting.telling
    for question in reporting.outline.open_texts:
        over, title = _title(reporting, telling.consultation.section_of[question.id]), telling.text(question.text)
        words = list(words_page(reporting, question.id, over=over, title=title))
        table = telling.tables.get(question.id)
        if words:
            yield from words
        elif table is not None and table.n:
            yield Prose(
                over=over,
                title=title,
                figures=(
                    Figure(
                        figure=telling.words.number(table.n),
                        text=telling.words.say_n("person wrote an answer", "people wrote an answer", table.n),
                    ),
                ),
                items=(
                    Item(
                        heading="",
                        text=telling.words.say(
                            "What they wrote is printed once the round has closed and staff have read and approved it."
                        ),
                    ),
                ),
            )


def _element(reporting: Reporting, element: str, over: str, title: str) -> Iterator[Page]:
    telling = reporting.telling
    tables = telling.tables
    table = tables.get(element)
    groups = rating_groups(telling, table) if table is not None and table.groups and table.groups_n else None
    figure = None if table is None else mean_figure(reporting, table)
    base = "" if table is None else answered(reporting, table)
    leaning = reporting.outline.details.get(element, ())
    details = [each.id for each in leaning if each.id in tables and tables[each.id].n]
    if not details:
        yield from question_pages(reporting, element, over=over, title=title)
        return
    for question in details:
        for page in question_pages(reporting, question, over=over, title=title, first=figure, comment=base):
            is_chart = isinstance(page, Charted) and page.table == question
            yield page.model_copy(update={"beneath": groups}) if is_chart else page
    yield from crosstab_pages(reporting, element, over=over)


def _mentions_overview(reporting: Reporting, table: SectionTable, over: str) -> Charted:
    telling = reporting.telling
    names = item_names(telling, table)
    notes = [note_on_intervals(telling)]
    if any(item.ranks for item in table.items):
        notes.append(note_on_dark(telling))
    notes.append(telling.words.say("Longer lists collect more mentions: see the mentions per option offered."))
    return Charted(
        table=f"section:{table.section}",
        over=over,
        title=telling.words.say("Overview: {title}", title=over),
        figure=_first(reporting, table, names),
        comment=place_comment(telling, table.items),
        notes=tuple(notes),
        chart=section_bars(telling, table),
    )


def _first(reporting: Reporting, table: SectionTable, names: tuple[str, ...]) -> Figure | None:
    share = table.items[0].share_of_mentions
    if share is None:
        return None
    return Figure(
        figure=reporting.telling.percent(share),
        text=reporting.telling.words.say("of all mentions in this section: {item}", item=names[0]),
    )


def _means_overview(reporting: Reporting, table: SectionTable, over: str) -> Charted:
    telling = reporting.telling
    names = item_names(telling, table)
    best = table.items[0].mean
    notes = [note_on_intervals(telling)]
    if any(item.ranks for item in table.items):
        notes.append(note_on_dark(telling))
    notes.append(telling.words.say("“I don't know” is left out of the means."))
    return Charted(
        table=f"section:{table.section}",
        over=over,
        title=telling.words.say("Overview: {title}", title=over),
        figure=None if best is None else Figure(figure=telling.mean(best), text=names[0]),
        comment=place_comment(telling, table.items),
        notes=tuple(notes),
        chart=mean_dots(telling, table),
    )


def _title(reporting: Reporting, section: Section) -> str:
    return reporting.telling.text(section.title)
