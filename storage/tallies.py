"""The tallies of a round, as they stand."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from storage.database import Database
from storage.entering import ENTERED
from storage.rounds import Round
from storage.tables import TallyRow

Tallies = Mapping[str, Mapping[str, int]]
"""Counts by table and cell; `flows.counting` says what they are called. A cell that is missing has none."""


async def tallies(database: Database, of: Round) -> Tallies:
    """Exact counts of the round, all of one moment."""
    async with database.reading() as connection:
        every = await all_tallies(connection, of.number)
    told = {
        table: {cell: n for cell, n in cells.items() if not cell.startswith(ENTERED)} for table, cells in every.items()
    }
    return {table: cells for table, cells in told.items() if cells}


async def all_tallies(connection: AsyncConnection, number: int) -> Tallies:
    """Those of who entered when among them; see `storage.entering`."""
    query = select(TallyRow.table_name, TallyRow.cell, TallyRow.n).where(
        col(TallyRow.round) == number, col(TallyRow.n) != 0
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for table, cell, n in await connection.execute(query):
        found[table][cell] = n
    return dict(found)
