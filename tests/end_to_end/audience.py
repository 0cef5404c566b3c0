"""Many subscribers at once, and a broadcast to them."""

import asyncio
import signal
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import insert

from sandbox.journal import Called, Entry
from sandbox.messages import body_of
from storage.audit import Author
from storage.broadcast_words import Words
from storage.broadcasts import Broadcast, Kind, broadcast, create, schedule
from storage.exchange import EVERYTHING
from storage.keys import load_keys
from storage.rows import to_json
from storage.segments import Segment
from storage.tables import SubscriberRow
from tests.end_to_end.clocks import wall_of
from tests.end_to_end.lives import Lives
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


async def announced(stage: Stage, wanted: Broadcast | None = None, **changes: object) -> Broadcast:
    """A broadcast that runs from now on."""
    draft = wanted or Broadcast(0, 1, Kind.ANNOUNCE, Segment.ALL, WORDS)
    now = wall_of(stage.clock)
    by = Author("cli:maria", now)
    made = await create(stage.database, replace(draft, **changes), by)  # type: ignore[arg-type]  # by name
    return await schedule(stage.database, made.number, now, now, by)


async def done(stage: Stage, of: Broadcast) -> Broadcast:
    """The broadcast once it has ended. Waits for the journal, and looks when it rings."""
    while True:
        found = await broadcast(stage.database, of.number)
        if found.ended is not None:
            return found
        await stage.clock.sleep(0.5)


def heard(stage: Stage, text: str = TEXT) -> Counter[int]:
    """How often each chat has the broadcast."""
    return Counter(
        {
            chat.id: sum(text in body_of(each.content).text for each in chat.messages.values())
            for chat in stage.account.chats.values()
        }
    )


@dataclass(frozen=True)
class Ended:
    """A broadcast that is over. `heard`: how often each chat has it; `held`: calls that were told to wait."""

    broadcast: Broadcast
    heard: Counter[int]
    held: int


async def killed_on_the_way(
    stage: Stage, lives: Lives, *, people: int, blocked: int, deactivated: int, kills: int
) -> Ended:
    """A broadcast to so many people and a group that became a supergroup; the process is killed at equal distances.

    Each time the answer to a send is on its way, so one delivery at least is in flight.
    """
    crowd = await stage.town.crowd(people, blocked=blocked, deactivated=deactivated, language_codes=["ro"])
    group = await stage.town.group("Cartier", [await stage.town.arrive("Ana")], bots=[stage.account.bot.id])
    await group.migrate()
    await subscribe(stage, [*crowd.people, group.id])
    of = await announced(stage)
    await lives.begin()
    for kill in range(1, kills + 1):
        await _struck_while_sending(stage, lives, people * kill // (kills + 1))
        assert await lives.over() == -signal.SIGKILL
        await lives.begin()
    ended = await done(stage, of)
    return Ended(
        ended,
        stage.world.journal.counts(stage.account.bot.id, "sendMessage"),
        sum(each["code"] == 429 for each in stage.refused()),
    )


async def _struck_while_sending(stage: Stage, lives: Lives, sent: int) -> None:
    """Kills the process with the send of that number: the sandbox has noted it, and has not answered yet."""
    journal, struck = stage.world.journal, asyncio.Event()
    add, count = journal.add, journal.counts(stage.account.bot.id, "sendMessage").total()

    def noted(at: float, entry: Entry) -> None:
        nonlocal count
        add(at, entry)
        count += isinstance(entry, Called) and entry.ok and entry.method == "sendMessage"
        if count >= sent and not struck.is_set():
            lives.strike(signal.SIGKILL)
            struck.set()

    journal.add = noted  # type: ignore[method-assign]  # to strike in just that moment
    try:
        await struck.wait()
    finally:
        journal.add = add  # type: ignore[method-assign]  # as it was
