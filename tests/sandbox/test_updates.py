"""getUpdates: offsets, long polling, one poller at a time, kinds, ages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.errors import POLLED_TWICE, ApiError
from sandbox.updates import CALLBACK_SECONDS, UPDATE_SECONDS, UpdateQueue

if TYPE_CHECKING:
    from sandbox.client import Chat, Person


class Queue(UpdateQueue):
    """A queue with a clock of its own and lists of what it told."""

    def __init__(self) -> None:
        self.time = 0.0
        self.acknowledged: list[int] = []
        self.dropped: list[int] = []
        self.faulted: list[tuple[str, list[int]]] = []
        super().__init__(100, lambda: self.time, self.acknowledged.extend, self.dropped.extend, self._told)

    def _told(self, kind: str, update_ids: list[int]) -> None:
        self.faulted.append((kind, update_ids))

    async def ids(self, offset: int = 0, limit: int = 100) -> list[int]:
        return [update.update_id for update in await self.fetch(offset, limit, 0)]


@pytest.fixture
def queue() -> Queue:
    return Queue()


async def test_updates_stay_until_an_offset_passes_them(queue: Queue) -> None:
    for _ in range(3):
        queue.add("message", {})
    assert await queue.ids() == [100, 101, 102]
    assert await queue.ids() == [100, 101, 102]
    assert queue.acknowledged == []
    assert await queue.ids(102) == [102]
    assert queue.acknowledged == [100, 101]
    assert await queue.ids() == [102]


async def test_limit(queue: Queue) -> None:
    for _ in range(120):
        queue.add("message", {})
    assert await queue.ids(limit=2) == [100, 101]
    assert len(await queue.ids(limit=1000)) == 100


async def test_negative_offset_keeps_the_newest(queue: Queue) -> None:
    for _ in range(4):
        queue.add("message", {})
    assert await queue.ids(-1) == [103]
    assert queue.acknowledged == [100, 101, 102]


async def test_offset_from_the_future_is_no_offset(queue: Queue) -> None:
    queue.add("message", {})
    assert await queue.ids(5000) == [100]
    assert queue.acknowledged == []
    assert await queue.ids(101) == []


async def test_ages(queue: Queue) -> None:
    queue.add("callback_query", {})
    queue.add("message", {})
    queue.time = CALLBACK_SECONDS
    assert await queue.ids() == [101]
    queue.time = UPDATE_SECONDS
    assert await queue.ids() == []
    assert (queue.dropped, queue.acknowledged) == ([100, 101], [])


async def test_kinds_are_chosen_as_they_come(queue: Queue) -> None:
    queue.allow(["message"])
    assert queue.add("callback_query", {}) is None
    queue.allow(None)
    assert queue.add("callback_query", {}) is None
    queue.allow([])
    assert queue.add("callback_query", {}) == 100
    assert queue.add("chat_member", {}) is None
    assert queue.allowed is None


async def test_a_poll_waits_for_the_next_update(queue: Queue) -> None:
    poll = asyncio.create_task(queue.fetch(0, 100, 30))
    await asyncio.sleep(0)
    assert not poll.done()
    queue.add("message", {"text": "a"})
    assert [update.to_json() for update in await poll] == [{"update_id": 100, "message": {"text": "a"}}]


async def test_a_poll_ends_empty_after_its_time(queue: Queue) -> None:
    assert await queue.fetch(0, 100, 0.001) == []


async def test_the_newer_poll_wins(queue: Queue) -> None:
    older = asyncio.create_task(queue.fetch(0, 100, 30))
    await asyncio.sleep(0)
    newer = asyncio.create_task(queue.fetch(0, 100, 30))
    with pytest.raises(ApiError, match="terminated by other getUpdates") as refused:
        await older
    assert refused.value.code == 409
    queue.add("message", {})
    assert len(await newer) == 1


async def test_a_poll_that_need_not_wait_ends_nobody(queue: Queue) -> None:
    waiting = asyncio.create_task(queue.fetch(0, 100, 30))
    await asyncio.sleep(0)
    assert await queue.ids() == []
    queue.add("message", {})
    assert len(await waiting) == 1


async def test_closing_answers_a_waiting_poll(queue: Queue) -> None:
    poll = asyncio.create_task(queue.fetch(0, 100, 30))
    await asyncio.sleep(0)
    queue.close()
    assert await poll == []
    assert await queue.fetch(0, 100, 30) == []


async def test_conflict_over_http(sandbox: Any, bot: Any, ana: Person) -> None:
    older = asyncio.create_task(bot("getUpdates", timeout=30))
    newer = asyncio.create_task(bot("getUpdates", timeout=30))
    done, (waiting,) = await asyncio.wait({older, newer}, return_when=asyncio.FIRST_COMPLETED, timeout=60)
    ousted = done.pop().result()
    assert (ousted.status, ousted.description) == (409, POLLED_TWICE)
    async with ana.chat() as chat:
        await chat.say("salut")
    assert (await waiting).result[0]["message"]["text"] == "salut"


async def test_update_ids_start_anywhere_and_grow_by_one(sandbox: Any, bot: Any, ana: Person, chat: Chat) -> None:
    await chat.say("a")
    await chat.say("b")
    first, second = await bot.updates()
    assert first["update_id"] > 1000
    assert second["update_id"] == first["update_id"] + 1


async def test_each_bot_has_its_own_updates(sandbox: Any, ana: Person, chat: Chat) -> None:
    await chat.say("a")
    assert await sandbox.bot("1000002:SANDBOX").updates() == []


async def test_what_waits_is_told_and_dropped(bot: Any, ana: Person, chat: Chat) -> None:
    await bot("getUpdates", allowed_updates=["message"])
    await chat.say("a")
    info = (await bot("getWebhookInfo")).result
    assert info == {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "allowed_updates": ["message"],
    }
    assert (await bot("deleteWebhook", drop_pending_updates=True)).result is True
    assert (await bot("getWebhookInfo")).result["pending_update_count"] == 0


async def test_the_journal_tells_what_nobody_fetched_in_time(sandbox: Any, bot: Any, ana: Person, chat: Chat) -> None:
    await chat.say("a")
    sandbox.clock.advance(UPDATE_SECONDS)
    assert await bot.updates() == []
    dropped = [entry for entry in await sandbox.town.journal() if entry["what"] == "dropped"]
    assert [len(entry["update_ids"]) for entry in dropped] == [1]
