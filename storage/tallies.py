"""The tallies of a round, as they stand."""

from collections import defaultdict
from collections.abc import Mapping

from sqlmodel import col, select

from storage.database import Database
from storage.rounds import Round
from storage.tables import TallyRow

Tallies = Mapping[str, Mapping[str, int]]
"""Counts by table and cell; `flows.counting` says what they are called. A cell that is missing has none."""


async def tallies(database: Database, of: Round) -> Tallies:
    """Exact counts of the round, all of one moment."""
    query = select(TallyRow.table_name, TallyRow.cell, TallyRow.n).where(
        col(TallyRow.round) == of.number, col(TallyRow.n) != 0
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    async with database.reading() as connection:
        for table, cell, n in await connection.execute(query):
            found[table][cell] = n
    return dict(found)
