"""Whether a key ring is the database's own: a missing or different key is a refusal, never a new key.

errors:
    WrongKeys   with a new key everyone could answer again, so nothing starts
"""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, delete, insert, select

from storage.database import Database
from storage.keys import KeyErased, KeyRing
from storage.tables import KeyFingerprintRow


class WrongKeys(Exception):
    """The key ring is not the one that this database was written with."""


async def check_keys(database: Database, keys: KeyRing) -> None:
    """Raises WrongKeys unless the ring holds every key that the database knows; an empty database knows none."""
    async with database.reading() as connection:
        await _check(connection, keys)


async def remember(connection: AsyncConnection, keys: KeyRing, purposes: Iterable[str]) -> None:
    """Note the fingerprints of keys that are used from now on. Raises WrongKeys as `check_keys`."""
    known = await _check(connection, keys)
    new = [
        {"purpose": purpose, "fingerprint": keys.fingerprint(purpose)} for purpose in purposes if purpose not in known
    ]
    await connection.execute(insert(KeyFingerprintRow), new)


async def forget_round_key(connection: AsyncConnection, number: int) -> None:
    """Let the round's key be missing from now on, because it was erased on purpose."""
    await connection.execute(delete(KeyFingerprintRow).where(col(KeyFingerprintRow.purpose) == f"round/{number}"))


async def _check(connection: AsyncConnection, keys: KeyRing) -> set[str]:
    known = dict((await connection.execute(select(KeyFingerprintRow.purpose, KeyFingerprintRow.fingerprint))).all())
    for purpose, fingerprint in known.items():
        try:
            found = keys.fingerprint(purpose)
        except KeyErased:
            raise WrongKeys(f"the key ring has no key for {purpose}, which this database was written with") from None
        if found != fingerprint:
            raise WrongKeys(f"the key ring has another key for {purpose} than this database was written with")
    return set(known)
