"""What looks wrong: a burst from one source, faults of ours, Telegram holding the bot. Pure rules over counts.

Rules are few and simple enough to be told with the alarm; docs/architecture.md has them all. An alarm is a reason to
look, not a verdict: a newsletter that has just gone out looks like a burst.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from storage.counters import Count

MEMORY: Final = timedelta(days=7)
"""How far back the hours lie with which an hour is compared."""

FLOOR: Final = 30
"""Fewer in an hour are no burst, however quiet the source was."""

NEW_FLOOR: Final = 100
"""The same on a source's first day, when there is nothing yet to compare with and a good start is to be expected."""

DEVIATIONS: Final = 5
"""So many standard deviations of chance (Poisson's: the square root) above the busiest hour are no chance any more."""

WINDOW_SECONDS: Final = 600.0
SET_ASIDE: Final = 3
FAULTS: Final = 5
HELD_SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True)
class Burst:
    """One source brought so many in an hour; `usual` is its busiest hour before, of the last week."""

    source: str
    n: int
    usual: int


@dataclass(frozen=True, slots=True)
class Faults:
    """Within ten minutes so many inputs were set aside, and so many faults logged."""

    set_aside: int
    logged: int


@dataclass(frozen=True, slots=True)
class Held:
    """Within ten minutes Telegram had the bot wait for so many seconds altogether."""

    seconds: int


Alarm = Burst | Faults | Held


@dataclass(frozen=True, slots=True)
class Sample:
    """What a process has counted since it started. `at` is in its monotonic seconds."""

    at: float
    set_aside: float
    logged: float
    held_seconds: float


def bursts(counts: Iterable[Count], hour: datetime) -> Iterator[Burst]:
    """The sources that burst in the hour that begins then, in the order of their names."""
    by_source: defaultdict[str, dict[datetime, int]] = defaultdict(dict)
    for each in counts:
        if each.kind == "source" and hour - MEMORY <= each.hour <= hour:
            by_source[each.key][each.hour] = each.n
    for source, hours in sorted(by_source.items()):
        n, usual = hours.pop(hour, 0), max(hours.values(), default=0)
        is_new = hour - min(hours, default=hour) < timedelta(days=1)
        if n >= (NEW_FLOOR if is_new else FLOOR) and n > usual + DEVIATIONS * math.sqrt(usual):
            yield Burst(source, n, usual)


def troubles(samples: Sequence[Sample]) -> Iterator[Faults | Held]:
    """What a process has suffered in the ten minutes before its newest sample; samples are in the order of time.

    A sample older than that is where the ten minutes begin, if there is one.
    """
    if not samples:
        return
    last = samples[-1]
    first = samples[0]
    for each in samples:
        if each.at <= last.at - WINDOW_SECONDS:
            first = each
    set_aside, logged = last.set_aside - first.set_aside, last.logged - first.logged
    if set_aside >= SET_ASIDE or logged >= FAULTS:
        yield Faults(round(set_aside), round(logged))
    held = last.held_seconds - first.held_seconds
    if held >= HELD_SECONDS:
        yield Held(round(held))
