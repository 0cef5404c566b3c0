"""The whole report: from published figures to a PDF."""

from collections.abc import Iterator
from typing import Final

from flows.consultation import Consultation
from results.charts.telling import Telling
from results.own_words.themes import WordsTable
from results.published import Published
from results.report.closing import closing
from results.report.deck import Deck, Item, Page, Prose
from results.report.opening import opening, origin
from results.report.opinions import by_mean, by_mentions, others, recommendations
from results.report.outline import outline
from results.report.reporting import Held, Reporting
from results.report.respondents import respondents
from results.speech import speech
from results.typesetting.compiler import pdf
from results.typesetting.direction import is_right_to_left

_DATES_UNKNOWN: Final = Held()
_TEMPLATE: Final = "report/report.typ"


def report(
    published: Published,
    consultation: Consultation,
    language: str,
    *,
    held: Held = _DATES_UNKNOWN,
    own_words: tuple[WordsTable, ...] = (),
) -> bytes:
    """The report as PDF, in `language`: the same input gives the same bytes."""
    return pdf(_TEMPLATE, deck(published, consultation, language, held=held, own_words=own_words))


def deck(
    published: Published,
    consultation: Consultation,
    language: str,
    *,
    held: Held = _DATES_UNKNOWN,
    own_words: tuple[WordsTable, ...] = (),
) -> Deck:
    """The report as data, page by page, in the order of the deck of 2021."""
    telling = Telling(speech(language), consultation, published, language)
    reporting = Reporting(telling, outline(consultation), held, own_words)
    say, title = telling.words.say, telling.text(consultation.title)
    return Deck(
        language=language,
        right_to_left=is_right_to_left(language),
        title=title,
        author=telling.text(consultation.organiser),
        footer=" · ".join((title, *origin(reporting))),
        warning=say("EXACT, FOR STAFF ONLY") if published.exact else "",
        pages=tuple(_pages(reporting)),
    )


def _pages(reporting: Reporting) -> Iterator[Page]:
    yield from opening(reporting)
    if reporting.telling.published.is_empty:
        yield _nothing_yet(reporting)
    else:
        yield from respondents(reporting)
        for section in reporting.outline.by_mentions:
            yield from by_mentions(reporting, section)
        for section in reporting.outline.by_mean:
            yield from by_mean(reporting, section)
        yield from others(reporting)
        yield from recommendations(reporting)
    yield from closing(reporting)


def _nothing_yet(reporting: Reporting) -> Prose:
    words = reporting.telling.words
    text = (
        words.say("Nobody has sent a section yet.")
        if reporting.telling.published.exact
        else words.say("Nothing has been released yet: too few people have answered so far.")
    )
    return Prose(
        over=words.say("Who answered"), title=words.say("No results yet"), items=(Item(heading="", text=text),)
    )
