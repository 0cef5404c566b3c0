"""In which era a response came into a table is forgotten as soon as it makes no difference.

What matters is whether a released version holds the respondent (`storage.entering`). Eras begin with releases, by the
hour: left in a response, they would tell in which hours its sections were sent, long after anybody needs to know.
"""

from collections.abc import Sequence

from sqlalchemy import Connection
from sqlmodel import col, select

from flows.counting import cells, counted_in
from storage.changes import Changes
from storage.database import Database
from storage.entering import Standing, load_releases, read_entries, written_entries
from storage.rounds import Round
from storage.rows import stored, to_json
from storage.snapshots import load_standing
from storage.tables import ResponseRow

SLICE = 500
"""Responses that are looked through, or changed, at once: taps wait no longer than that."""


async def forget_eras(database: Database, of: Round) -> int:
    """Leave of every entry only whether a released version holds it; gives the number of responses changed.

    Nothing else changes: tallies, newcomers and what the next release shows are the same. While a release is being
    made, nothing is forgotten.
    """
    changed, after = 0, ""
    while page := await _page(database, of, after):
        after = page[-1][0]
        if telling := [[number] for _, number, tells in page if tells]:
            changed += await _forget(database, of, telling)
    return changed


async def _page(database: Database, of: Round, after: str) -> list[tuple[str, int, bool]]:
    """The next responses by pseudonym and id, and of each whether an era of it can be forgotten."""
    query = select(ResponseRow.pseudonym, ResponseRow.id, ResponseRow.entered).where(
        col(ResponseRow.round) == of.number, col(ResponseRow.pseudonym) > after
    )
    async with database.reading() as connection:
        standing = await load_standing(connection, of)
        rows = (await connection.execute(query.order_by(col(ResponseRow.pseudonym)).limit(SLICE))).all()
    # Of many responses the entries are alike.
    telling = {entered for entered in {entered for *_, entered in rows} if _tells(of, standing, entered)}
    return [(pseudonym, number, entered in telling) for pseudonym, number, entered in rows]


def _tells(of: Round, standing: Standing, entered: str) -> bool:
    entries = read_entries(of.consultation, entered)
    return standing.is_settled and standing.without_eras(entries) != entries


async def _forget(database: Database, of: Round, ids: Sequence[Sequence[int]]) -> int:
    async with database.writing() as connection:
        return await connection.run_sync(_write, database, of, to_json(ids))


def _write(connection: Connection, database: Database, of: Round, ids: str) -> int:
    standing = load_releases(connection, database, [(of.number, "")]).standing(of.number)
    if not standing.is_settled:  # a release has begun since
        return 0
    changes, changed = Changes(), 0
    for row in database.run(connection, database.statements.responses_by_id, rows=ids):
        found = stored(lambda _: of.consultation, row)
        entries = read_entries(of.consultation, found.entered)
        counted = dict.fromkeys(counted_in(cells(of.consultation, found.response)), 0)
        left = standing.without_eras(counted | {**entries})
        changes.add_entries(of.consultation, found, written_entries(of.consultation, left))
        changed += 1
    changes.write(connection, database)
    return changed
