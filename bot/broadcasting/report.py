"""What staff are told of a broadcast, on its way and at its end: nothing that would tell who has answered."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Final

from storage.broadcasts import Broadcast, Counts, Standing, broadcast
from storage.database import Database
from storage.segments import Segment

LOOK_SECONDS: Final = 1.0
ENDED: Final = frozenset({Standing.DONE, Standing.CANCELLED})


def told(of: Broadcast, smallest: int) -> dict[str, str]:
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
        "subscribers": str(counts.recipients),
        **{name: _hidden(n, counts, smallest) if name in hidden else str(n) for name, n in figures.items()},
        "left meanwhile" if of.ended is not None else "to come": str(left),
    }


async def watched(
    database: Database, number: int, now: Callable[[], datetime], sleep: Callable[[float], Awaitable[None]]
) -> AsyncIterator[Broadcast]:
    """The broadcast as it stands, whenever that has changed, until it is over. Raises UnknownBroadcast."""
    before: tuple[Counts, Standing] | None = None
    while True:
        of = await broadcast(database, number)
        standing = of.standing(now())
        if (of.counts, standing) != before:
            before = of.counts, standing
            yield of
        if standing in ENDED:
            return
        await sleep(LOOK_SECONDS)


def _hidden(n: int, counts: Counts, smallest: int) -> str:
    return f"under {smallest}" if n < smallest else f"over {max(counts.settled - smallest, 0)}"
