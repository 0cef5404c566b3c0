"""Subscribers, and a broadcast to them that runs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import col, update

from storage.audit import Author
from storage.batch import Arrival, Decision
from storage.broadcasts.audience import Audience
from storage.broadcasts.broadcast import Broadcast, Kind
from storage.broadcasts.deciding import create, schedule
from storage.broadcasts.deliveries import prepare
from storage.broadcasts.reading import broadcast
from storage.broadcasts.segments import Segment
from storage.broadcasts.words import Words
from storage.exchange import EVERYTHING, Wish
from storage.tables import RoundRow
from tests.storage.conftest import NOW, House

BY = Author("cli:maria", NOW)


async def subscribed(
    house: House, *people: int, language: str | None = "ro", wishes: frozenset[Wish] = EVERYTHING, blocked: bool = False
) -> None:
    await house.commit(
        *(
            Arrival(
                None,
                each,
                lambda chat, _: Decision(replace(chat, language=language, wishes=wishes, blocked=blocked)),
            )
            for each in people
        )
    )


async def started(
    house: House,
    *,
    segment: Segment = Segment.ALL,
    kind: Kind = Kind.REMIND,
    stopped_by: str | None = None,
    languages: Sequence[str] = ("ro",),
) -> Broadcast:
    words = {each: Words(f"text in {each}") for each in languages}
    wanted = Broadcast(0, house.round.number, kind, segment, words, stopped_by)
    made = await create(house.database, wanted, BY)
    await schedule(house.database, made.number, NOW, NOW, BY)
    await prepare(house.database, made)
    return await broadcast(house.database, made.number)


async def dated(house: House, **dates: datetime | None) -> None:
    """The round gets these dates, whatever it had."""
    async with house.database.writing() as connection:
        await connection.execute(update(RoundRow).where(col(RoundRow.number) == 1).values(dates))


def audience(house: House, of: Broadcast) -> Audience:
    return Audience(house.database, house.keys, of, house.round)
