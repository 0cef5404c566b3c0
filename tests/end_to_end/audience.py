"""Many subscribers at once, and a broadcast to them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import col, select

from sandbox.messages import body_of
from storage.audit import Author
from storage.broadcasts.broadcast import Broadcast, Kind
from storage.broadcasts.deciding import create, schedule
from storage.broadcasts.reading import broadcast
from storage.broadcasts.segments import Segment
from storage.broadcasts.tables import DeliveryRow
from storage.broadcasts.words import Words
from storage.exchange import EVERYTHING
from storage.keys import load_keys
from storage.rows import to_json
from storage.tables import SubscriberRow
from tests.end_to_end.clocks import wall_of
from tests.end_to_end.stage import Stage

TEXT = "Consultarea s-a deschis."
WORDS = {"ro": Words(TEXT)}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63606060f80f0001040100"
    "5fe5c34b0000000049454e44ae426082"
)
"""A picture of one pixel."""


async def subscribe(stage: Stage, people: Iterable[int], *, language: str = "ro") -> None:
    """They asked for everything, whoever they are."""
    keys = load_keys(stage.settings.keys)
    wishes = to_json(sorted(EVERYTHING))
    rows = [
        {"chat": keys.chat(each), "sealed": keys.seal(each), "language": language, "wishes": wishes, "blocked": False}
        for each in people
    ]
    async with stage.database.writing() as connection:
        await connection.execute(insert(SubscriberRow), rows)


async def announced(
    stage: Stage, wanted: Broadcast | None = None, *, starts: datetime | None = None, **changes: object
) -> Broadcast:
    """A broadcast that runs from that moment on, or from now."""
    draft = wanted or Broadcast(0, 1, Kind.ANNOUNCE, Segment.ALL, WORDS)
    now = wall_of(stage.clock)
    by = Author("cli:maria", now)
    made = await create(stage.database, replace(draft, **changes), by)  # type: ignore[arg-type]  # by name
    return await schedule(stage.database, made.number, starts or now, now, by)


async def done(stage: Stage, of: Broadcast) -> Broadcast:
    """The broadcast once it has ended. Waits for the journal, and looks when it rings."""
    while True:
        found = await broadcast(stage.database, of.number)
        if found.ended is not None:
            return found
        await stage.clock.sleep(0.5)


async def nothing_on_its_way(stage: Stage) -> None:
    """Waits until no delivery is under way, of what is to go out no more."""
    query = select(DeliveryRow.chat).where(col(DeliveryRow.claimed).is_not(None)).limit(1)
    while True:
        async with stage.database.reading() as connection:
            if (await connection.execute(query)).first() is None:
                return
        await stage.clock.sleep(0.5)


def heard(stage: Stage, text: str = TEXT) -> Counter[int]:
    """How often each chat has the broadcast."""
    return Counter(
        {
            chat.id: sum(text in body_of(each.content).text for each in chat.messages.values())
            for chat in stage.account.chats.values()
        }
    )
