"""What stands on the page of a round, part by part, in the words of one language; the templates draw it.

The parts are pages of the report, rankings first, so that the two cannot tell different figures.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from results.account import by_choice, not_shown, when_the_page_shows_them, which_figures, who_answered
from results.charts.notes import note_on_dark
from results.charts.places import place_in_words, placed_items, placed_options
from results.charts.telling import Telling
from results.page.subject import Subject
from results.report.closing import how_to_read, not_yet, rounded_and_withheld, where_from, whole_texts
from results.report.deck import Charted, Cover, Item, Page, Prose
from results.report.opening import dates, purpose
from results.report.opinions import by_mean, by_mentions, others, recommendations
from results.report.outline import outline
from results.report.reporting import Reporting
from results.report.respondents import respondents
from results.speech import speech
from results.typesetting.printable import printable
from storage.rounds import State


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page of the report, and what each place of its ranking means."""

    page: Page
    places: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading; `id` is for links to it."""

    id: str
    title: str
    drawn: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """The page. `summary`: who answered and which figures these are, a paragraph each; `warning`: that they come from
    a file or are a trial's, if so."""

    title: str
    organiser: str
    dates: str
    warning: str
    summary: tuple[str, ...]
    parts: tuple[Part, ...]


def content(subject: Subject, language: str) -> Content:
    """All that everybody may see."""
    consultation = subject.round.consultation
    telling = Telling(speech(language), consultation, subject.published, language)
    reporting = Reporting(telling, outline(consultation), subject.held, subject.own_words)
    return Content(
        title=printable(telling.text(consultation.title)),
        organiser=printable(telling.text(consultation.organiser)),
        dates=" ".join(dates(reporting)),
        warning=_warning(reporting),
        summary=tuple(each for each in _summary(subject, telling) if each),
        parts=tuple(part for part in _parts(subject, reporting) if part.drawn),
    )


def _warning(reporting: Reporting) -> str:
    telling, said = reporting.telling, []
    if telling.published.exact:
        said.append(which_figures(telling.words, telling.published, telling.consultation.release))
    if reporting.is_imported:
        said.append(telling.words.say("These data are reconstructed or for trial: they come from a file."))
    return " ".join(said)


def _summary(subject: Subject, telling: Telling) -> Iterator[str]:
    words, published, release = telling.words, telling.published, telling.consultation.release
    closed = subject.state is State.CLOSED
    if subject.state is State.PAUSED:
        yield words.say("This consultation is paused for a while. Please come back later.")
    if not subject.shown:
        yield when_the_page_shows_them(words, release)
        return
    yield " ".join(who_answered(words, published, closed=closed))
    yield by_choice(words)
    if not published.exact:
        yield which_figures(words, published, release)
    yield " ".join(not_shown(words, published.awaited, closed=closed))
    if published.is_empty and not closed:
        yield when_the_page_shows_them(words, release)


def _parts(subject: Subject, reporting: Reporting) -> Iterator[Part]:
    telling, laid_out = reporting.telling, reporting.outline
    say = telling.words.say
    if subject.shown and not telling.published.is_empty:
        for section in laid_out.by_mentions:
            yield _part(telling, section.id, telling.text(section.title), by_mentions(reporting, section))
        for section in laid_out.by_mean:
            yield _part(telling, section.id, telling.text(section.title), by_mean(reporting, section))
        yield from _by_heading(telling, [*others(reporting), *recommendations(reporting)])
        yield _part(telling, "who-answered", say("Who answered"), respondents(reporting))
    about = purpose(reporting)
    yield _part(telling, "what-for", about.title, [about])
    if subject.shown:
        items = [*how_to_read(telling), *where_from(reporting)]
        if not telling.published.exact:
            items.append(rounded_and_withheld(telling))
        limits = Prose(over="", title=say("Method and limits"), items=tuple(items))
        yield _part(telling, "method-and-limits", limits.title, [limits, *not_yet(reporting), *whole_texts(telling)])


def _by_heading(telling: Telling, pages: Iterable[Page]) -> Iterator[Part]:
    """Pages that stand under the title of their section, each title once."""
    by_title: dict[str, list[Page]] = {}
    for page in pages:
        if not isinstance(page, Cover):
            by_title.setdefault(page.over, []).append(page)
    for number, (title, found) in enumerate(by_title.items(), start=1):
        yield _part(telling, f"more-{number}", title, found)


def _part(telling: Telling, name: str, title: str, pages: Iterable[Page]) -> Part:
    return Part(name, printable(title), tuple(Drawn(_in_bold(telling, page), _places(telling, page)) for page in pages))


def _in_bold(telling: Telling, page: Page) -> Page:
    """The page, with what bold labels mean where the report says what dark bars do: on dark paper they are light."""
    if not isinstance(page, Charted):
        return page
    in_bold = {note_on_dark(telling): telling.words.say("In bold: could be in first place.")}
    return page.model_copy(update={"notes": tuple(in_bold.get(note, note) for note in page.notes)})


def _places(telling: Telling, page: Page) -> tuple[Item, ...]:
    if not isinstance(page, Charted):
        return ()
    kind, _, section = page.table.partition(":")
    placed = (
        placed_items(telling, telling.rankings.get(section))
        if kind == "section"
        else placed_options(telling, telling.tables.get(page.table))
    )
    if len(placed) < 2:
        return ()
    return tuple(Item(heading=each.text, text=place_in_words(telling.words, each, placed)) for each in placed)
