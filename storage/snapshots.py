"""Snapshots: what has been released of a round, and the way of a release through the database.

A release is made in three steps, so that nobody waits while it is reckoned: `begin` reads the tallies in a short
transaction that also begins a new era, the caller decides, `publish` or `settle` ends it. What is sent between the
first step and the last belongs to the next release.

errors:
    ReleasedMeanwhile   another snapshot has that number
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, or_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, delete, insert, select, update

from storage.audit import Act, Author, note
from storage.database import Database
from storage.entering import Standing
from storage.rounds import Round
from storage.tables import ReleasingRow, SnapshotRow, TableVersionRow
from storage.tallies import Tallies, all_tallies


class ReleasedMeanwhile(Exception):
    """Another snapshot has that number; the message is a sentence for who released by hand."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was released at one moment. `digest`: SHA-256 of the document, in hex."""

    number: int
    released: datetime
    document: str
    digest: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The tallies at the beginning of an era. `newcomers`: by table, people in it who are in no version of it."""

    era: int
    tallies: Tallies
    newcomers: Mapping[str, int]


async def last_snapshot(database: Database, of: Round) -> Snapshot | None:
    """The newest one: what the public sees."""
    query = select(SnapshotRow).where(col(SnapshotRow.round) == of.number).order_by(col(SnapshotRow.number).desc())
    async with database.reading() as connection:
        row = (await connection.execute(query.limit(1))).one_or_none()
    return None if row is None else Snapshot(row.number, row.released, row.document, row.digest)


async def snapshots(database: Database, of: Round) -> list[Snapshot]:
    """All of them, the oldest first."""
    query = select(SnapshotRow).where(col(SnapshotRow.round) == of.number).order_by(col(SnapshotRow.number))
    async with database.reading() as connection:
        return [Snapshot(row.number, row.released, row.document, row.digest) for row in await connection.execute(query)]


async def settled_hour(database: Database, of: Round) -> datetime | None:
    """The last hour whose release is over; None before the first, and while one is being made or was broken off."""
    row = select(ReleasingRow.considered, ReleasingRow.era, ReleasingRow.settled)
    async with database.reading() as connection:
        considered, era, settled = (await connection.execute(row.where(col(ReleasingRow.round) == of.number))).one()
    return considered if era == settled else None


async def begin(
    database: Database, of: Round, hour: datetime, *, worth: Callable[[Counted], bool]
) -> tuple[Counted, list[Snapshot]] | None:
    """Take this hour's release upon oneself; None when it is done or not `worth` it.

    An hour is given once, whoever asks: several processes may. Gives what stands, and all that was released before.
    """
    claim = (
        update(ReleasingRow)
        .where(
            col(ReleasingRow.round) == of.number,
            or_(col(ReleasingRow.considered).is_(None), col(ReleasingRow.considered) < hour),
        )
        .values(considered=hour)
    )
    async with database.writing() as connection:
        if not _changed(await connection.execute(claim)):
            return None
        standing = await load_standing(connection, of)
        found = await all_tallies(connection, of.number)
        newcomers = {table: standing.newcomers(table, cells) for table, cells in found.items()}
        counted = Counted(standing.era + 1, found, newcomers)
        if not worth(counted):
            # Who was being counted for a release that never ended is not in it.
            await _settle(connection, of, standing.era)
            return None
        await connection.execute(
            update(ReleasingRow).where(col(ReleasingRow.round) == of.number).values(era=counted.era)
        )
    return counted, await snapshots(database, of)


async def publish(
    database: Database,
    of: Round,
    counted: Counted,
    snapshot: Snapshot,
    moved: Iterable[str],
    *,
    by: Author | None = None,
) -> None:
    """Store the snapshot; the tables that `moved` have a new version, made from what was `counted`.

    `by` whom, if a person asked for it.
    """
    versions = [{"round": of.number, "table_name": table, "era": counted.era} for table in moved]
    async with database.writing() as connection:
        await _insert(connection, of, snapshot)
        await connection.execute(
            delete(TableVersionRow).where(
                col(TableVersionRow.round) == of.number,
                col(TableVersionRow.table_name).in_([each["table_name"] for each in versions]),
            )
        )
        if versions:
            await connection.execute(insert(TableVersionRow), versions)
        await _settle(connection, of, counted.era)
        if by is not None:
            subject = f"round {of.code}: snapshot {snapshot.number}"
            await note(connection, by, Act.RELEASE, subject, after=snapshot.digest)


async def add(database: Database, of: Round, snapshot: Snapshot, by: Author, what: Act) -> None:
    """Store a snapshot that shows nothing newer of the tallies. Raises ReleasedMeanwhile."""
    try:
        async with database.writing() as connection:
            await _insert(connection, of, snapshot)
            await note(connection, by, what, f"round {of.code}: snapshot {snapshot.number}", after=snapshot.digest)
    except IntegrityError as error:
        raise ReleasedMeanwhile(f"round {of.code} has had another release meanwhile: please try again") from error


async def settle(database: Database, of: Round, counted: Counted, by: Author | None = None) -> None:
    """End a release that released nothing; `by` whom, if a person asked for it."""
    async with database.writing() as connection:
        await _settle(connection, of, counted.era)
        if by is not None:
            await note(connection, by, Act.RELEASE, f"round {of.code}: nothing moved")


def digest(document: str) -> str:
    """SHA-256 of a snapshot's document."""
    return hashlib.sha256(document.encode()).hexdigest()


async def _insert(connection: AsyncConnection, of: Round, snapshot: Snapshot) -> None:
    row = SnapshotRow(
        round=of.number,
        number=snapshot.number,
        released=snapshot.released,
        document=snapshot.document,
        digest=snapshot.digest,
    )
    await connection.execute(insert(SnapshotRow).values(row.model_dump()))


async def _settle(connection: AsyncConnection, of: Round, era: int) -> None:
    await connection.execute(update(ReleasingRow).where(col(ReleasingRow.round) == of.number).values(settled=era))


async def load_standing(connection: AsyncConnection, of: Round) -> Standing:
    """How far the releases of the round have got."""
    row = select(ReleasingRow.era, ReleasingRow.settled).where(col(ReleasingRow.round) == of.number)
    era, settled = (await connection.execute(row)).one()
    versions = select(TableVersionRow.table_name, TableVersionRow.era).where(col(TableVersionRow.round) == of.number)
    return Standing(era, settled, {row.table_name: row.era for row in await connection.execute(versions)})


def _changed(result: CursorResult[object]) -> bool:
    return result.rowcount > 0
