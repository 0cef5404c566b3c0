"""Answers on paper, entered by staff. A response keeps no trace of it: how many came so is only counted.

Whoever has a sheet's code finds its response, as a citizen's Telegram account finds theirs; the code itself is not
stored.

errors:
    SheetEntered    a response was entered for this sheet already
    UnknownSheet    none was, or it was withdrawn
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from flows.response import Response
from storage.audit import Act, Author, note
from storage.changes import Changes, random_id
from storage.database import Database
from storage.keys import KeyRing
from storage.rounds import Round
from storage.rows import Stored, hour_of, iso_week, stored, to_json, written
from storage.seats import Revision
from storage.tables import CounterRow, ResponseRow

_KIND, _PAPER = "channel", "paper"


class SheetEntered(Exception):
    """A response was entered for this sheet already; the message is a sentence for who enters."""


class UnknownSheet(Exception):
    """No response is stored for this sheet; the message is a sentence for who asks."""


async def enter_sheet(
    database: Database,
    keys: KeyRing,
    of: Round,
    sheet: str,
    response: Response,
    *,
    now: datetime,
    by: Author | None = None,
    new_id: Callable[[], int] = random_id,
) -> None:
    """Store what stands on the sheet, `by` whose hand; it counts like any other.

    Raises SheetEntered, KeyErased and storage.rows.UnstorableText.
    """
    pseudonym = keys.sheet_pseudonym(of.number, sheet)

    def entered(found: Stored | None) -> Revision:
        if found is not None:
            raise SheetEntered(f"sheet {sheet} was entered already")
        return Revision(pseudonym, None, response, written(of.consultation, response))

    changes = Changes(new_id, hour_of(now))
    await _change(database, of, pseudonym, entered, changes=changes, count=1, now=now, by=by)


async def withdraw_sheet(
    database: Database, keys: KeyRing, of: Round, sheet: str, *, now: datetime, by: Author | None = None
) -> None:
    """Erase what was entered for the sheet, as /delete does for a citizen, `by` whose wish.

    Raises UnknownSheet and KeyErased.
    """
    pseudonym = keys.sheet_pseudonym(of.number, sheet)

    def withdrawn(found: Stored | None) -> Revision:
        if found is None:
            raise UnknownSheet(f"nothing is stored for sheet {sheet}")
        revision = Revision(pseudonym, found, found.response, found.written)
        revision.withdraw()
        return revision

    changes = Changes(hour=hour_of(now))
    await _change(database, of, pseudonym, withdrawn, changes=changes, count=-1, now=now, by=by)
    await database.empty_log()


async def is_entered(database: Database, keys: KeyRing, of: Round, sheet: str) -> bool:
    """Whether something is stored for the sheet. Raises KeyErased."""
    pseudonym = keys.sheet_pseudonym(of.number, sheet)
    query = select(ResponseRow.id).where(col(ResponseRow.round) == of.number, col(ResponseRow.pseudonym) == pseudonym)
    async with database.reading() as connection:
        return (await connection.execute(query)).first() is not None


async def sheets(database: Database, of: Round) -> int:
    """How many sheets were entered into the round and not withdrawn."""
    query = select(func.sum(CounterRow.n)).where(
        col(CounterRow.round) == of.number, col(CounterRow.kind) == _KIND, col(CounterRow.key) == _PAPER
    )
    async with database.reading() as connection:
        return (await connection.execute(query)).scalar_one() or 0


async def _change(
    database: Database,
    of: Round,
    pseudonym: str,
    change: Callable[[Stored | None], Revision],
    *,
    changes: Changes,
    count: int,
    now: datetime,
    by: Author | None,
) -> None:
    wanted = to_json([(of.number, pseudonym)])
    async with database.writing() as connection:
        rows = await connection.run_sync(database.run, database.statements.responses, rows=wanted)
        revision = change(next((stored(lambda _: of.consultation, row) for row in rows), None))
        await connection.run_sync(changes.look_up, database, [(of.number, revision)])
        changes.add_revision(of.consultation, of.number, revision, iso_week(now.date()))
        changes.counts[of.number, _KIND, _PAPER] += count
        await connection.run_sync(changes.write, database)
        if by is not None:
            # Neither the sheet's code nor a digest of its answers: the line is to lead to no response.
            await note(connection, by, Act.SHEET_ENTERED if count > 0 else Act.SHEET_WITHDRAWN, f"round {of.code}")
