"""What only one process may do at a time: a row names who holds it, and until when.

Only the database's clock counts: that of PostgreSQL's machine, on SQLite that of the one machine on which all run who
open the file. So workers' own clocks may differ as they like. Should the database's be set forward, a lease can end too
early, which its holder sees at the next renewal; set back, it lasts up to twice as long.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import col, select, update

from storage.database import Database
from storage.rows import to_json
from storage.tables import LeaseRow

_TAKE = """INSERT INTO lease (what, holder, until, handled) VALUES (:what, :holder, {now} + :seconds, '[]')
    ON CONFLICT (what) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE lease.holder IN (excluded.holder, :instead_of)
    OR lease.until <= {now} OR lease.until > excluded.until + :seconds"""


@dataclass(frozen=True, slots=True)
class Holding:
    """Who took it last; `ended`: nobody holds it any more, and it may be taken."""

    holder: str
    ended: bool


async def take(database: Database, what: str, holder: str, *, seconds: float, instead_of: str = "") -> bool:
    """Take it for so many seconds, or renew it: whether `holder` has it now. Of several, one gets it.

    `instead_of`: who may have it still, and loses it; they learn of it at their next renewal.
    """
    statement = text(_TAKE.format(now=database.dialect.now))
    given = {"what": what, "holder": holder, "seconds": seconds, "instead_of": instead_of}
    async with database.writing() as connection:
        return bool((await connection.execute(statement, given)).rowcount)


async def give_back(database: Database, what: str, holder: str) -> None:
    """Let another take it at once; nothing, if it is another's already."""
    mine = (col(LeaseRow.what) == what, col(LeaseRow.holder) == holder)
    async with database.writing() as connection:
        await connection.execute(update(LeaseRow).where(*mine).values(until=0.0))


async def holding(database: Database, what: str) -> Holding | None:
    """How it stands; None when nobody ever had it."""
    query = text(f"SELECT holder, until <= {database.dialect.now} FROM lease WHERE what = :what")  # noqa: S608 - ours
    async with database.reading() as connection:
        row = (await connection.execute(query, {"what": what})).one_or_none()
    return None if row is None else Holding(row[0], bool(row[1]))


async def note_handled(database: Database, what: str, holder: str, ids: Collection[int]) -> None:
    """Note the updates that are handled and cannot be acknowledged yet: who takes the lease next passes them over."""
    mine = (col(LeaseRow.what) == what, col(LeaseRow.holder) == holder)
    async with database.writing() as connection:
        await connection.execute(update(LeaseRow).where(*mine).values(handled=to_json(sorted(ids))))


async def handled(database: Database, what: str) -> frozenset[int]:
    """What was noted last, by whomever."""
    async with database.reading() as connection:
        found = (await connection.execute(select(LeaseRow.handled).where(col(LeaseRow.what) == what))).scalar()
    return frozenset(json.loads(found or "[]"))
