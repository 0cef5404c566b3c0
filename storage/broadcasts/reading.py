"""Broadcasts as they are stored.

errors:
    storage.broadcasts.words.BroadcastError
    └── UnknownBroadcast
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from storage.broadcasts.broadcast import Broadcast, Counts, Kind
from storage.broadcasts.quiet_hours import QuietHours, quiet_hours
from storage.broadcasts.segments import Segment
from storage.broadcasts.tables import BroadcastMessageRow, BroadcastRow
from storage.broadcasts.words import BroadcastError, Words
from storage.database import Database
from storage.rounds import Dates, State
from storage.tables import RoundRow


class UnknownBroadcast(BroadcastError):
    """There is no broadcast of that number."""


@dataclass(frozen=True, slots=True)
class Due:
    """A broadcast that runs. `too_late`: it calls people to answer, and its round has closed."""

    number: int
    quiet: QuietHours | None
    too_late: bool


async def broadcasts(database: Database) -> list[Broadcast]:
    """All broadcasts, the oldest first."""
    async with database.reading() as connection:
        return await _found(connection)


async def due(database: Database, now: datetime) -> list[Due]:
    """The broadcasts that run, the oldest first."""
    going = (
        select(BroadcastRow.number, BroadcastRow.quiet, BroadcastRow.kind)
        .add_columns(RoundRow.opens, RoundRow.closes, RoundRow.paused)  # type: ignore[arg-type]  # columns, to SQLAlchemy
        .join(RoundRow)
        .where(
            col(BroadcastRow.starts) <= now,
            col(BroadcastRow.ended).is_(None),
            col(BroadcastRow.paused).is_(False),
            col(BroadcastRow.cancelled).is_(False),
        )
    )
    async with database.reading() as connection:
        rows = await connection.execute(going.order_by(col(BroadcastRow.number)))
        return [
            Due(number, quiet_hours(quiet), Kind(kind).invites and Dates(*dates).state(now) is State.CLOSED)
            for number, quiet, kind, *dates in rows
        ]


async def broadcast(database: Database, number: int) -> Broadcast:
    """Raises UnknownBroadcast."""
    async with database.reading() as connection:
        return await broadcast_in(connection, number)


async def as_it_stands(database: Database, of: Broadcast) -> Broadcast:
    """The same broadcast by now, with the words that were read before: pictures are large. Raises UnknownBroadcast."""
    async with database.reading() as connection:
        return await broadcast_in(connection, of.number, of.words)


async def broadcast_in(connection: AsyncConnection, number: int, said: Mapping[str, Words] | None = None) -> Broadcast:
    """As `broadcast`, as of this transaction; with `said` in place of its words, if given. Raises UnknownBroadcast."""
    found = await _found(connection, number, said)
    if not found:
        raise UnknownBroadcast(f"there is no broadcast {number}")
    return found[0]


async def _said(connection: AsyncConnection, number: int | None) -> Mapping[int, Mapping[str, Words]]:
    words: dict[int, dict[str, Words]] = {}
    said = select(
        BroadcastMessageRow.broadcast,
        BroadcastMessageRow.language,
        BroadcastMessageRow.text,
        BroadcastMessageRow.picture,
    ).order_by(col(BroadcastMessageRow.broadcast), col(BroadcastMessageRow.place))
    if number is not None:
        said = said.where(col(BroadcastMessageRow.broadcast) == number)
    for of, language, text, picture in await connection.execute(said):
        words.setdefault(of, {})[language] = Words(text, picture)
    return words


async def _found(
    connection: AsyncConnection, number: int | None = None, said: Mapping[str, Words] | None = None
) -> list[Broadcast]:
    words = await _said(connection, number) if number is None or said is None else {number: said}
    columns = [*BroadcastRow.__table__.columns]
    columns += [col(RoundRow.opens), col(RoundRow.closes), col(RoundRow.paused).label("round_paused")]
    wanted = select(*columns).join(RoundRow).order_by(col(BroadcastRow.number))
    if number is not None:
        wanted = wanted.where(col(BroadcastRow.number) == number)
    rows = (await connection.execute(wanted)).mappings()
    return [
        Broadcast(
            number=row["number"],
            round=row["round"],
            kind=Kind(row["kind"]),
            segment=Segment(row["segment"]),
            words=words[row["number"]],
            stopped_by=row["stopped_by"],
            quiet=quiet_hours(row["quiet"]),
            starts=row["starts"],
            paused=row["paused"],
            cancelled=row["cancelled"],
            prepared=row["prepared"],
            ended=row["ended"],
            counts=Counts(**{each.name: row[each.name] for each in fields(Counts)}),
            dates=Dates(row["opens"], row["closes"], row["round_paused"]),
        )
        for row in rows
    ]
