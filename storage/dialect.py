"""The one place where SQLite and PostgreSQL are told apart in statements."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import await_only

Rows = Sequence[Sequence[Any]]
Statement = tuple[str, Mapping[str, object]]
"""With its parameters."""
Run = Callable[[Connection, Sequence[Statement]], Sequence[Rows]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """Fragments that the two databases spell differently. Everything else is written once for both."""

    rows: str
    """A table `item` with one column `value`: the elements of the JSON array in the parameter `rows`."""

    answers: str
    """All rows of `answer a` as one JSON array of [question, option, number, text]; may be NULL for none."""

    lock: str | None
    """Holds the chats in `rows` for the rest of the transaction; None where a writer is alone anyway."""

    hold: str
    """Behind a selection of `response r`: holds those rows for the rest of the transaction."""

    share: str
    """Behind a selection of `releasing g`: no other transaction changes those rows until this one ends."""

    now: str
    """The moment by the database's own clock, in seconds since 1970."""

    turn_to_audit: str | None
    """Lets no other transaction add to the audit until this one ends; None where a writer is alone anyway."""

    reading: Mapping[str, str]
    """Execution options under which a transaction sees one state of the database."""

    empty_log: str | None
    """Empties the write-ahead log, outside of a transaction; None where old rows don't lie about in a file beside."""

    copy: str | None
    """Copies the database into the new or empty file that its parameter `file` names, outside of a transaction; None
    where the database is no file.
    """

    run: Run
    """Runs statements, one after the other, in the transaction of a connection that is inside `run_sync`, and gives all
    rows of each. They go to the database together, where it can take them so.
    """


def run_by_driver(connection: Connection, statements: Sequence[Statement]) -> Sequence[Rows]:
    """For aiosqlite. SQLAlchemy's cursor goes to the database's thread four times a statement, this once for all of
    them: what a lone tap's transaction takes is mostly going there and back. The driver has a public way for one
    statement only; `_execute` is that by which it does everything itself.
    """
    driver: Any = connection.connection.driver_connection

    def run() -> Sequence[Rows]:
        return [driver._conn.execute(*each).fetchall() for each in statements]  # noqa: SLF001 - see above

    try:
        ran: Sequence[Rows] = await_only(driver._execute(run))  # noqa: SLF001 - see above
    except sqlite3.Error as error:
        told = "; ".join(sql for sql, _ in statements)
        # As the cursor would raise it: of the kind that says whether the database is at fault, or what was asked.
        raise DBAPIError.instance(told, None, error, sqlite3.Error, hide_parameters=True) from error
    return ran


def run_by_cursor(connection: Connection, statements: Sequence[Statement]) -> Sequence[Rows]:
    """For any driver."""
    results = (connection.execute(text(sql), parameters) for sql, parameters in statements)
    return [result.all() if result.returns_rows else () for result in results]


SQLITE = Dialect(
    rows="json_each(:rows) AS item",
    answers="json_group_array(json_array(a.question, a.option, a.number, a.text))",
    lock=None,
    hold="",
    share="",
    now="((julianday('now') - 2440587.5) * 86400.0)",
    turn_to_audit=None,
    reading={},
    empty_log="PRAGMA wal_checkpoint(TRUNCATE)",
    copy="VACUUM INTO :file",
    run=run_by_driver,
)

POSTGRESQL = Dialect(
    rows="jsonb_array_elements(CAST(:rows AS jsonb)) AS item(value)",
    answers="CAST(json_agg(json_build_array(a.question, a.option, a.number, a.text)) AS text)",
    # Ordered, so that two workers never wait for each other crosswise; advisory, because a new chat has no row yet.
    lock="SELECT pg_advisory_xact_lock(hashtextextended(chat, 0)) FROM "
    "(SELECT item.value ->> 0 AS chat FROM jsonb_array_elements(CAST(:rows AS jsonb)) AS item(value) "
    "ORDER BY 1) AS wanted",
    hold="FOR UPDATE OF r",
    share="FOR SHARE OF g",
    now="CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION)",
    turn_to_audit="LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE",
    reading={"isolation_level": "REPEATABLE READ"},
    empty_log=None,
    copy=None,
    run=run_by_cursor,
)


def dialect_named(name: str) -> Dialect:
    """The dialect of a database that SQLAlchemy calls so; ValueError for one that Glas cannot use."""
    match name:
        case "sqlite":
            return SQLITE
        case "postgresql":
            return POSTGRESQL
        case _:
            raise ValueError(f"Glas stores in SQLite or PostgreSQL, not in {name}")
