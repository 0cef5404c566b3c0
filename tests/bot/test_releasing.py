"""While the bot runs, releases fall due by themselves, and one that fails ends nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import releasing as module
from bot.releasing import releasing
from results.release.apart import DecisionFailed
from results.releasing import Released
from storage.database import Database, open_database, upgrade
from storage.keys import KeyRing, new_keys
from storage.rounds import Round, open_round
from tests.results.test_releasing import opened_town

NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)


@pytest.fixture
def keys() -> KeyRing:
    return new_keys().with_round_key(1).with_round_key(2)


@pytest.fixture
async def database(tmp_path: Path, keys: KeyRing) -> AsyncIterator[Database]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'glas.db'}"
    await upgrade(url)
    database = await open_database(url)
    await open_round(database, keys, opened_town(), "town", opens=NOW)
    yield database
    await database.close()


async def test_what_is_due_is_released_and_told_in_the_log(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = asyncio.Event()

    async def due(_: Database, of: Round, now: datetime) -> Released:
        stop.set()
        assert (of.code, now) == ("town", NOW)
        return Released(None, frozenset(), frozenset({"one"}))

    monkeypatch.setattr(module, "release_due", due)
    with capture_logs() as logs:
        await releasing(database, lambda: NOW, stop)
    assert [(each["event"], each["round"], each["waiting"]) for each in logs] == [("released", "town", ["one"])]


async def test_a_failure_is_logged_without_its_message(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = asyncio.Event()

    async def fail(*_: object) -> Released:
        stop.set()
        raise DecisionFailed("a secret")

    monkeypatch.setattr(module, "release_due", fail)
    with capture_logs() as logs:
        await releasing(database, lambda: NOW, stop)
    assert [each["event"] for each in logs] == ["release failed"]
    assert "secret" not in str(logs)


async def test_a_round_that_fails_keeps_no_other_back(
    database: Database, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, tried = asyncio.Event(), list[str]()
    await open_round(database, keys, opened_town(), "village", opens=NOW)

    async def fail(_: Database, of: Round, __: datetime) -> Released:
        stop.set()
        tried.append(of.code)
        raise LookupError(of.code)

    monkeypatch.setattr(module, "release_due", fail)
    with capture_logs() as logs:
        await releasing(database, lambda: NOW, stop)
    assert [each["round"] for each in logs] == tried == ["town", "village"]


async def test_nothing_due_is_nothing_said(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = asyncio.Event()

    async def nothing(*_: object) -> None:
        stop.set()

    monkeypatch.setattr(module, "release_due", nothing)
    with capture_logs() as logs:
        await releasing(database, lambda: NOW, stop)
    assert logs == []
