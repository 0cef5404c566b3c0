"""Who answered."""

from collections.abc import Iterator

from results.report.deck import Figure, Item, Page, Prose
from results.report.questions import question_pages
from results.report.reporting import Reporting

_MOST_FIGURES = 6
"""That stand for themselves on the first page."""


def respondents(reporting: Reporting) -> Iterator[Page]:
    """How many, and the pages of each question about them."""
    over = reporting.telling.words.say("Who answered")
    yield _numbers(reporting, over)
    for question in reporting.outline.profile:
        yield from question_pages(reporting, question.id, over=over)


def _numbers(reporting: Reporting, over: str) -> Prose:
    telling = reporting.telling
    words, published = telling.words, telling.published
    figures = [
        Figure(figure=words.number(n), text=text)
        for n, text in (
            (
                published.n_answered,
                words.say_n(
                    "person sent at least one section", "people sent at least one section", published.n_answered or 0
                ),
            ),
            (
                published.n_submitted,
                words.say_n("person sent every section", "people sent every section", published.n_submitted or 0),
            ),
        )
        if n is not None
    ]
    for question in reporting.outline.profile:
        figures += _largest(reporting, question.id)
    remark = words.say(
        "Those answered who wished to. This is no representative poll: it tells what these people think, not what"
        " everybody thinks."
    )
    return Prose(over=over, title=over, items=(Item(heading="", text=remark),), figures=tuple(figures[:_MOST_FIGURES]))


def _largest(reporting: Reporting, question: str) -> Iterator[Figure]:
    """The answer that more than half gave, as the deck of 2021 had "72 %: over ten years of experience"."""
    telling = reporting.telling
    table = telling.tables.get(question)
    for line in table.options if table is not None else ():
        if line.count is not None and line.share_of_respondents and line.share_of_respondents.percent > 50:
            yield Figure(
                figure=telling.percent(line.share_of_respondents),
                text=f"{telling.question(question)} {telling.option(question, line.option)}",
            )
