"""A Bot API that answers at once and refuses nothing: what a bot costs beside it is the bot's own cost.

It is no sandbox: no pace, no rules.
"""

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

TOKEN = "1000001:INSTANT"  # noqa: S105 - nothing here asks for it
MOST_AT_ONCE = 100
SCREEN = 2
"""The id of the message that is the conversation of a chat: the first one that the bot sends, below /start."""

Update = dict[str, Any]

_ME = {"id": 1000001, "is_bot": True, "first_name": "Glas", "username": "glas_bench_bot"}
_SHOWING = frozenset({"sendMessage", "editMessageText"})


@dataclass
class Telegram:
    """People who tap as soon as they see the next screen. `ways` has what each has still to do, in updates.

    `updates` wait to be fetched; `at` tells when a chat was last shown something, `handed_out` when updates were.
    """

    updates: deque[Update] = field(default_factory=deque)
    ways: dict[int, deque[Update]] = field(default_factory=dict)
    waiting: deque[int] = field(default_factory=deque)
    at: dict[int, float] = field(default_factory=dict)
    ends: set[int] = field(default_factory=set)
    calls: Counter[str] = field(default_factory=Counter)
    polled: asyncio.Event = field(default_factory=asyncio.Event)
    handed_out: float = 0.0
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _sent: Counter[int] = field(default_factory=Counter)
    _end: str = ""
    _newest: int = 0

    async def go(self, ways: Mapping[int, Sequence[Update]], *, abreast: int, end: str) -> float:
        """Lets so many people at a time go their ways; gives when all had read `end` and every tap was answered.

        Raises AssertionError when somebody has gone the whole way and does not read it.
        """
        taps = self.calls["answerCallbackQuery"] + sum(
            "callback_query" in each for way in ways.values() for each in way
        )
        async with self._news:
            self.ways = {person: deque(way) for person, way in ways.items()}
            self.ends.clear()
            self._end = end
            self.waiting.extend(ways)
            for _ in range(min(abreast, len(ways))):
                self._next_person()
            self._news.notify_all()
            await self._news.wait_for(lambda: len(self.ends) == len(ways) and self.calls["answerCallbackQuery"] >= taps)
        return time.perf_counter()

    def _next_person(self) -> None:
        if self.waiting:
            self._lay_out(self.ways[self.waiting.popleft()])

    def _lay_out(self, way: deque[Update]) -> None:
        self._newest += 1
        self.updates.append({"update_id": self._newest, **way.popleft()})

    def _is_shown(self, person: int, text: str) -> None:
        """Goes on: with the next tap, or with another person."""
        self.at[person] = time.perf_counter()
        way = self.ways.get(person)
        if way:
            self._lay_out(way)
        elif way is not None and person not in self.ends:
            assert self._end in text, f"the way ends elsewhere: {text}"
            self.ends.add(person)
            self._next_person()

    async def call(self, request: web.Request) -> web.Response:
        """Any method."""
        method = request.match_info["method"]
        given = await _parameters(request)
        async with self._news:
            result = await self._result(method, given)
            self.calls[method] += 1
            self._news.notify_all()
        return web.json_response({"ok": True, "result": result})

    async def _result(self, method: str, given: dict[str, str]) -> Any:
        if method == "getMe":
            return _ME
        if method == "getUpdates":
            return await self._updates(int(given.get("offset") or 0), float(given.get("timeout") or 0))
        if method not in _SHOWING:
            return True
        chat = int(given["chat_id"])
        self._is_shown(chat, given["text"])
        if method == "sendMessage":
            self._sent[chat] += 1
        message = int(given.get("message_id") or SCREEN + self._sent[chat] - 1)
        return _message(chat, message, _ME)

    async def _updates(self, offset: int, seconds: float) -> list[Update]:
        self.polled.set()
        while self.updates and self.updates[0]["update_id"] < offset:
            self.updates.popleft()
        if not self.updates and seconds:
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait_for(lambda: bool(self.updates))
            except TimeoutError:
                return []
        self.handed_out = time.perf_counter()
        return [self.updates[index] for index in range(min(MOST_AT_ONCE, len(self.updates)))]


@asynccontextmanager
async def serving(telegram: Telegram) -> AsyncIterator[str]:
    """Serves on a free port of this machine; yields the base URL."""
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", telegram.call)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def said(chat: int, text: str) -> Update:
    """Somebody types, for the first time in a chat; the id comes when it is laid out."""
    message = {**_message(chat, SCREEN - 1, _person(chat)), "text": text}
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    return {"message": message}


def tapped(chat: int, data: str) -> Update:
    """Somebody taps on the message that is the conversation; the id comes when it is laid out."""
    query = {
        "id": f"{chat}/{data}",
        "from": _person(chat),
        "message": _message(chat, SCREEN, _ME),
        "chat_instance": str(chat),
        "data": data,
    }
    return {"callback_query": query}


def _person(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Ana", "language_code": "ro"}


def _message(chat: int, message: int, sender: dict[str, Any]) -> dict[str, Any]:
    return {
        "message_id": message,
        "date": 1_795_000_000,
        "chat": {"id": chat, "type": "private", "first_name": "Ana"},
        "from": sender,
        "text": "…",
    }


async def _parameters(request: web.Request) -> dict[str, str]:
    body = await request.read()
    if request.content_type == "application/json":
        return {name: str(value) for name, value in json.loads(body).items()}
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}
