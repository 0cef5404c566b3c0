"""The work is done by who has the lease: it ends when that is lost, and begins again when it is free."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot import leasing
from bot.leasing import LEASE_SECONDS, STAFF, Lease, has_died, worker_name
from bot.measures import Measures
from storage.database import Database, open_database, upgrade
from storage.leases import Holding, give_back, holding, take


class Work:
    """Begins, and goes on until it is to end."""

    def __init__(self) -> None:
        self.begun, self.ended = asyncio.Event(), asyncio.Event()

    async def __call__(self, over: asyncio.Event) -> None:
        self.begun.set()
        await over.wait()
        self.begun.clear()
        self.ended.set()


@pytest.fixture
async def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    for each in ("RENEW_SECONDS", "LOOK_SECONDS"):
        monkeypatch.setattr(leasing, each, 0.01)
    url = f"sqlite+aiosqlite:///{tmp_path / 'glas.sqlite'}"
    await upgrade(url)
    opened = await open_database(url)
    yield opened
    await opened.close()


def lease(database: Database) -> Lease:
    return Lease(database, STAFF, "this", Measures())


async def test_it_is_given_back_at_the_end(database: Database) -> None:
    work, stop = Work(), asyncio.Event()
    running = asyncio.create_task(lease(database).run(work, stop))
    await work.begun.wait()
    assert await holding(database, STAFF) == Holding("this", ended=False)
    stop.set()
    await running
    assert await holding(database, STAFF) == Holding("this", ended=True)


async def test_work_that_ends_by_itself_is_not_begun_again(database: Database) -> None:
    async def done(_: asyncio.Event) -> None:
        pass

    await lease(database).run(done, asyncio.Event())
    assert await holding(database, STAFF) == Holding("this", ended=True)


async def test_who_has_lost_it_ends_says_so_once_and_begins_again_when_it_is_free(database: Database) -> None:
    work, stop, held = Work(), asyncio.Event(), lease(database)
    with capture_logs() as logs:
        running = asyncio.create_task(held.run(work, stop))
        await work.begun.wait()
        await take(database, STAFF, "other", seconds=LEASE_SECONDS, instead_of="this")
        await work.ended.wait()
        assert await held.says() == "another worker"
        await give_back(database, STAFF, "other")
        await work.begun.wait()
        assert await held.says() == "this worker"
        stop.set()
        await running
    told = [each["event"] for each in logs]
    assert [told.count(each) for each in ("lease taken", "lease lost")] == [2, 1]
    assert told.count("waiting for a lease") <= 1


async def test_from_who_has_died_here_it_is_taken_at_once_and_from_nobody_else(database: Database) -> None:
    child = subprocess.Popen(["true"])  # noqa: ASYNC220 - it is not waited for at once
    host, number, where = worker_name().split("/")
    dead, elsewhere = f"{host}/{child.pid}/{where}", f"{host}/{child.pid}/0000-0000"
    assert not has_died(dead), "nobody has waited for its end yet"
    child.wait()
    assert [has_died(each) for each in (dead, elsewhere, f"{host}/{number}/{where}", "odd")] == [True, *[False] * 3]
    work, stop = Work(), asyncio.Event()
    await take(database, STAFF, dead, seconds=LEASE_SECONDS)
    running = asyncio.create_task(lease(database).run(work, stop))
    await work.begun.wait()
    stop.set()
    await running


async def test_who_begins_at_once_takes_it_from_another(database: Database) -> None:
    work, stop = Work(), asyncio.Event()
    await take(database, STAFF, "other", seconds=LEASE_SECONDS)
    running = asyncio.create_task(lease(database).run(work, stop, seize=True))
    await work.begun.wait()
    stop.set()
    await running


async def test_who_cannot_renew_it_ends_in_time(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leasing, "SAFE_SECONDS", 0.1)
    work, stop, held = Work(), asyncio.Event(), lease(database)
    with capture_logs() as logs:
        running = asyncio.create_task(held.run(work, stop))
        await work.begun.wait()
        async with database.writing() as connection:
            await connection.execute(text("ALTER TABLE lease RENAME TO gone"))
        await work.ended.wait()
        assert "unknown" in await held.says()
        async with database.writing() as connection:
            await connection.execute(text("ALTER TABLE gone RENAME TO lease"))
        await work.begun.wait()
        stop.set()
        await running
    assert [each["event"] for each in logs].count("outage began") == 1
