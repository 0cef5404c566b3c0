"""The pages as HTML: every text is escaped by the template engine, and every page stands on its own.

No page has a script, a cookie, or anything that would be fetched from anywhere: its style is within it.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from results.account import by_choice, when_the_page_shows_them, who_answered
from results.charts.telling import Telling
from results.exports.formats import PUBLIC, ExportFormat
from results.page.content import content
from results.page.subject import Subject
from results.report.opening import dates
from results.report.outline import outline
from results.report.reporting import Reporting
from results.speech import Speech, own_name, speech
from results.typesetting.direction import is_right_to_left
from results.typesetting.printable import printable
from storage.rounds import State

_TEMPLATES: Final = Path(__file__).parent / "templates"
_FORMATS: Final = {ExportFormat.CSV: "CSV", ExportFormat.XLSX: "Excel (XLSX)", ExportFormat.JSONL: "JSON (JSONL)"}


@dataclass(frozen=True, slots=True)
class Link:
    """Where it leads, and what it says; `language`: that of what is there."""

    href: str
    name: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Frame:
    """What every page has around its own."""

    language: str
    direction: str
    title: str
    languages: tuple[Link, ...]
    up: Link | None
    style: Markup
    skip: str
    language_label: str
    promise: str


@dataclass(frozen=True, slots=True)
class _Listed:
    """A round in the list of rounds."""

    code: str
    language: str
    organiser: str
    title: str
    href: str
    lines: tuple[str, ...]
    answer: Link | None


def results_page(subject: Subject, language: str, *, root: str, others: bool) -> bytes:
    """A round's results. `root`: the path under which all pages are; `others`: there are more rounds to lead to."""
    words, told = speech(language), content(subject, language)
    up = Link(f"{root}?lang={language}", words.say("All consultations"), language)
    return _drawn(
        "results.html",
        _frame(words, words.say("Results: {title}", title=told.title), subject.languages, up if others else None),
        content=told,
        answer=_answer(words, subject),
        contents_label=words.say("On this page"),
        places_label=words.say("What the places mean"),
        theme_label=words.say("Theme"),
        texts_label=words.say("Texts"),
        downloads=tuple(_downloads(subject, language, root)),
        downloads_label=words.say("The same figures as files"),
        downloads_note=words.say("Everybody may use them. Please say that those answered who wished to."),
    )


def rounds_page(subjects: Sequence[Subject], language: str, languages: tuple[str, ...], *, root: str) -> bytes:
    """The rounds, in this order."""
    words = speech(language)
    title = words.say("Consultations")
    return _drawn(
        "rounds.html",
        _frame(words, title, languages),
        title=title,
        rounds=tuple(_listed(each, language, root) for each in subjects),
        nothing=words.say("There is no consultation at the moment."),
    )


def notice_page(sentence: str, language: str, *, root: str) -> bytes:
    """One sentence about what is not there, or cannot be shown; from it a link leads to the rounds."""
    words = speech(language)
    up = Link(f"{root}?lang={language}", words.say("All consultations"), language)
    return _drawn("notice.html", _frame(words, sentence, (language,), up), sentence=sentence)


@cache
def style_source() -> str:
    """The source expression by which a Content-Security-Policy allows the style of the pages, and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()}'"


def _downloads(subject: Subject, language: str, root: str) -> Iterator[Link]:
    """The released tables, where there are any."""
    if subject.shown and not subject.published.is_empty:
        for form in PUBLIC:
            yield Link(f"{root}{subject.round.code}.{form}?lang={language}", _FORMATS[form], language)


def _listed(subject: Subject, language: str, root: str) -> _Listed:
    """In that language, or in the round's first where it does not have it."""
    spoken = language if language in subject.languages else subject.languages[0]
    words, consultation = speech(spoken), subject.round.consultation
    telling = Telling(words, consultation, subject.published, spoken)
    when = dates(Reporting(telling, outline(consultation), subject.held))
    closed = subject.state is State.CLOSED
    stands = (
        [*who_answered(words, subject.published, closed=closed), by_choice(words)]
        if subject.shown and not subject.published.is_empty
        else [when_the_page_shows_them(words, consultation.release)]
    )
    return _Listed(
        code=subject.round.code,
        language=spoken,
        organiser=printable(telling.text(consultation.organiser)),
        title=printable(telling.text(consultation.title)),
        href=f"{root}{subject.round.code}?lang={spoken}",
        lines=(*when, " ".join(stands)),
        answer=_answer(words, subject),
    )


def _answer(words: Speech, subject: Subject) -> Link | None:
    return None if subject.answer is None else Link(subject.answer, words.say("Answer in Telegram"))


def _frame(words: Speech, title: str, languages: tuple[str, ...], up: Link | None = None) -> _Frame:
    return _Frame(
        language=words.language,
        direction="rtl" if is_right_to_left(words.language) else "ltr",
        title=printable(title),
        languages=tuple(Link(f"?lang={each}", own_name(each), each) for each in languages),
        up=up,
        style=Markup(_style()),  # noqa: S704 - a file of ours
        skip=words.say("Skip to the content"),
        language_label=words.say("Language"),
        promise=words.say("This page sets no cookies, runs no scripts and loads nothing from elsewhere."),
    )


def _drawn(template: str, frame: _Frame, **values: object) -> bytes:
    return _environment().get_template(template).render(frame=frame, **values).encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    return (_TEMPLATES / "page.css").read_text("utf-8")
