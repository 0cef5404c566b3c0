"""How the database is opened, tuned and brought up to date."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError

from storage.database import OutdatedDatabase, UnusableDatabase, check_current, open_database, upgrade
from storage.tables import UtcDateTime


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'glas.db'}"


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000), ("secure_delete", 1)],
)
async def test_sqlite_keeps_what_it_has_committed(file_url: str, pragma: str, value: object) -> None:
    database = await open_database(file_url)
    async with database.reading() as connection:
        assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one() == value
    await database.close()


async def test_a_writer_holds_the_lock_from_its_first_moment_and_readers_go_on(file_url: str) -> None:
    await upgrade(file_url)
    database = await open_database(file_url)
    second = await open_database(file_url)
    async with database.writing():
        async with second.reading() as connection:
            await connection.execute(text("SELECT * FROM round"))
            await connection.execute(text("PRAGMA busy_timeout = 0"))
        with pytest.raises(OperationalError, match="locked"):
            async with second.writing():
                pass
    async with second.writing() as connection:
        await connection.execute(text("INSERT INTO key_fingerprint VALUES ('chat', 'x')"))
    await database.close()
    await second.close()


async def test_a_writing_block_that_raises_leaves_nothing(file_url: str) -> None:
    await upgrade(file_url)
    database = await open_database(file_url)

    async def fail() -> None:
        async with database.writing() as connection:
            await connection.execute(text("INSERT INTO key_fingerprint VALUES ('chat', 'x')"))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with database.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM key_fingerprint"))).scalar_one() == 0
    await database.close()


async def test_two_writers_take_turns(file_url: str) -> None:
    await upgrade(file_url)
    databases = [await open_database(file_url) for _ in range(2)]

    async def add(number: int) -> None:
        async with databases[number % 2].writing() as connection:
            found = (await connection.execute(text("SELECT count(*) FROM key_fingerprint"))).scalar_one()
            await connection.execute(text("INSERT INTO key_fingerprint VALUES (:at, 'x')"), {"at": str(found)})

    await asyncio.gather(*map(add, range(10)))
    async with databases[0].reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM key_fingerprint"))).scalar_one() == 10
    for database in databases:
        await database.close()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("no url", "cannot be used"),
        ("oracle+nothing://", "has to begin with"),
        ("sqlite:///glas.db", "has to begin with"),
        ("mysql+aiomysql://localhost/glas", "has to begin with"),
    ],
)
async def test_a_url_that_cannot_be_used_is_told_in_one_sentence(url: str, message: str) -> None:
    with pytest.raises(UnusableDatabase, match=message):
        await open_database(url)


@pytest.mark.parametrize("attempt", [open_database, upgrade])
@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite+aiosqlite:///{folder}/secret/glas.db", "unable to open database file"),
        ("sqlite+aiosqlite:///{folder}/secret.txt", "not a database"),
        ("postgresql+asyncpg://secret:secret@127.0.0.1:1/secret", "(?i)connect"),
    ],
)
async def test_a_database_that_cannot_be_opened_is_told_without_the_url(
    tmp_path: Path, url: str, message: str, attempt: Callable[[str], Awaitable[object]]
) -> None:
    (tmp_path / "secret.txt").write_text("Surely this is no database, and long enough to see that. " * 20)
    with pytest.raises(UnusableDatabase, match=message) as error:
        await attempt(url.format(folder=tmp_path))
    assert "secret" not in str(error.value)


async def test_only_current_tables_are_served(file_url: str) -> None:
    database = await open_database(file_url)
    with pytest.raises(OutdatedDatabase, match="run `glas db upgrade`"):
        await check_current(database)
    await upgrade(file_url)
    await check_current(database)
    await upgrade(file_url)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(OutdatedDatabase, match="newer Glas"):
        await check_current(database)
    await database.close()


def content(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_what_was_erased_leaves_the_file_and_its_log(
    file_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await upgrade(file_url)
    database = await open_database(file_url)
    async with database.writing() as connection:
        await connection.execute(text("INSERT INTO key_fingerprint VALUES ('once', 'it stood here')"))
    async with database.writing() as connection:
        await connection.execute(text("DELETE FROM key_fingerprint"))
    assert b"it stood here" in content(tmp_path)
    await database.empty_log()
    assert b"it stood here" not in content(tmp_path)
    await database.close()
    assert caplog.records == [], "its connection went back to the pool in order"


def test_times_are_stored_in_utc_and_come_back_aware() -> None:
    column, dialect = UtcDateTime(), sqlite.dialect()
    moment = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=3)))
    stored = column.process_bind_param(moment, dialect)
    assert stored == datetime(2026, 7, 1, 9)  # noqa: DTZ001 - SQLite keeps no time zone
    assert column.process_result_value(stored, dialect) == datetime(2026, 7, 1, 9, tzinfo=UTC)
    assert column.process_bind_param(None, dialect) is None
    assert column.process_result_value(None, dialect) is None
    with pytest.raises(ValueError, match="aware"):
        column.process_bind_param(datetime(2026, 7, 1), dialect)  # noqa: DTZ001 - the mistake itself
