"""How a round is doing, as a value: what staff see in the bot, at the command line, in a picture and as JSON.

Nothing in it belongs to a person: numbers of responses, counters by day, and how many stand where. Counters are never
crossed: a source has no days and no language, a day has no sources.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal, assert_never

from pydantic import BaseModel, ConfigDict

from flows.consultation import Consultation, Release
from flows.places import Asking, Opening, Place, Review, Summary, Thanks, Welcome
from results.participation import Participation
from results.rounding import told
from results.watching.durations import Median, median
from storage.counters import Count
from storage.halts import Halt
from storage.rounds import Round, State

MOST_DAYS: Final = 60
"""Days that are told one by one, the newest."""

WEEK: Final = 7

MOST_SOURCES: Final = 30
"""Sources that are told: anyone can make up more of them."""


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Day(_Shown):
    """A day in the city. None: under the smallest cell that is told, or, of `submitted`, a day that is not over."""

    day: date
    started: int | None
    submitted: int | None


class Trend(_Shown):
    """How many started in the last seven days that are over, and in the seven before. None: too few to be told."""

    last: int | None
    before: int | None


class Line(_Shown):
    """A language or a source. `n` None: under the smallest cell that is told."""

    key: str
    n: int | None


class Stop(_Shown):
    """How many stand there and have not gone on: before a section, at a question, or before sending a section."""

    at: Literal["opening", "question", "summary"]
    section: str
    question: str | None = None
    n: int | None


class Status(_Shown):
    """A round at a moment. `numbers` are those of `glas round show`: who answered is told as it was released last.

    `days` end today, or when the round closed; `days_before` are not told one by one. `sources`, the greatest first,
    are those that may be told, `more_sources` whether there are others. `stops` are in the order of the consultation,
    `changing` had sent what they stand at and edit it. `timed`: who began and submitted within a day while the same
    process ran; `median` is theirs. In the exact status nothing is None but a median of nobody, and a trend before two
    weeks are over.
    """

    round: str
    state: str
    at: datetime
    exact: bool
    smallest_cell: int
    rounding: int
    numbers: Participation
    days: tuple[Day, ...]
    days_before: int
    trend: Trend | None
    languages: tuple[Line, ...]
    sources: tuple[Line, ...]
    more_sources: bool
    stops: tuple[Stop, ...]
    changing: int | None
    timed: int | None
    median: Median | None


def status_of(
    of: Round, now: datetime, numbers: Participation, counts: Sequence[Count], halts: Sequence[Halt], *, exact: bool
) -> Status:
    """The status. `now` is in the city's time zone, whose days are counted; `numbers` are exact, or not, as well."""
    policy = of.consultation.release
    tell = (lambda n: n) if exact else _teller(policy)
    counted = _days(of, now, counts)
    days = [_day(each, now.date(), tell, exact=exact) for each in counted]
    sources = _lines(_totals(counts, "source"), tell)
    timed = _totals(counts, "duration")
    n_timed = tell(timed.total())
    return Status(
        round=of.code,
        state=of.state(now).value,
        at=now,
        exact=exact,
        smallest_cell=policy.smallest_cell,
        rounding=policy.rounding,
        numbers=numbers,
        days=tuple(days[-MOST_DAYS:]),
        days_before=len(days[:-MOST_DAYS]),
        trend=_trend([each.started for each in counted if each.day < now.date()], tell),
        languages=_lines(_totals(counts, "language"), tell),
        sources=(shown := tuple(line for line in sources if line.n is not None)[:MOST_SOURCES]),
        more_sources=len(shown) < len(sources),
        stops=tuple(_stops(of.consultation, halts, tell)),
        changing=tell(sum(each.n for each in halts if _is_changing(of.consultation, each))),
        timed=n_timed,
        median=None if n_timed is None else median(timed),
    )


_Tell = Callable[[int], int | None]


@dataclass(frozen=True, slots=True)
class _Counted:
    day: date
    started: int
    submitted: int


def _teller(policy: Release) -> _Tell:
    return lambda n: told(n, policy)


def _days(of: Round, now: datetime, counts: Iterable[Count]) -> list[_Counted]:
    """Every day from the opening on, those on which nothing happened too."""
    found: Counter[tuple[str, date]] = Counter()
    for each in counts:
        found[each.kind, each.hour.astimezone(now.tzinfo).date()] += each.n
    happened = [day for kind, day in found if kind in {"started", "submitted"}]
    if of.opens is not None and of.opens <= now:
        happened.append(of.opens.astimezone(now.tzinfo).date())
    if not happened:
        return []
    first, last, closed = min(happened), now.date(), of.last_moment(now.tzinfo or UTC)
    if closed is not None and of.state(now) is State.CLOSED:
        last = max(*happened, closed.date())
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [_Counted(day, found["started", day], found["submitted", day]) for day in days]


def _day(counted: _Counted, today: date, tell: _Tell, *, exact: bool) -> Day:
    over = exact or counted.day < today
    return Day(day=counted.day, started=tell(counted.started), submitted=tell(counted.submitted) if over else None)


def _trend(started: Sequence[int], tell: _Tell) -> Trend | None:
    if len(started) < 2 * WEEK:
        return None
    return Trend(last=tell(sum(started[-WEEK:])), before=tell(sum(started[-2 * WEEK : -WEEK])))


def _totals(counts: Iterable[Count], kind: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in counts:
        if each.kind == kind:
            found[each.key] += each.n
    return found


def _lines(totals: Mapping[str, int], tell: _Tell) -> tuple[Line, ...]:
    """The greatest first; those that are not told by their names, so that their order tells nothing."""
    lines = [Line(key=key, n=tell(n)) for key, n in totals.items()]
    return tuple(sorted(lines, key=lambda line: (-(line.n or 0), line.key)))


def _stops(consultation: Consultation, halts: Iterable[Halt], tell: _Tell) -> Iterable[Stop]:
    standing: Counter[tuple[str, str]] = Counter()
    for each in halts:
        where = _where(consultation, each.place)
        if where is not None and where[2] not in each.closed:
            standing[where[:2]] += each.n
    for section in consultation.sections:
        yield Stop(at="opening", section=section.id, n=tell(standing["opening", section.id]))
        for question in section.questions:
            n = tell(standing["question", question.id])
            yield Stop(at="question", section=section.id, question=question.id, n=n)
        yield Stop(at="summary", section=section.id, n=tell(standing["summary", section.id]))


def _is_changing(consultation: Consultation, halt: Halt) -> bool:
    where = _where(consultation, halt.place)
    return where is not None and where[2] in halt.closed


def _where(consultation: Consultation, place: Place) -> tuple[str, str, str] | None:
    """What a place before the end is: its kind, the id of its question or section, and the section."""
    match place:
        case Opening(section):
            return "opening", section, section
        case Asking(question):
            return "question", question, consultation.section_of[question].id
        case Summary(section):
            return "summary", section, section
        case Welcome() | Review() | Thanks():
            return None
        case _:
            assert_never(place)
