"""Responses that don't come from taps: brought in from a file, and given out.

errors:
    RoundServed   a real token has served the round: nothing is imported among people's answers
"""

from array import array
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from random import Random

from sqlmodel import col, select

from flows.response import Response
from storage.audit import Act, Author, note
from storage.changes import Changes, random_id
from storage.database import Database
from storage.keys import KeyRing
from storage.rounds import Round
from storage.rows import iso_week, stored, to_json, written
from storage.seats import Revision
from storage.tables import ResponseRow, RoundRow

SLICE = 500
"""Responses that are held in memory at once."""


class RoundServed(Exception):
    """A real token has served the round."""


async def import_responses(
    database: Database,
    keys: KeyRing,
    of: Round,
    lines: Sequence[tuple[str, Response]],
    now: datetime,
    *,
    by: Author | None = None,
    new_id: Callable[[], int] = random_id,
) -> int:
    """Store what these respondents said, in one transaction, and count it apart; gives how many were stored.

    `by` whom, if a person asked for it.

    A respondent who is stored already, or stands earlier in `lines`, is left out. Raises RoundServed, KeyErased and
    storage.rows.UnstorableText.
    """
    by_pseudonym: dict[str, Response] = {}
    for respondent, response in lines:
        by_pseudonym.setdefault(keys.imported_pseudonym(of.number, respondent), response)
    changes = Changes(new_id)
    async with database.writing() as connection:
        served = await connection.execute(select(RoundRow.served).where(col(RoundRow.number) == of.number))
        if served.scalar_one():
            raise RoundServed(f"a bot's token has served round {of.code}: nothing is imported into it any more")
        wanted = to_json([(of.number, pseudonym) for pseudonym in by_pseudonym])
        found = await connection.run_sync(database.run, database.statements.responses, rows=wanted)
        known = {stored(lambda _: of.consultation, row).pseudonym for row in found}
        revisions = [
            Revision(pseudonym, None, response, written(of.consultation, response))
            for pseudonym, response in by_pseudonym.items()
            if pseudonym not in known
        ]
        await connection.run_sync(changes.look_up, database, [(of.number, revision) for revision in revisions])
        for revision in revisions:
            changes.add_revision(of.consultation, of.number, revision, iso_week(now.date()), imported=True)
        await connection.run_sync(changes.write, database)
        if by is not None and revisions:
            await note(connection, by, Act.REPLAY, f"round {of.code}: {len(revisions)} responses")
    return len(by_pseudonym) - len(known)


async def exported(database: Database, of: Round, random: Random) -> AsyncIterator[Response]:
    """What was sent in the round, a response at a time, in an order that tells nothing.

    Without drafts, places and seeds: nothing in them leads back to a respondent. Memory: 8 bytes a response, and a
    slice. A response that is withdrawn meanwhile may be left out.
    """
    async with database.reading() as connection:
        query = select(ResponseRow.id).where(col(ResponseRow.round) == of.number, col(ResponseRow.closed) != "[]")
        ids = array("q")
        # Not at once: a row takes ten times the memory of its id.
        async for some in (await connection.stream_scalars(query)).partitions(SLICE):
            ids.extend(some)
    random.shuffle(ids)
    for start in range(0, len(ids), SLICE):
        wanted = list(ids[start : start + SLICE])
        rows = to_json([[each] for each in wanted])
        async with database.reading() as connection:
            found = await connection.run_sync(database.run, database.statements.responses_by_id, rows=rows)
        by_id = {each.id: each.response for each in (stored(lambda _: of.consultation, row) for row in found)}
        for each in wanted:
            if each in by_id:
                yield Response(seed="", closed=by_id[each].closed)
