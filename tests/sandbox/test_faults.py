"""Faults on demand."""

from __future__ import annotations

import asyncio
from io import StringIO
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiogram import Bot as AiogramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from sandbox.faults import Kind
from sandbox.seen import Refused

if TYPE_CHECKING:
    from sandbox.client import Chat, Person


def written(chat: Chat) -> list[str]:
    return [message.text for message in chat.seen.from_bot]


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.value)
async def test_each_fault_once_and_its_effect(
    sandbox: Any, ana: Person, chat: Chat, kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    await sandbox.town.fault(kind, "sendMessage")
    start = len(await sandbox.town.journal())
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    async with AiogramBot("1000001:SANDBOX", session=session) as bot:
        with pytest.raises(_seen_by_aiogram(kind)):
            await bot.send_message(ana.id, "unu", request_timeout=1 if "silence" in kind.value else 10)
        await bot.send_message(ana.id, "doi")
    await chat.until(lambda seen: seen.screen.text == "doi")
    assert written(chat) == (["unu", "doi"] if kind.is_done else ["doi"])
    (fault,) = await sandbox.town.journal(start, what="faulted", method="sendMessage")
    assert (fault["kind"], fault["chat"], fault["done"]) == (kind.value, ana.id, kind.is_done)
    assert [each["happened"] for each in await sandbox.town.faults()] == [1]
    assert caplog.records == []


def _seen_by_aiogram(kind: Kind) -> type[Exception]:
    match kind:
        case Kind.TOO_MANY_REQUESTS:
            return TelegramRetryAfter
        case Kind.SERVER_ERROR:
            return TelegramServerError
        case Kind.HTML | Kind.TRUNCATED | Kind.WRONG_SHAPE:
            return ClientDecodeError
        case _:
            return TelegramNetworkError


async def test_the_kth_call_of_all(sandbox: Any, bot: Any, ana: Person) -> None:
    """Walking k over a script of three calls meets each of them once; polls are not counted unless they are named."""
    script = {
        "sendMessage": {"chat_id": ana.id, "text": "a"},
        "sendChatAction": {"chat_id": ana.id, "action": "typing"},
        "getMe": {},
    }
    met = []
    for k in range(1, 4):
        await sandbox.town.no_more_faults()
        await sandbox.town.fault(Kind.SERVER_ERROR, after=k - 1, code=503)
        for method, parameters in script.items():
            await bot("getUpdates")
            answer = await bot(method, **parameters)
            if answer.status != 200:
                met.append((k, method, answer.body))
    unavailable = {"ok": False, "error_code": 503, "description": "Service Unavailable"}
    assert met == [(k, method, unavailable) for k, method in enumerate(script, 1)]
    await sandbox.town.fault(Kind.SERVER_ERROR, "getUpdates", count=2)
    assert [(await bot("getUpdates")).status for _ in range(3)] == [500, 500, 200]


async def test_a_fault_of_one_chat_and_one_bot(sandbox: Any, bot: Any, ana: Person) -> None:
    ion = await sandbox.person("Ion")
    await sandbox.town.fault(Kind.TOO_MANY_REQUESTS, chat=ana.id, bot=1000001, count=None, retry_after=7)
    for person, status in ((ion, 200), (ana, 429), (ana, 429)):
        answer = await bot("sendMessage", chat_id=person.id, text="a")
        assert answer.status == status
    assert answer.body["parameters"] == {"retry_after": 7}
    await sandbox.town.fault(Kind.SERVER_ERROR, bot=1000002)
    assert (await bot("getMe")).status == 200


async def test_what_would_be_refused_is_refused(sandbox: Any, bot: Any) -> None:
    await sandbox.town.fault(Kind.DROPPED_REPLY)
    assert (await bot("sendMessage", chat_id=7, text="a")).description == "Bad Request: chat not found"


class Bell(StringIO):
    """A journal that rings when a fault is written down."""

    def __init__(self) -> None:
        super().__init__()
        self.rung = asyncio.Event()

    def write(self, line: str) -> int:
        if '"faulted"' in line:
            self.rung.set()
        return super().write(line)


async def test_silence_ends_with_the_sandbox(make_sandbox: Any) -> None:
    bell = Bell()
    sandbox = await make_sandbox(journal=bell)
    await sandbox.town.fault(Kind.SILENCE_BEFORE)
    call = asyncio.create_task(sandbox.bot()("getMe"))
    await bell.rung.wait()
    sandbox.world.close()
    with pytest.raises(aiohttp.ClientError):
        await call


async def test_updates_that_come_twice(sandbox: Any, bot: Any, chat: Chat) -> None:
    for text in ("a", "b", "c"):
        await chat.say(text)
    await sandbox.town.misbehave(duplicated=2)
    first, _, third = await bot.updates()
    again = await bot.updates(third["update_id"] + 1)
    assert [update["message"]["text"] for update in again] == ["a", "b"]
    assert await bot.updates(third["update_id"] + 1) == []
    (fault,) = await sandbox.town.journal(what="faulted")
    assert (fault["kind"], fault["updates"]) == ("duplicated", [first["update_id"], first["update_id"] + 1])


async def test_updates_in_the_wrong_order(sandbox: Any, bot: Any, chat: Chat) -> None:
    await sandbox.town.misbehave(reordered=1)
    await chat.say("a")
    assert [update["message"]["text"] for update in await bot.updates()] == ["a"]
    await chat.say("b")
    assert [update["message"]["text"] for update in await bot.updates()] == ["b", "a"]
    assert [update["message"]["text"] for update in await bot.updates()] == ["a", "b"]
    await sandbox.town.misbehave(reordered=1, duplicated=1)
    await sandbox.town.no_more_faults()
    assert [update["message"]["text"] for update in await bot.updates()] == ["a", "b"]


async def test_the_journal_answers_questions(sandbox: Any, bot: Any, ana: Person) -> None:
    ion = await sandbox.person("Ion")
    start = len(await sandbox.town.journal())
    for person in (ana, ion, ana):
        await bot("sendMessage", chat_id=person.id, text="a")
    await bot("getMe")
    town = sandbox.town
    assert len(await town.journal(start, chat=ana.id)) == 2
    assert len(await town.journal(start, method="sendMessage", what="called")) == 3
    assert len(await town.journal(start, bot=1000002)) == 0


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("/faults", {"kind": "flood"}, "kind: one of too_many_requests, server_error"),
        ("/faults", {"kind": "server_error", "code": 200}, "code: Input should be greater than or equal to 500"),
        ("/faults/updates", {"bot": 7}, "there is no bot 7"),
    ],
)
async def test_wrong_requests(sandbox: Any, path: str, body: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        await sandbox.town.post(path, body)
