"""The tallies, reckoned again from what they count.

errors:
    AnswersErased   the round's answers are gone, only its tallies are left
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlmodel import col, select

from flows.counting import Cell
from storage.audit import Act, Author, note
from storage.changes import counted
from storage.database import Database
from storage.digests import digest_of
from storage.entering import read_entries
from storage.rounds import Round
from storage.rows import stored, to_json
from storage.tables import TallyRow

SLICE = 500
"""Responses that are held in memory at once."""


class AnswersErased(Exception):
    """There is nothing left to count."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A count that was not what it should be."""

    table: str
    cell: str
    found: int
    counted: int


async def recount(database: Database, of: Round, by: Author | None = None) -> list[Difference]:
    """Count every response of the round and mend the tallies, `by` whose wish; what differed, by table and cell.

    Taps go on meanwhile. Count and tallies are compared in one state of the database, and what is written is only the
    differences, so that what was added since stays. Raises AnswersErased.
    """
    if of.answers_erased:
        raise AnswersErased(f"the answers of round {of.code} are erased, its tallies cannot be counted again")
    async with database.reading() as connection:
        right = await connection.run_sync(_counted, database, of)
        rows = await connection.execute(
            select(TallyRow.table_name, TallyRow.cell, TallyRow.n).where(col(TallyRow.round) == of.number)
        )
        found = {(table, cell): n for table, cell, n in rows}
    differences = [
        Difference(*cell, found.get(cell, 0), right[cell])
        for cell in sorted(right.keys() | found.keys())
        if found.get(cell, 0) != right[cell]
    ]
    if differences:
        mended = to_json([(of.number, each.table, each.cell, each.counted - each.found) for each in differences])
        async with database.writing() as connection:
            await connection.run_sync(database.run, database.statements.add_tallies, rows=mended)
            if by is not None:
                before = digest_of([(each.table, each.cell, each.found) for each in differences])
                after = digest_of([(each.table, each.cell, each.counted) for each in differences])
                subject = f"round {of.code}: {len(differences)} counts"
                await note(connection, by, Act.RECOUNT, subject, before=before, after=after)
    return differences


def _counted(connection: Connection, database: Database, of: Round) -> Counter[Cell]:
    total = Counter[Cell]()
    after = ""
    while rows := database.run(
        connection, database.statements.responses_after, round=of.number, after=after, limit=SLICE
    ):
        for row in rows:
            found = stored(lambda _: of.consultation, row)
            entries = read_entries(of.consultation, found.entered)
            total.update(counted(of.consultation, found.response, entries, imported=found.imported))
            after = found.pseudonym
    return total
