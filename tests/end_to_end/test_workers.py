"""Several workers on one database, each a process with both tokens: one of them serves staff, and who polls is one."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.leasing import CITIZENS, LEASE_SECONDS, LOOK_SECONDS, STAFF
from flows.consultation import Consultation
from sandbox.pace import Pace
from storage.leases import holding
from storage.roles import Role
from storage.tables import LeaseRow
from tests.end_to_end.balancer import balanced
from tests.end_to_end.clocks import SwiftClock
from tests.end_to_end.colleague import Colleague
from tests.end_to_end.lives import Lives, lives_in, log_of
from tests.end_to_end.stage import STAFF_BOT, Stage, free_port, prepared, staged

ANSWERED_SECONDS = LEASE_SECONDS + LOOK_SECONDS + 40
"""From a death to an answer: what is promised, and what a busy machine takes beside it."""

STARTED_SECONDS = 60.0


@dataclass
class Works:
    """A stage, and what is needed to put workers on it."""

    stage: Stage
    folder: Path
    database: str | None
    stack: AsyncExitStack

    async def worker(self, port: int | None = None, balancer: str | None = None) -> Lives:
        """One that serves, and has the tokens of both bots."""
        lives = await self.stack.enter_async_context(
            lives_in(self.folder, self.stage.url, port, balancer=balancer, staff=True, database=self.database)
        )
        await self.begin(lives)
        return lives

    async def begin(self, lives: Lives) -> None:
        """A life of the worker, until it serves."""
        before = self.logged("serving")
        await lives.begin()
        await self.until_logged(before + 1, "serving")

    async def until_logged(self, times: int, *facts: str) -> None:
        async with asyncio.timeout(STARTED_SECONDS):
            while self.logged(*facts) < times:  # noqa: ASYNC110 - the file tells nobody that it has grown
                await asyncio.sleep(0.1)

    async def holder(self, what: str, workers: list[Lives]) -> Lives:
        """Which of the workers has the lease."""
        found = await holding(self.stage.database, what)
        assert found is not None
        [holder] = [each for each in workers if str(each.process) == found.holder.split("/")[1]]
        return holder

    async def renewed(self, what: str) -> None:
        """Waits until the lease has been renewed: then its holder is not amid a transaction for a while.

        One that hangs there keeps its locks, and everybody else from writing.
        """
        before = await self._until(what)
        async with asyncio.timeout(LEASE_SECONDS):
            while await self._until(what) == before:  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.05)

    async def _until(self, what: str) -> float:
        async with self.stage.database.reading() as connection:
            return (await connection.execute(select(LeaseRow.until).where(col(LeaseRow.what) == what))).scalar_one()

    def logged(self, *facts: str) -> int:
        """How many lines of all workers together have all of these."""
        log = log_of(self.folder)
        lines = log.read_text().splitlines() if log.exists() else []
        return sum(all(each in line for each in facts) for line in lines)


@pytest.fixture
async def works(
    backend: str | None, url: str, template: Path, consultation: Consultation, tmp_path: Path
) -> AsyncIterator[Works]:
    folder, database = tmp_path / "bot", None if backend is None else url
    if database is None:
        shutil.copytree(template, folder)
    else:
        folder.mkdir()
        await prepared(folder, consultation, database)
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(
            staged(folder, consultation, Pace.OFF, SwiftClock(), staff=True, database_url=database)
        )
        yield Works(stage, folder, database, stack)


async def answered(colleagues: list[Colleague], text: str) -> None:
    """Everybody says it, and is answered."""
    said = [await each.chat.say(text) for each in colleagues]
    for each, message in zip(colleagues, said, strict=True):
        await each.chat.until(
            lambda seen, message=message: seen.screen.message_id > message,  # type: ignore[misc]  # bound now
            seconds=ANSWERED_SECONDS,
        )


async def test_one_of_several_serves_staff_and_another_takes_over_when_it_dies_hangs_or_stops(works: Works) -> None:
    stage, ports = works.stage, [free_port(), free_port()]
    url = await works.stack.enter_async_context(balanced(ports))
    workers = [await works.worker(port, url) for port in ports]
    await stage.until(lambda: stage.account.webhook is not None)
    staff = [await Colleague.invited(stage, Role.EDITOR, name) for name in ("ana", "ion", "eva")]
    ends = [signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM]
    for end in ends:
        await answered(staff, "/help")
        queue = stage.world.account_by_id(STAFF_BOT.id).queue
        await stage.until(lambda queue=queue: queue.pending == 0)  # type: ignore[misc]  # bound now
        ended = await works.holder(STAFF, workers)
        if end is signal.SIGSTOP:
            await works.renewed(STAFF)
        ended.strike(end)
        if end is not signal.SIGSTOP:
            assert await ended.over() in {0, -end}
        await answered(staff, "/language")
        assert await works.holder(STAFF, [each for each in workers if each is not ended])
        if end is signal.SIGSTOP:
            ended.strike(signal.SIGCONT)
            await works.until_logged(1, "lease lost")
        else:
            await works.begin(ended)
    await answered(staff, "/help")
    for each in staff:
        said = [seen for seen in each.chat.seen.messages.values() if not seen.from_bot]
        assert len(each.chat.seen.from_bot) == len(said), "everything is answered once"
    assert works.logged("lease taken", STAFF) == 1 + len(ends)
    assert works.logged("outage began", "staff") == 0, "they do not fight"


async def test_of_two_that_poll_by_mistake_the_second_takes_over_and_the_first_waits(works: Works) -> None:
    stage = works.stage
    first = await works.worker()
    ana = await stage.started(language="en")
    second = await works.worker()
    await works.until_logged(1, "lease lost", CITIZENS)
    assert await works.holder(CITIZENS, [first, second]) is second
    polls = len(stage.calls("getUpdates"))
    await ana.say("/help")
    refused = [each for each in stage.calls("getUpdates", since=0)[polls:] if not each["ok"]]
    assert refused == []
    assert works.logged("waiting for a lease", CITIZENS) == 1
    second.strike(signal.SIGKILL)
    await second.over()
    said = await ana.chat.say("/continue")
    await ana.chat.until(lambda seen: seen.screen.message_id > said, seconds=ANSWERED_SECONDS)
    assert await works.holder(CITIZENS, [first]) is first
