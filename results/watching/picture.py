"""A round's days as a PNG: 960 pixels wide, to be read on a phone; the numbers above, a bar a day."""

import math
from collections.abc import Iterable
from typing import Final

from pydantic import BaseModel, ConfigDict

from flows.consultation import Consultation, text_in
from results.labels import shortened
from results.speech import Speech, speech
from results.typesetting.compiler import png
from results.typesetting.printable import Printed
from results.watching.status import Status

_TEMPLATE: Final = "watching/picture.typ"
_NUMBERED: Final = 8
"""So many bars have room for their number."""

_LABELS: Final = 6


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Data):
    """One of the numbers on top."""

    label: Printed
    told: Printed


class DayBar(_Data):
    """A day: heights in percent of the highest of all, None for what is not told; `told` and `label` may be empty."""

    started: float | None
    submitted: float | None
    told: Printed
    label: Printed


class Picture(_Data):
    """The picture as data."""

    language: str
    over: Printed
    title: Printed
    figures: tuple[Figure, ...]
    bars: tuple[DayBar, ...]
    """The newest first."""
    started: Printed
    submitted: Printed
    notes: tuple[Printed, ...]


def status_picture(status: Status, consultation: Consultation, language: str) -> bytes:
    """The days of the round, in a language that locales/ has."""
    words = speech(language)
    return png(
        _TEMPLATE,
        Picture(
            language=language,
            over=shortened(text_in(consultation.title, language), 120),
            title=words.say("Day by day"),
            figures=tuple(_figures(status, words)),
            bars=tuple(_bars(status, words)),
            started=words.say("started"),
            submitted=words.say("submitted"),
            notes=tuple(_notes(status, words)),
        ),
    )


def small(status: Status, words: Speech) -> str:
    """What is said instead of a count that is too small to be told."""
    return words.say("under {n}", n=words.number(status.smallest_cell))


def _figures(status: Status, words: Speech) -> Iterable[Figure]:
    numbers, waits = status.numbers, words.say("not yet")
    started = small(status, words) if numbers.started is None else words.number(numbers.started)
    yield Figure(label=words.say("started"), told=started)
    answered = waits if numbers.answered is None else words.number(numbers.answered)
    yield Figure(label=words.say("sent a part"), told=answered)
    submitted = waits if numbers.submitted is None else words.number(numbers.submitted)
    yield Figure(label=words.say("submitted"), told=submitted)


def _bars(status: Status, words: Speech) -> Iterable[DayBar]:
    """From the newest to the oldest; none when nothing is told of any day."""
    highest = [max(day.started or 0, day.submitted or 0) for day in status.days]
    most = max(highest, default=0)
    if not most:
        return
    step, few = math.ceil(len(status.days) / _LABELS), len(status.days) <= _NUMBERED
    for back, (day, height) in enumerate(zip(reversed(status.days), reversed(highest), strict=True)):
        yield DayBar(
            started=_height(day.started, most),
            submitted=_height(day.submitted, most),
            told=words.number(height) if height and (few or height == most) else "",
            label=words.short_day(day.day) if back % step == 0 else "",
        )


def _height(n: int | None, most: int) -> float | None:
    return None if n is None else 100 * n / most


def _notes(status: Status, words: Speech) -> Iterable[str]:
    if not status.exact:
        yield words.say_n(
            "A day with fewer than {n} person is a thin line; other numbers are rounded.",
            "A day with fewer than {n} people is a thin line; other numbers are rounded.",
            status.smallest_cell,
        )
        yield words.say("Answers are counted as of the last release; who submits today is shown tomorrow.")
    if status.days_before:
        yield words.say_n("The last {n} day is shown.", "The last {n} days are shown.", len(status.days))
    yield words.say("As of {moment}.", moment=words.moment(status.at))
    if status.exact:
        yield words.say("Exact figures, for staff only")
