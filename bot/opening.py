"""How a command comes to its database, its keys and its round.

What is there for the first time is made by itself: the folder, an empty database's tables, a key ring that no database
knows yet. What should be there and is missing, outdated or different is a refusal.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from bot.refusal import Refusal
from bot.settings import Settings, SettingsError
from flows.consultation import Consultation
from storage.audit import Author
from storage.database import Database, DatabaseError, check_current, open_database, upgrade
from storage.fingerprints import WrongKeys, check_keys
from storage.keys import KeyFileMissing, KeyRing, KeyRingError, change_keys, create_keys, load_keys, new_keys
from storage.recount import AnswersErased
from storage.responses import RoundServed
from storage.rounds import LONGEST_CODE, Round, RoundError, next_number, open_round, round_by_code, rounds
from storage.staff import StaffError

FORESEEN = (
    SettingsError,
    DatabaseError,
    KeyRingError,
    WrongKeys,
    RoundError,
    RoundServed,
    StaffError,
    AnswersErased,
    OSError,
)
"""Errors whose message is a sentence for the person at the command line."""


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database, open and current; made first where there is none.

    Raises DatabaseError and OSError, and Refusal for what the database says while it is in use (locked, disk full).
    """
    if settings.database_url is None:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = await open_database(settings.database)
    try:
        if await _is_empty(database):
            await upgrade(settings.database)
        await check_current(database)
        yield database
    except DBAPIError as error:
        raise Refusal(f"the database refused: {error.orig}") from error
    finally:
        await database.close()


async def keys_of(settings: Settings, database: Database) -> KeyRing:
    """The database's key ring; a new one only for a database that was never written with any.

    Raises KeyRingError, WrongKeys and Refusal.
    """
    try:
        keys = load_keys(settings.keys)
    except KeyFileMissing:
        await _refuse_new_keys(settings, database)
        return create_keys(settings.keys)
    await check_keys(database, keys)
    return keys


async def chosen_round(database: Database, code: str | None) -> Round:
    """The round of that code, or the only one there is. Raises UnknownRound and Refusal."""
    if code is not None:
        return await round_by_code(database, code)
    match await rounds(database):
        case [only]:
            return only
        case []:
            raise Refusal("there is no round yet; open one with `glas round open FILE`")
        case several:
            raise Refusal(f"there are several rounds, name one of them: {', '.join(each.code for each in several)}")


async def made_round(
    settings: Settings,
    database: Database,
    consultation: Consultation,
    *,
    code: str | None,
    opens: datetime | None,
    by: Author,
    closes: datetime | None = None,
) -> Round:
    """A new round with a key of its own; a draft without `opens`. Without `code` it is called as the consultation.

    Raises RoundError, KeyRingError, WrongKeys and Refusal.
    """
    await keys_of(settings, database)
    number = await next_number(database)
    # The key first: a round whose key was lost on the way would take answers that nobody finds again.
    keys = change_keys(settings.keys, lambda ring: _with_key(ring, number))
    code = code or consultation.id[:LONGEST_CODE].rstrip("-")
    return await open_round(database, keys, consultation, code, opens=opens, closes=closes, by=by)


def _with_key(ring: KeyRing, number: int) -> KeyRing:
    # A key may be left over from an opening that was refused: no response was ever written with it.
    return ring if ring.has_round(number) else ring.with_round_key(number)


async def _is_empty(database: Database) -> bool:
    async with database.reading() as connection:
        return not await connection.run_sync(lambda sync: inspect(sync).get_table_names())


async def _refuse_new_keys(settings: Settings, database: Database) -> None:
    try:
        await check_keys(database, new_keys())
    except WrongKeys as error:
        raise Refusal(
            f"there is no key ring {settings.keys}, and this database was written with one:"
            " set GLAS_KEYS to where it is, or bring it back with `glas keys restore`"
        ) from error
