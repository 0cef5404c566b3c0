"""Thousands of people, a clock that runs faster, a journal that forgets."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from sandbox.clock import DrivenClock, ScaledClock
from sandbox.journal import Called, Journal
from sandbox.pace import Pace
from sandbox.seen import Refused


async def test_ten_thousand_subscribers(sandbox: Any, bot: Any) -> None:
    crowd = await sandbox.town.crowd(10_000, blocked=300, deactivated=200, language_codes=["ro", "en"])
    assert [len(set(ids)) for ids in (crowd.people, crowd.blocked, crowd.deactivated)] == [10_000, 300, 200]
    assert await bot.updates() == []
    lost = {*crowd.blocked, *crowd.deactivated}
    reached = next(person for person in crowd.people if person not in lost)
    reasons = [
        (await bot("sendMessage", chat_id=person, text="a")).body.get("description")
        for person in (reached, crowd.blocked[0], crowd.deactivated[0])
    ]
    assert reasons == [None, "Forbidden: bot was blocked by the user", "Forbidden: user is deactivated"]
    assert await sandbox.town.counts("sendMessage") == {reached: 1}
    await bot("sendChatAction", chat_id=reached, action="typing")
    assert await sandbox.town.counts() == {reached: 2}
    people = (await sandbox.town.get("/people"))["people"]
    assert [person["language_code"] for person in people[:3]] == ["ro", "en", "ro"]


async def test_a_crowd_is_unprompted(make_sandbox: Any) -> None:
    sandbox = await make_sandbox(Pace.DOCUMENTED)
    crowd = await sandbox.town.crowd(31)
    bot = sandbox.bot()
    statuses = [(await bot("sendMessage", chat_id=person, text="a")).status for person in crowd.people]
    assert statuses == [200] * 30 + [429]


async def test_impossible_crowds(sandbox: Any) -> None:
    with pytest.raises(Refused, match="2 blocked and 1 deactivated are more than 2"):
        await sandbox.town.crowd(2, blocked=2, deactivated=1)
    with pytest.raises(Refused, match="there is no bot 7"):
        await sandbox.town.crowd(1, bot_id=7)


def test_the_journal_forgets_the_oldest_and_goes_on_counting() -> None:
    journal = Journal(limit=10)
    for number in range(35):
        journal.add(0.0, Called(1, "sendMessage", chat=number % 2, message_id=None, ok=True))
    entries = journal.since()
    assert 10 <= len(entries) <= 20
    assert [entry["number"] for entry in entries] == list(range(35 - len(entries), 35))
    assert [entry["number"] for entry in journal.since(33)] == [33, 34]
    assert journal.counts(method="sendMessage") == {0: 18, 1: 17}
    assert journal.counts(bot=2) == {}


async def test_equal_files_are_held_once(sandbox: Any) -> None:
    store = sandbox.world.files
    first, second = (store.keep("documents", name, bytes(bytearray(1000))) for name in ("a.bin", "b.bin"))
    assert first.content is second.content
    assert first.file_id != second.file_id


async def test_a_scaled_clock_is_the_same_wherever_it_is_made() -> None:
    before = time.monotonic()
    assert before * 20 <= ScaledClock(20)() <= ScaledClock(20)()
    async with asyncio.timeout(60):
        await ScaledClock(1e6).sleep(1000)


async def test_a_driven_clock_wakes_who_is_due() -> None:
    clock = DrivenClock()
    short, long = (asyncio.create_task(clock.sleep(seconds)) for seconds in (2, 5))
    await asyncio.sleep(0)
    assert await clock.until_somebody_sleeps() == 2
    clock.advance(2)
    await short
    assert not long.done()
    assert await clock.until_somebody_sleeps() == 3
    clock.advance(10)
    await long
    await clock.sleep(0)
    assert clock() == 1012
