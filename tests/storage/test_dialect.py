"""The seam between SQLite and PostgreSQL, as far as it can be seen without the latter."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Connection, create_engine

from storage.batch import Arrival, Batches, Chat, Decision
from storage.dialect import POSTGRESQL, SQLITE, Rows, Statement, dialect_named, run_by_cursor
from tests.storage.conftest import House


def test_only_two_databases_are_spoken() -> None:
    assert dialect_named("sqlite") is SQLITE
    assert dialect_named("postgresql") is POSTGRESQL
    with pytest.raises(ValueError, match="not in oracle"):
        dialect_named("oracle")


def test_any_driver_can_run_a_statement() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        statements = [
            ("CREATE TABLE t (x)", {}),
            ("INSERT INTO t SELECT value FROM json_each(:rows)", {"rows": "[3, 4]"}),
            ("SELECT x FROM t ORDER BY x", {}),
        ]
        assert run_by_cursor(connection, statements) == [(), (), [(3,), (4,)]]
    engine.dispose()


async def test_chats_are_locked_first_and_in_one_order_for_all(house: House) -> None:
    """Otherwise two workers could wait for each other for ever."""
    run: list[Statement] = []

    def recorded(connection: Connection, statements: Sequence[Statement]) -> Sequence[Rows]:
        run.extend(statements)
        return house.database.dialect.run(connection, statements)

    lock = "SELECT count(*) FROM (SELECT CAST(:rows AS text) AS chats) AS wanted"
    database = replace(
        house.database,
        dialect=replace(house.database.dialect, run=recorded),
        statements=replace(house.database.statements, lock_chats=lock),
    )
    persons = range(10**10, 10**10 + 20)
    await Batches(database, house.keys, house.rounds).commit(
        [Arrival(None, each, None) for each in persons], [], lambda *_: Decision(Chat()), house.now
    )
    sql, parameters = run[0]
    assert sql == lock
    assert [chat for (chat,) in json.loads(str(parameters["rows"]))] == sorted(map(house.keys.chat, persons))


async def test_postgresql_has_no_log_of_ours_to_empty(house: House) -> None:
    await replace(house.database, dialect=POSTGRESQL).empty_log()
