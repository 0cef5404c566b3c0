"""Which released tables hold a person's answers."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from storage.database import Database
from storage.entering import read_entries
from storage.keys import KeyRing
from storage.rounds import Round
from storage.snapshots import last_snapshot
from storage.tables import ResponseRow, TableVersionRow


@dataclass(frozen=True, slots=True)
class Inclusion:
    """`tables`: those whose newest released version holds this person, by name; `snapshot` and `released` are the last
    snapshot's, None before the first.
    """

    tables: frozenset[str] = frozenset()
    snapshot: int | None = None
    released: datetime | None = None


async def inclusion(database: Database, keys: KeyRing, of: Round, person: int) -> Inclusion:
    """Of this person in the round; the key ring has to have the round's key."""
    pseudonym = keys.pseudonym(of.number, person)
    entered = select(ResponseRow.entered).where(
        col(ResponseRow.round) == of.number, col(ResponseRow.pseudonym) == pseudonym
    )
    versions = select(TableVersionRow.table_name, TableVersionRow.era).where(col(TableVersionRow.round) == of.number)
    async with database.reading() as connection:
        eras = read_entries(of.consultation, (await connection.execute(entered)).scalar_one_or_none() or "[]")
        made = {row.table_name: row.era for row in await connection.execute(versions)}
    snapshot = await last_snapshot(database, of)
    # A version shows what was there when its era began: who entered in an earlier one.
    held = frozenset(table for table, era in eras.items() if era < made.get(table, 0))
    if snapshot is None:
        return Inclusion(held)
    return Inclusion(held, snapshot.number, snapshot.released)
