"""How a round is doing, as a message: the status of `results.watching` in the words of a member's language."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from bot.markup import bold, italic, lines, paragraphs, plain
from bot.staff.saying import state_name
from flows.consultation import Consultation, text_in
from results.labels import shortened
from results.speech import Speech, own_name
from results.watching.picture import small
from results.watching.sparkline import sparkline
from results.watching.status import Day, Line, Status, Stop
from storage.rounds import State

DAYS: Final = 21
"""Bars that fit into a line of a phone."""

STOPS: Final = 5
SOURCES: Final = 8
_LABEL: Final = 70


def progress(status: Status, consultation: Consultation, words: Speech) -> str:
    """The whole status."""
    return paragraphs(
        heading(status, consultation, words),
        lines(_numbers(status, words), _median(status, words)),
        lines(*_days(status, words)),
        lines(
            _counted(words.say("Languages"), _languages(status, words)),
            _counted(words.say("Links"), _sources(status, words)),
        ),
        lines(*_stops(status, consultation, words)),
        italic(_footing(status, words)),
    )


def brief(status: Status, consultation: Consultation, words: Speech) -> str:
    """What a day's digest says of a round."""
    return paragraphs(
        heading(status, consultation, words),
        lines(_yesterday(status, words), _numbers(status, words)),
        lines(*_days(status, words)),
    )


def heading(status: Status, consultation: Consultation, words: Speech) -> str:
    """Which round it is, and its state."""
    title = shortened(text_in(consultation.title, words.language), 120)
    return lines(bold(title), plain(f"{status.round} · {state_name(words, State(status.state))}"))


def _numbers(status: Status, words: Speech) -> str:
    numbers, later = status.numbers, words.say("not released yet")
    rows = [
        (words.say("Started"), _told(status, numbers.started, words)),
        (words.say("Sent a part"), later if numbers.answered is None else words.number(numbers.answered)),
        (words.say("Submitted"), later if numbers.submitted is None else words.number(numbers.submitted)),
    ]
    if numbers.imported:
        rows.append((words.say("Of these from a file"), words.number(numbers.imported)))
    return lines(*(f"{plain(name)}: {bold(told)}" for name, told in rows))


def _median(status: Status, words: Speech) -> str | None:
    if status.median is None or not status.timed:
        return None
    low, high = status.median.low, status.median.high
    if high > 120:
        span = words.say("{low}–{high} h", low=words.number(low / 60), high=words.number(high / 60))
    else:
        span = words.say("{low}–{high} min", low=words.number(low), high=words.number(high))
    name, measured = words.say("Median time"), words.say_n("{n} person measured", "{n} people measured", status.timed)
    return f"{plain(name)}: {bold(span)} ({plain(measured)})"


def _days(status: Status, words: Speech) -> Iterator[str]:
    shown = status.days[-DAYS:]
    most = max((day.started or 0 for day in shown), default=0)
    if not most:
        return
    yield sparkline([day.started for day in shown])
    yield plain(
        words.say(
            "started a day, {first} to {last}; at most {most}",
            first=words.short_day(shown[0].day),
            last=words.short_day(shown[-1].day),
            most=words.number(most),
        )
    )
    if status.trend is not None:
        yield plain(
            words.say(
                "Started in the last seven whole days: {last}; in the seven before: {before}.",
                last=_told(status, status.trend.last, words),
                before=_told(status, status.trend.before, words),
            )
        )


def _yesterday(status: Status, words: Speech) -> str | None:
    before = status.at.date() - timedelta(days=1)
    day: Day | None = next((each for each in status.days if each.day == before), None)
    if day is None:
        return None
    started, submitted = _told(status, day.started, words), _told(status, day.submitted, words)
    return plain(
        words.say("Yesterday: started {started}, submitted {submitted}.", started=started, submitted=submitted)
    )


def _counted(name: str, parts: Iterable[str]) -> str | None:
    told = ", ".join(parts)
    return f"{plain(name)}: {plain(told)}" if told else None


def _languages(status: Status, words: Speech) -> Iterator[str]:
    for line in status.languages:
        yield f"{own_name(line.key) if line.key else '?'} {_told(status, line.n, words)}"


def _sources(status: Status, words: Speech) -> Iterator[str]:
    shown: tuple[Line, ...] = status.sources[:SOURCES]
    for line in shown:
        yield f"{line.key} {_told(status, line.n, words)}"
    if status.more_sources or len(shown) < len(status.sources):
        yield words.say("others fewer each")


def _stops(status: Status, consultation: Consultation, words: Speech) -> Iterator[str]:
    """Where most stand, the greatest first; those with as many in the order of the questions."""
    most = sorted((stop for stop in status.stops if stop.n), key=lambda stop: -(stop.n or 0))[:STOPS]
    if most:
        yield plain(words.say("Where most stand who have not gone on:"))
    for stop in most:
        yield plain(f"• {_place(stop, consultation, words)} – {words.number(stop.n or 0)}")


def _place(stop: Stop, consultation: Consultation, words: Speech) -> str:
    if stop.question is not None:
        question = consultation.question_by_id[stop.question]
        return shortened(text_in(question.text, words.language), _LABEL)
    section = shortened(text_in(consultation.section_by_id[stop.section].title, words.language), _LABEL)
    if stop.at == "opening":
        return words.say("before “{section}”", section=section)
    return words.say("before sending “{section}”", section=section)


def _footing(status: Status, words: Speech) -> str:
    moment = words.say("As of {moment}.", moment=words.moment(status.at))
    rounded = words.say("Numbers are rounded and small ones untold, so that nobody is given away.")
    exact = words.say("Exact figures, for staff only; the audit has noted that you saw them.")
    return f"{moment} {exact if status.exact else rounded}"


def _told(status: Status, n: int | None, words: Speech) -> str:
    return small(status, words) if n is None else words.number(n)
