"""The database: how it is opened, brought up to date and written to.

errors:
    DatabaseError
    ├── UnusableDatabase   the URL names no database that Glas can open
    └── OutdatedDatabase   its tables are not those of this program
"""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.dialect import Dialect, Rows, dialect_named, run_by_driver
from storage.statements import Statements, statements

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_MILLISECONDS = 5000
_WRITES = "glas_writes"


class DatabaseError(Exception):
    """The database cannot be used; the message is one sentence for the person at the command line."""


class UnusableDatabase(DatabaseError):
    """The URL names no database that Glas can open."""


class OutdatedDatabase(DatabaseError):
    """The tables are older or newer than this program."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. Made by `open_database`, closed by `close`."""

    engine: AsyncEngine
    dialect: Dialect
    statements: Statements

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction that may write: committed when the block ends, rolled back when it raises.

        On SQLite the lock is taken at once, so that no transaction loses what it has read to another writer.
        """
        async with self.engine.execution_options(**{_WRITES: True}).begin() as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One transaction that only reads: a single state of the database, however long it takes."""
        async with self.engine.connect() as connection:
            await connection.execution_options(**self.dialect.reading)
            async with connection.begin():
                yield connection

    def run(self, connection: Connection, sql: str, /, **parameters: object) -> Rows:
        """All rows of one of the `statements`, in a transaction of this database, inside `run_sync`."""
        return self.dialect.run(connection, [(sql, parameters)])[0]

    def run_together(self, connection: Connection, statements: Iterable[tuple[str, str]]) -> Sequence[Rows]:
        """As `run` does it, several `statements` one after the other, each with its parameter `rows`: what costs most
        is going to the database and back, which they do once together.
        """
        return self.dialect.run(connection, [(sql, {"rows": rows}) for sql, rows in statements])

    async def empty_log(self) -> None:
        """Let what was erased leave SQLite's write-ahead log too; readers at work may keep it there until next time."""
        if self.dialect.empty_log is not None:
            await self.alone(self.dialect.empty_log)

    async def alone(self, sql: str, **parameters: object) -> None:
        """Runs a statement of SQLite that stands in no transaction. Raises SQLAlchemy's DBAPIError."""
        async with self.engine.connect() as connection:
            await connection.run_sync(run_by_driver, [(sql, parameters)])

    async def close(self) -> None:
        """Gives every connection back."""
        await self.engine.dispose()


async def open_database(url: str) -> Database:
    """The database, current or not; nothing is created in it. Raises UnusableDatabase."""
    engine = _engine(url, foreign_keys=True)
    dialect = dialect_named(engine.dialect.name)
    database = Database(engine, dialect, statements(dialect))
    try:
        async with database.reading():
            pass
    except (DBAPIError, OSError) as error:
        await engine.dispose()
        # Without the URL: it may hold a password.
        raise UnusableDatabase(f"the database cannot be opened: {_reason(error)}") from error
    return database


async def upgrade(url: str) -> None:
    """Bring the tables to the state that this program needs, in one transaction; create them in an empty database.

    Raises UnusableDatabase.
    """
    # Migrations that rebuild a table drop the old one, which would delete every row that refers to it.
    engine = _engine(url, foreign_keys=False)
    try:
        async with engine.execution_options(**{_WRITES: True}).begin() as connection:
            await connection.run_sync(_migrate)
    except (DBAPIError, OSError) as error:
        raise UnusableDatabase(f"the database cannot be brought up to date: {_reason(error)}") from error
    finally:
        await engine.dispose()


async def check_current(database: Database) -> None:
    """Raises OutdatedDatabase when the tables are not those of this program."""
    async with database.reading() as connection:
        found = await connection.run_sync(_revision)
    known = revisions()
    if found == known[-1]:
        return
    if found is None or found in known:
        raise OutdatedDatabase("the database is not up to date: run `glas db upgrade`")
    raise OutdatedDatabase(f"the database was written by a newer Glas (revision {found}): install that version")


def revisions() -> list[str]:
    """The migrations, the oldest first, by what their files are called: Alembic would take long to be imported."""
    return sorted(path.name.partition("_")[0] for path in _MIGRATIONS.glob("versions/*_*.py"))


def migration_config() -> "Config":
    """Alembic's configuration, with the scripts of this package."""
    from alembic.config import Config  # noqa: PLC0415 - takes long, and only who migrates needs it

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def _revision(connection: Connection) -> str | None:
    """What Alembic has noted."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - as above

    config = migration_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _reason(error: DBAPIError | OSError) -> str:
    return str(error.orig if isinstance(error, DBAPIError) else error)


def _engine(url: str, *, foreign_keys: bool) -> AsyncEngine:
    try:
        parsed = make_url(url)
        if parsed.get_driver_name() not in {"aiosqlite", "asyncpg"}:
            raise UnusableDatabase("the database URL has to begin with sqlite+aiosqlite:// or postgresql+asyncpg://")
        engine = create_async_engine(parsed, hide_parameters=True)  # answers have no place in a message
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise UnusableDatabase(f"the database URL cannot be used: {error}") from error
    if engine.dialect.name == "sqlite":
        _try_sqlite(engine.url.database or ":memory:")
        _tune_sqlite(engine, foreign_keys=foreign_keys)
    return engine


def _try_sqlite(file: str) -> None:
    """Open the file without the driver's thread, which would speak up on stderr after the error was told."""
    try:
        with closing(sqlite3.connect(file, uri=file.startswith("file:"))) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        raise UnusableDatabase(f"the database cannot be opened: {error}") from error


def _tune_sqlite(engine: AsyncEngine, *, foreign_keys: bool) -> None:
    pragmas = (
        f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",  # a commit survives a power cut
        f"PRAGMA foreign_keys = {int(foreign_keys)}",
        "PRAGMA secure_delete = ON",  # what was erased is overwritten, not only unlinked
    )

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        # The driver would open transactions itself, and only before some statements: the event below does it.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        run_by_driver(connection, [("BEGIN IMMEDIATE" if writes else "BEGIN", {})])
