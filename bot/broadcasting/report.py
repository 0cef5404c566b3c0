"""What staff are told of a broadcast, on its way and at its end: nothing that would tell who has answered."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from flows.consultation import Release
from results.parts import told_parts
from results.rounding import told as rounded_or_none
from storage.broadcasts.broadcast import ENDED, Broadcast
from storage.broadcasts.reading import as_it_stands, broadcast
from storage.broadcasts.segments import Segment
from storage.broadcasts.surveys import Survey
from storage.database import Database

LOOK_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A count as it may be told: itself, that it is about `n` or under it, or nothing at all."""

    n: int
    told: Literal["", "about", "under", "untold"] = ""

    def __str__(self) -> str:
        return "not told" if self.told == "untold" else f"{self.told} {self.n}".lstrip()


UNTOLD: Final = Figure(0, "untold")


def meant(of: Broadcast, found: Survey, language: str, policy: Release) -> Figure:
    """To how many subscribers of the language it goes.

    Exactly, when it goes to all who asked for it: that depends on subscriptions, and on no answer. Else rounded, and
    not at all where that would tell who has answered.
    """
    wishing = found.wishing.get(language, 0)
    if of.segment is Segment.ALL or not wishing:
        return Figure(wishing)
    others = [(each, False) for each in Segment if each not in {of.segment, Segment.ALL}]
    parts = [(of.segment, True), *others, *([(of.segment, False)] if of.stopped_by else [])]
    n = told_parts([found.memberships.get(language, {}).get(each, 0) for each in parts], policy)[0]
    return UNTOLD if n is None else Figure(n, "about")


def told(of: Broadcast, policy: Release) -> dict[str, Figure]:
    """The final report: each count with its name.

    Of a segment, what depends on who has answered is rounded, small counts are not told, and neither is how many it
    was sent to where that, or all the rest, is few.
    """
    counts, exact = of.counts, of.segment is Segment.ALL
    fates = {
        "sent": counts.sent,
        "blocked": counts.blocked,
        "deactivated": counts.deactivated,
        "failed": counts.failed,
        "unknown": counts.unknown,
    }
    figures = {name: Figure(n) if exact else about(n, policy) for name, n in fates.items()}
    if not exact and told_parts([counts.reached, counts.outside], policy)[0] is None:
        figures["sent"] = UNTOLD
    return {
        "subscribers": Figure(counts.recipients),
        **figures,
        "not asked for": Figure(counts.unasked + (counts.outside if exact else 0)),
        **({"too late": Figure(counts.too_late)} if counts.too_late else {}),
        "left meanwhile" if of.ended is not None else "to come": Figure(counts.recipients - counts.settled),
    }


def about(n: int, policy: Release) -> Figure:
    """The count rounded, or that it is small."""
    found = rounded_or_none(n, policy)
    return Figure(policy.smallest_cell, "under") if found is None else Figure(found, "about")


def left(of: Broadcast, policy: Release) -> Figure:
    """Subscribers of a broadcast on its way to whom it has not come yet, whether or not it is meant for them."""
    return about(of.counts.recipients - of.counts.settled, policy)


async def watched(
    database: Database, number: int, now: Callable[[], datetime], sleep: Callable[[float], Awaitable[None]]
) -> AsyncIterator[Broadcast]:
    """The broadcast as it stands, whenever that has changed, until it is over. Raises UnknownBroadcast.

    `now` carries the city's time zone: it changes when its quiet hours begin and end, too, and with its round.
    """
    before: tuple[object, ...] = ()
    of = await broadcast(database, number)
    while True:
        at = now()
        standing = of.standing(at)
        seen = (of.counts, standing, of.quiet_until(at), of.barred(at))
        if seen != before:
            before = seen
            yield of
        if standing in ENDED:
            return
        await sleep(LOOK_SECONDS)
        of = await as_it_stands(database, of)
