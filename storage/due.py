"""What falls due with time: all of it erasure. Each part may be run again at any moment and finds what is left."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, and_, or_
from sqlmodel import col, delete, select, update

from flows.conversation import without_draft
from storage.changes import Changes
from storage.counters import forget_hours
from storage.database import Database
from storage.eras import forget_eras
from storage.fingerprints import forget_round_key
from storage.keys import KeyRing, change_keys, load_keys
from storage.rounds import Round, rounds
from storage.rows import Stored, hour_of, iso_week, stored, to_json
from storage.seats import Revision
from storage.tables import AnswerRow, ResponseRow, RoundRow, TombstoneRow, UpdateSeenRow

SLICE = 500
"""Responses that are changed in one transaction: taps wait no longer than that."""

DRAFT_DAYS = 30
UPDATE_HOURS = 48


@dataclass(frozen=True, slots=True)
class Erased:
    """What a run has erased. `keys` is the key ring from now on."""

    drafts: int
    round_keys: tuple[int, ...]
    responses: int
    updates: int
    hours: int
    keys: KeyRing


async def run_due(database: Database, keys_path: Path, now: datetime) -> Erased:
    """Everything that is due now; `now` is in the city's time zone. Raises storage.keys.KeyFileError."""
    drafts = await erase_stale_drafts(database, now.date())
    round_keys = await erase_keys_due(database, keys_path, now)
    responses = await erase_responses_due(database, now)
    eras = sum([await forget_eras(database, each) for each in await rounds(database)])
    updates = await forget_updates(database, now)
    hours = await forget_hours(database, now)
    if drafts or round_keys or responses or eras:
        await database.empty_log()
    return Erased(drafts, round_keys, responses, updates, hours, load_keys(keys_path))


async def erase_stale_drafts(database: Database, today: date) -> int:
    """Erase sections that were not sent 30 days after the last touch; a response without anything sent goes whole.

    Only the week of the touch is known: the days begin to run at its end. Gives the number of responses changed.
    """
    # A week ends six days after its first day.
    last_week = iso_week(today - timedelta(days=DRAFT_DAYS + 6))
    by_number = {each.number: each for each in await rounds(database)}
    erased = 0
    while changed := await _erase_slice(database, by_number, last_week):
        erased += changed
    return erased


async def erase_keys_due(database: Database, keys_path: Path, now: datetime) -> tuple[int, ...]:
    """Erase the keys of rounds that closed `key_erased_after_days` ago: their responses are anonymous from then on.

    Gives the rounds. Backups of the key ring made before still hold the keys: they have to be destroyed too. Raises
    storage.keys.KeyFileError.
    """
    due = []
    # First the database stops expecting the key: if the ring went first and this did not follow, nothing would start.
    async with database.writing() as connection:
        for each in [each for each in await rounds(database) if each.key_is_due(now)]:
            given_up = update(RoundRow).where(_as_closed(each)).values(key_erased=True)
            if (await connection.execute(given_up)).rowcount:
                due.append(each.number)
                await connection.execute(delete(TombstoneRow).where(col(TombstoneRow.round) == each.number))
                await forget_round_key(connection, each.number)
    held = [number for number in due if load_keys(keys_path).has_round(number)]
    if held:
        change_keys(keys_path, lambda ring: _without(ring, held))
    return tuple(held)


async def erase_responses_due(database: Database, now: datetime) -> int:
    """Erase responses and answers of rounds that closed `retention_months` ago; their tallies stay.

    Gives the number of responses.
    """
    erased = 0
    for each in await rounds(database):
        if each.answers_erased or not each.retention_is_over(now):
            continue
        # First no recount any more: it would take what is erased for what was never there.
        async with database.writing() as connection:
            given_up = update(RoundRow).where(_as_closed(each)).values(answers_erased=True)
            if not (await connection.execute(given_up)).rowcount:
                continue
        while changed := await _erase_responses(database, each):
            erased += changed
    return erased


async def forget_updates(database: Database, now: datetime) -> int:
    """Forget updates seen more than 48 hours ago, which Telegram does not send again; gives how many."""
    oldest = hour_of(now - timedelta(hours=UPDATE_HOURS))
    async with database.writing() as connection:
        return (await connection.execute(delete(UpdateSeenRow).where(col(UpdateSeenRow.hour) < oldest))).rowcount


async def _erase_slice(database: Database, by_number: dict[int, Round], last_week: str) -> int:
    query = (
        select(ResponseRow.id)
        .where(
            col(ResponseRow.week) <= last_week,
            or_(col(ResponseRow.draft) != "{}", col(ResponseRow.closed) == "[]"),
        )
        .limit(SLICE)
    )
    async with database.writing() as connection:
        ids = (await connection.execute(query)).scalars().all()
        if ids:
            rows = to_json([[each] for each in ids])
            await connection.run_sync(_erase_drafts, database, by_number, rows)
    return len(ids)


def _erase_drafts(connection: Connection, database: Database, by_number: dict[int, Round], rows: str) -> None:
    changes, shortened = Changes(), list[tuple[Stored, Revision]]()
    for row in database.run(connection, database.statements.responses_by_id, rows=rows):
        found = stored(lambda number: by_number[number].consultation, row)
        consultation = by_number[found.round].consultation
        revision = Revision(found.pseudonym, found, found.response, found.written)
        left = without_draft(consultation, found.response) if found.response.closed else None
        revision.put(left, revision.rows_of(consultation, left))
        shortened.append((found, revision))
    changes.look_up(connection, database, [(found.round, revision) for found, revision in shortened])
    for found, revision in shortened:
        consultation = by_number[found.round].consultation
        changes.add_revision(consultation, found.round, revision, found.week, imported=found.imported)
    changes.write(connection, database)


async def _erase_responses(database: Database, of: Round) -> int:
    query = select(ResponseRow.id).where(col(ResponseRow.round) == of.number).limit(SLICE)
    async with database.writing() as connection:
        ids = (await connection.execute(query)).scalars().all()
        await connection.execute(delete(AnswerRow).where(col(AnswerRow.response).in_(ids)))
        await connection.execute(delete(ResponseRow).where(col(ResponseRow.id).in_(ids)))
    return len(ids)


def _as_closed(of: Round) -> ColumnElement[bool]:
    """The round, unless it was reopened since it was read."""
    return and_(col(RoundRow.number) == of.number, col(RoundRow.closes) == of.closes)


def _without(ring: KeyRing, numbers: list[int]) -> KeyRing:
    for number in numbers:
        ring = ring.without_round_key(number)
    return ring
