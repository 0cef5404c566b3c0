"""What staff are told of a broadcast, on its way and at its end: nothing that would tell who has answered."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from flows.consultation import Release
from results.rounding import told as told_count
from storage.broadcasts import Broadcast, Counts, Standing, broadcast
from storage.database import Database
from storage.segments import Segment

LOOK_SECONDS: Final = 1.0
ENDED: Final = frozenset({Standing.DONE, Standing.CANCELLED})


@dataclass(frozen=True, slots=True)
class Figure:
    """A count as it may be told: itself, or that it is about `n`, under or over it."""

    n: int
    told: Literal["", "about", "under", "over"] = ""

    def __str__(self) -> str:
        return f"{self.told} {self.n}".lstrip()


def told(of: Broadcast, smallest: int) -> dict[str, Figure]:
    """The final report: each count with its name.

    For a segment, how many were reached tells how many there are of it, and what is left of all tells the same: when
    either is under `smallest`, both are told as that.
    """
    counts = of.counts
    reached = counts.settled - counts.outside
    small = of.segment is not Segment.ALL and min(reached, counts.outside) < smallest
    figures = {
        "sent": counts.sent,
        "blocked": counts.blocked,
        "deactivated": counts.deactivated,
        "failed": counts.failed,
        "unknown": counts.unknown,
        "not meant for": counts.outside,
    }
    hidden = {"sent", "not meant for"} if small else set[str]()
    left = counts.recipients - counts.settled
    return {
        "subscribers": Figure(counts.recipients),
        **{name: _hidden(n, counts, smallest) if name in hidden else Figure(n) for name, n in figures.items()},
        "left meanwhile" if of.ended is not None else "to come": Figure(left),
    }


def left(of: Broadcast, policy: Release) -> Figure:
    """Subscribers of a broadcast on its way to whom it has not come yet, whether or not it is meant for them."""
    n = told_count(of.counts.recipients - of.counts.settled, policy)
    return Figure(policy.smallest_cell, "under") if n is None else Figure(n, "about")


async def watched(
    database: Database, number: int, now: Callable[[], datetime], sleep: Callable[[float], Awaitable[None]]
) -> AsyncIterator[Broadcast]:
    """The broadcast as it stands, whenever that has changed, until it is over. Raises UnknownBroadcast.

    `now` carries the city's time zone: it changes when its quiet hours begin and end, too.
    """
    before: tuple[Counts, Standing, datetime | None] | None = None
    while True:
        of = await broadcast(database, number)
        standing, quiet = of.standing(now()), of.quiet_until(now())
        if (of.counts, standing, quiet) != before:
            before = of.counts, standing, quiet
            yield of
        if standing in ENDED:
            return
        await sleep(LOOK_SECONDS)


def _hidden(n: int, counts: Counts, smallest: int) -> Figure:
    return Figure(smallest, "under") if n < smallest else Figure(max(counts.settled - smallest, 0), "over")
