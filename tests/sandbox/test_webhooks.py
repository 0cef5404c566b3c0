"""Webhooks: addresses, secrets, lanes, retries, replies that call a method."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from sandbox.errors import POLL_ENDED_BY_WEBHOOK, WEBHOOK_IS_SET
from sandbox.updates import UPDATE_SECONDS

if TYPE_CHECKING:
    from sandbox.client import Chat, Person

Answer = Callable[[dict[str, Any]], Awaitable[web.Response]]


@dataclass
class Listener:
    """A bot's own server: keeps what came, and answers by `answer`."""

    url: str = ""
    came: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    answer: Answer | None = None

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        async with self.news:
            self.came.append(update)
            self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
            self.news.notify_all()
        return web.Response() if self.answer is None else await self.answer(update)

    async def until(self, count: int) -> list[str]:
        """The texts of what came, once so many updates did."""
        async with asyncio.timeout(60), self.news:
            await self.news.wait_for(lambda: len(self.came) >= count)
        return self.texts

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] if "message" in update else next(iter(update.keys() - {"update_id"}))
                for update in self.came]  # fmt: skip


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    listener = Listener()
    app = web.Application()
    app.router.add_post("/telegram", listener.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    try:
        yield listener
    finally:
        await runner.cleanup()


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    async with listening() as started:
        yield started


def answering(*statuses: int, **headers: str) -> Answer:
    """Answers with each status once, then with 200."""
    left = list(statuses)

    async def answer(_update: dict[str, Any]) -> web.Response:
        return web.Response(status=left.pop(0) if left else 200, headers=headers)

    return answer


async def acknowledged(sandbox: Any, count: int) -> list[dict[str, Any]]:
    """What was acknowledged, once it is so much."""
    async with asyncio.timeout(60):
        while len(entries := await sandbox.town.journal(what="acknowledged")) < count:
            await sandbox.town.get("/people")  # a round trip to the server, and the bot's between
    return entries  # type: ignore[no-any-return] # the client is untyped here


async def test_updates_go_out_with_the_secret_and_are_acknowledged_by_200(
    sandbox: Any, bot: Any, chat: Chat, listener: Listener
) -> None:
    await chat.say("de dinainte")
    before = len(await sandbox.town.journal(what="acknowledged"))
    given = {"url": listener.url, "secret_token": "s3-cret_", "max_connections": 7, "allowed_updates": ["message"]}
    assert (await bot("setWebhook", **given)).result is True
    await listener.until(1)
    await chat.say("a")
    await chat.say("b")
    assert await listener.until(3) == ["de dinainte", "a", "b"]
    assert listener.secrets == ["s3-cret_"] * 3
    entries = await acknowledged(sandbox, before + 3)
    assert [entry["update_ids"] for entry in entries[before:]] == [[update["update_id"]] for update in listener.came]
    assert (await bot("getWebhookInfo")).result == {
        "url": listener.url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 7,
        "ip_address": "127.0.0.1",
        "allowed_updates": ["message"],
    }


async def test_who_polls_is_turned_away(bot: Any, chat: Chat, listener: Listener) -> None:
    poll = asyncio.create_task(bot("getUpdates", timeout=30))
    other = asyncio.create_task(bot("getUpdates", timeout=30))
    await asyncio.wait({poll, other}, return_when=asyncio.FIRST_COMPLETED)  # now one of them waits
    await bot("setWebhook", url=listener.url)
    assert POLL_ENDED_BY_WEBHOOK in {(await poll).description, (await other).description}
    refused = await bot("getUpdates")
    assert (refused.status, refused.description) == (409, WEBHOOK_IS_SET)
    assert (await bot("setWebhook", url="")).result is True
    await chat.say("a")
    assert len(await bot.updates()) == 1
    assert listener.came == []


async def test_a_failure_is_tried_again_at_once_then_ever_later(
    sandbox: Any, bot: Any, chat: Chat, listener: Listener
) -> None:
    listener.answer = answering(500, 502, 500, 404)
    await bot("setWebhook", url=listener.url)
    await chat.say("a")
    await listener.until(2)
    pauses = []
    for count in (3, 4, 5):
        async with asyncio.timeout(60):
            pauses.append(await sandbox.clock.until_somebody_sleeps())
        sandbox.clock.advance(pauses[-1])
        await listener.until(count)
    assert pauses == [2, 4, 8]
    assert {update["update_id"] for update in listener.came} == {listener.came[0]["update_id"]}
    info = (await bot("getWebhookInfo")).result
    assert info["last_error_message"] == "Wrong response from the webhook: 404 Not Found"
    assert info["last_error_date"] > 1_700_000_000


async def test_retry_after_is_heeded(sandbox: Any, bot: Any, chat: Chat, listener: Listener) -> None:
    listener.answer = answering(429, **{"Retry-After": "17"})
    await bot("setWebhook", url=listener.url)
    await chat.say("a")
    async with asyncio.timeout(60):
        assert await sandbox.clock.until_somebody_sleeps() == 17
    sandbox.clock.advance(17)
    await listener.until(2)


async def test_a_chat_that_fails_holds_up_no_other(sandbox: Any, bot: Any, chat: Chat, listener: Listener) -> None:
    async def answer(update: dict[str, Any]) -> web.Response:
        return web.Response(status=500 if update.get("message", {}).get("text") == "poison" else 200)

    listener.answer = answer
    await bot("setWebhook", url=listener.url)
    ion = await sandbox.town.arrive("Ion")
    async with ion.chat() as his:
        await chat.say("poison")
        await chat.say("behind it")
        await his.say("free")
        async with asyncio.timeout(60), listener.news:
            await listener.news.wait_for(lambda: "free" in listener.texts)
    assert "behind it" not in listener.texts
    sandbox.clock.advance(UPDATE_SECONDS)
    async with asyncio.timeout(60), listener.news:
        await listener.news.wait_for(lambda: "behind it" in listener.texts)
    (dropped,) = await sandbox.town.journal(what="dropped")
    assert len(dropped["update_ids"]) == 1


async def test_no_more_connections_than_allowed(sandbox: Any, bot: Any, listener: Listener) -> None:
    open_, most, go_on = 0, 0, asyncio.Event()

    async def answer(_update: dict[str, Any]) -> web.Response:
        nonlocal open_, most
        open_ += 1
        most = max(most, open_)
        await go_on.wait()
        open_ -= 1
        return web.Response()

    listener.answer = answer
    await bot("setWebhook", url=listener.url, max_connections=2)
    for name in ("Ana", "Ion", "Eva", "Dan"):
        async with (await sandbox.town.arrive(name)).chat() as chat:
            await chat.say("a")
    await listener.until(2)
    go_on.set()
    await listener.until(4)
    assert most == 2


async def test_a_reply_calls_a_method(sandbox: Any, bot: Any, ana: Person, chat: Chat, listener: Listener) -> None:
    async def answer(update: dict[str, Any]) -> web.Response:
        match update.get("message", {}).get("text"):
            case "json":
                return web.json_response({"method": "sendMessage", "chat_id": ana.id, "text": "by JSON"})
            case "form":
                return web.Response(text=f"method=SENDMESSAGE&chat_id={ana.id}&text=by+form",
                                    content_type="application/x-www-form-urlencoded")  # fmt: skip
            case "wrong":
                return web.json_response({"method": "sendMessage", "chat_id": 7, "text": "to nobody"})
            case "own":
                return web.json_response({"method": "deleteWebhook"})
            case _:
                return web.Response(body=b"{", content_type="application/json")

    listener.answer = answer
    await bot("setWebhook", url=listener.url)
    for text in ("own", "nonsense", "wrong", "json", "form"):
        await chat.say(text)
    await chat.until(lambda seen: [each.text for each in seen.from_bot] == ["by JSON", "by form"])
    (wrong, *_) = await sandbox.town.journal(method="sendMessage")
    assert wrong["description"] == "Bad Request: chat not found"
    assert await sandbox.town.journal(method="deleteWebhook") == []


async def test_nobody_listens(sandbox: Any, bot: Any, chat: Chat) -> None:
    async with listening() as closed:
        pass
    await bot("setWebhook", url=closed.url)
    await chat.say("a")
    async with asyncio.timeout(60):
        await sandbox.clock.until_somebody_sleeps()
    info = (await bot("getWebhookInfo")).result
    assert info["last_error_message"].startswith("Connection failed")
    assert info["pending_update_count"] == 1
    assert (await bot("deleteWebhook", drop_pending_updates=True)).result is True
    assert (await bot("getWebhookInfo")).result["url"] == ""
    assert await bot.updates() == []


async def test_an_answer_that_takes_too_long(make_sandbox: Any, listener: Listener) -> None:
    never = asyncio.Event()

    async def answer(_update: dict[str, Any]) -> web.Response:
        await never.wait()
        return web.Response()

    listener.answer = answer
    sandbox = await make_sandbox(webhook_seconds=0.05)
    bot = sandbox.bot()
    await bot("setWebhook", url=listener.url)
    async with (await sandbox.town.arrive("Ana")).chat() as chat:
        await chat.say("a")
    async with asyncio.timeout(60):
        await sandbox.clock.until_somebody_sleeps()
    assert (await bot("getWebhookInfo")).result["last_error_message"] == "Read timeout expired"


async def test_duplicated_and_reordered(sandbox: Any, bot: Any, chat: Chat, listener: Listener) -> None:
    await chat.say("a")
    await chat.say("b")
    await sandbox.town.misbehave(duplicated=1, reordered=1)
    await bot("setWebhook", url=listener.url)
    assert await listener.until(3) == ["b", "b", "a"]
    kinds = [entry["kind"] for entry in await sandbox.town.journal(what="faulted")]
    assert kinds == ["reordered", "duplicated"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"url": "nonsense"}, "invalid webhook URL specified"),
        ({"url": "http://127.0.0.1:x/"}, "invalid webhook URL specified"),
        (
            {"url": "https://example.com/"},
            "sandbox: a webhook's address is on this machine, such as http://127.0.0.1:8000/telegram",
        ),
        ({"url": "http://localhost/", "secret_token": "a" * 257}, "secret token is too long"),
        ({"url": "http://localhost/", "secret_token": "a b"}, "secret token contains unallowed characters"),
    ],
)
async def test_wrong_addresses(bot: Any, given: dict[str, str], reason: str) -> None:
    assert (await bot("setWebhook", **given)).description == f"Bad Request: {reason}"
    assert (await bot("getWebhookInfo")).result["url"] == ""
