"""Every migration goes up, down and up again, and leads to the tables that the models declare."""

from collections.abc import AsyncIterator, Callable

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.audit import Act
from storage.database import migration_config, revisions, upgrade
from storage.tables import Table

ONLY_ROWS = {"0006", "0011", "0015"}
"""Migrations that change what stands in the tables, and no table."""


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(url)
    yield engine
    await engine.dispose()


async def run(engine: AsyncEngine, migrate: Callable[[Config, str], None], revision: str) -> None:
    def migrated(connection: Connection) -> None:
        config = migration_config()
        config.attributes["connection"] = connection
        migrate(config, revision)

    async with engine.begin() as connection:
        await connection.run_sync(migrated)


async def schema(engine: AsyncEngine) -> dict[str, list[str]]:
    def described(connection: Connection) -> dict[str, list[str]]:
        found = inspect(connection)
        return {
            table: sorted(
                [
                    *(f"{each['name']} {each['type']} {each['nullable']}" for each in found.get_columns(table)),
                    *(str(each) for each in found.get_indexes(table)),
                    *(str(each) for each in found.get_foreign_keys(table)),
                    *(str(each) for each in found.get_unique_constraints(table)),
                    str(found.get_pk_constraint(table)),
                ]
            )
            for table in found.get_table_names()
            if table != "alembic_version"
        }

    async with engine.connect() as connection:
        return await connection.run_sync(described)


async def test_every_step_goes_up_and_down_and_up(engine: AsyncEngine) -> None:
    steps = [script.revision for script in ScriptDirectory.from_config(migration_config()).walk_revisions()]
    before = await schema(engine)
    for revision in reversed(steps):
        await run(engine, command.upgrade, revision)
        after = await schema(engine)
        assert (after != before) == (revision not in ONLY_ROWS)
        await run(engine, command.downgrade, "-1")
        assert await schema(engine) == before
        await run(engine, command.upgrade, revision)
        assert await schema(engine) == after
        before = after


async def test_migrations_lead_to_the_declared_tables(engine: AsyncEngine, url: str) -> None:
    await upgrade(url)

    def drift(connection: Connection) -> object:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Table.metadata)

    async with engine.connect() as connection:
        assert await connection.run_sync(drift) == []


async def test_constraints_and_clustering_are_as_declared(engine: AsyncEngine, url: str) -> None:
    """What Alembic does not compare: names of constraints, and how SQLite clusters a table."""
    await upgrade(url)
    migrated = await schema(engine)
    clustered = await _clustered(engine)
    async with engine.begin() as connection:
        await connection.run_sync(Table.metadata.drop_all)
        await connection.run_sync(Table.metadata.create_all)
    assert await schema(engine) == migrated
    assert await _clustered(engine) == clustered


async def _clustered(engine: AsyncEngine) -> set[str]:
    if engine.dialect.name != "sqlite":
        return set()
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT name FROM sqlite_schema WHERE sql LIKE '%WITHOUT ROWID'"))
        return set(rows.scalars())


async def test_who_agreed_before_there_was_a_choice_agreed_to_results(engine: AsyncEngine) -> None:
    await run(engine, command.upgrade, "0005")
    async with engine.begin() as connection:
        old = """INSERT INTO subscriber (chat, sealed, wishes, blocked) VALUES ('a', 'b', '["messages"]', false)"""
        await connection.execute(text(old))
    await run(engine, command.upgrade, "head")
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT wishes FROM subscriber"))).scalar_one() == '["results"]'


async def test_steps_with_own_words_are_called_as_the_audit_calls_them(engine: AsyncEngine) -> None:
    await run(engine, command.upgrade, "0010")
    steps = ("redacted", "approved as quotations", "put aside", "put under “Roads”")
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO consultation (digest, structure, document) VALUES ('d', 's', '{}')"))
        await connection.execute(
            text(
                "INSERT INTO round (number, code, consultation, served, key_erased, answers_erased) "
                "VALUES (1, 'town', 'd', false, false, false)"
            )
        )
        step = text("INSERT INTO review_step (round, number, action) VALUES (1, :number, :action)")
        await connection.execute(step, [{"number": n, "action": each} for n, each in enumerate(steps)])
    await run(engine, command.upgrade, "head")
    async with engine.connect() as connection:
        renamed = (await connection.execute(text("SELECT action FROM review_step ORDER BY number"))).scalars()
        assert [Act(each) for each in renamed] == [
            Act.WORDS_REDACTED,
            Act.WORDS_QUOTED,
            Act.WORDS_PUT_ASIDE,
            Act.WORDS_UNDER_THEME,
        ]


async def test_how_often_somebody_came_is_forgotten(engine: AsyncEngine) -> None:
    await run(engine, command.upgrade, "0014")
    async with engine.begin() as connection:
        old = "INSERT INTO conversation (chat, page, latest, leftover, turn) VALUES ('a', '', 9, '[]', 31)"
        await connection.execute(text(old))
    await run(engine, command.upgrade, "head")
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT latest, turn FROM conversation"))).all() == [(9, 0)]


def test_files_are_called_by_their_revisions() -> None:
    """So that nobody has to import Alembic to know the newest one."""
    scripts = ScriptDirectory.from_config(migration_config())
    assert revisions() == [script.revision for script in reversed(list(scripts.walk_revisions()))]
    assert revisions()[-1] == scripts.get_current_head()
