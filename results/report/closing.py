"""The last pages: what the city does with it, and how far the figures go."""

from collections.abc import Iterator

from flows.consultation import Rating, Text
from results.charts.bars import in_order, item_names
from results.charts.telling import LABEL_LIMIT, Telling
from results.published import Awaited
from results.report.deck import Item, Page, Promises, Prose
from results.report.reporting import Reporting

_FIRST_OF_EACH = 3
"""How many lines of each ranking the city is asked to answer to."""


def closing(reporting: Reporting) -> Iterator[Page]:
    """The table to be filled in, method and limits, and texts that were shortened."""
    yield from _promises(reporting)
    yield _method(reporting)
    yield from not_yet(reporting)
    yield from whole_texts(reporting.telling)


def _promises(reporting: Reporting) -> Iterator[Promises]:
    say = reporting.telling.words.say
    rows = tuple(_said_most(reporting))
    if rows:
        yield Promises(
            over=say("What comes of it"),
            title=say("You said – we did"),
            remark=say("To be filled in by the city: what it does about it, or why it does not, and by when."),
            headers=(say("You said"), say("We did"), say("By when")),
            rows=rows,
        )


def _said_most(reporting: Reporting) -> Iterator[Item]:
    """The first lines of each ranking; of a question that is a section of its own, its options."""
    telling = reporting.telling
    for section in (*reporting.outline.by_mentions, *reporting.outline.by_mean):
        title = telling.text(section.title)
        ranking = telling.rankings.get(section.id)
        if len(section.questions) == 1:
            table = telling.tables.get(section.questions[0].id)
            lines = [line for line in in_order(telling, table) if line.count] if table is not None else []
            for line in lines[:_FIRST_OF_EACH]:
                yield Item(
                    heading=f"{title} · {telling.count(line)}",
                    text=telling.option(section.questions[0].id, line.option),
                )
        elif ranking is not None:
            for item, name in list(zip(ranking.items, item_names(telling, ranking), strict=True))[:_FIRST_OF_EACH]:
                if item.mean is not None:
                    yield Item(heading=f"{title} · {telling.mean(item.mean)}", text=name)
                elif item.share_of_mentions is not None:
                    yield Item(heading=f"{title} · {telling.percent(item.share_of_mentions)}", text=name)


def _method(reporting: Reporting) -> Prose:
    telling = reporting.telling
    say = telling.words.say
    last = (
        Item(
            heading=say("Exact figures"),
            text=say(
                "Nothing is rounded or withheld here. Small counts can give single people away: this copy is for"
                " staff only, and no part of it may be published."
            ),
        )
        if telling.published.exact
        else rounded_and_withheld(telling)
    )
    items = (*how_to_read(telling), last, *where_from(reporting))
    return Prose(over=telling.text(telling.consultation.title), title=say("Method and limits"), items=items)


def how_to_read(telling: Telling) -> tuple[Item, ...]:
    """Who speaks, and what shares, intervals and places are."""
    say = telling.words.say
    return (
        Item(
            heading=say("Who speaks here"),
            text=say(
                "People answered in Telegram or on paper because they wished to. They were not drawn at random, and"
                " those who have no Telegram, little time or little interest are missing. The figures describe those"
                " who answered."
            ),
        ),
        Item(
            heading=say("Two kinds of shares"),
            text=say(
                "Share of respondents: of the people who answered a question. Share of mentions: of all options that"
                " they chose in it. Own words are no mentions."
            ),
        ),
        Item(
            heading=say("Intervals and places"),
            text=say(
                "Intervals of 95% and ranges of places say how much chance alone could move a figure if those who"
                " answered were drawn at random. What answers by choice does to the figures, no interval can say."
            ),
        ),
    )


def rounded_and_withheld(telling: Telling) -> Item:
    """What is done to released figures so that nobody is found out."""
    say, number, release = telling.words.say, telling.words.number, telling.consultation.release
    return Item(
        heading=say("Rounded and withheld"),
        text=say(
            "Counts are rounded to {rounding}, and percentages are computed from the rounded counts. A count"
            " under {smallest} says so; some others are withheld because they would give it away. A table"
            " appears from {first} answers on. Who deletes their answers after the closing stays counted in"
            " what was already published.",
            rounding=number(release.rounding),
            smallest=number(release.smallest_cell),
            first=number(release.first),
        ),
    )


def where_from(reporting: Reporting) -> tuple[Item, ...]:
    """That figures come from a file, if they do."""
    if not reporting.telling.published.n_imported:
        return ()
    heading = reporting.telling.words.say("Where the data come from")
    return (Item(heading=heading, text=_imported(reporting)),)


def _imported(reporting: Reporting) -> str:
    words, n = reporting.telling.words, reporting.telling.published.n_imported
    if reporting.is_imported:
        return words.say_n(
            "{n} response, the only one, was loaded from a file: it is reconstructed or for trial, nobody's live"
            " answer.",
            "All {n} responses were loaded from a file: they are reconstructed or for trial, nobody's live answers.",
            n,
        )
    return words.say_n("{n} of the responses came from a file.", "{n} of the responses came from a file.", n)


def not_yet(reporting: Reporting) -> Iterator[Prose]:
    """What has not been released, and why."""
    telling = reporting.telling
    awaited = telling.published.awaited
    if awaited:
        yield Prose(
            over=telling.words.say("Method and limits"),
            title=telling.words.say("What is not shown"),
            items=tuple(Item(heading=_table(telling, each), text=_why(telling, each)) for each in awaited),
        )


def _why(telling: Telling, awaited: Awaited) -> str:
    number, say = telling.words.number, telling.words.say
    if awaited.at_closing:
        return say("shown when the consultation has closed")
    if awaited.held_back:
        return say("held back, because it would give single people away")
    return say("{have} of the {first} answers that it needs", have=number(awaited.have), first=number(awaited.first))


def _table(telling: Telling, awaited: Awaited) -> str:
    """The title of the question, section, net or crosstab."""
    consultation, name = telling.consultation, awaited.table
    rows, _, columns = name.partition("*")
    if rows in consultation.question_by_id and columns in consultation.question_by_id:
        return telling.words.say("{columns} by {rows}", columns=telling.question(columns), rows=telling.question(rows))
    if name in consultation.question_by_id:
        return telling.question(name)
    kind, _, within = name.partition(":")
    if kind == "section" and within in consultation.section_by_id:
        return telling.text(consultation.section_by_id[within].title)
    nets = {net.id: net.text for net in consultation.nets}
    return telling.text(nets[within]) if kind == "net" and within in nets else name


def whole_texts(telling: Telling) -> Iterator[Prose]:
    """Titles and labels that did not fit where they belong."""
    long = [text for text in dict.fromkeys(map(telling.whole, _texts(telling))) if len(text) > LABEL_LIMIT]
    if long:
        yield Prose(
            over=telling.words.say("Method and limits"),
            title=telling.words.say("Texts in full"),
            items=tuple(Item(heading="", text=text) for text in long),
        )


def _texts(telling: Telling) -> Iterator[Text]:
    consultation = telling.consultation
    yield from (consultation.title, consultation.organiser)
    for section in consultation.sections:
        yield section.title
    for question in consultation.questions:
        yield question.text
        if isinstance(question, Rating):
            yield from (question.low, question.high)
    for options in consultation.options_of.values():
        yield from (option.text for option in options.values())
    yield from (net.text for net in consultation.nets)
