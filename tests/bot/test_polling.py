"""The intake, against a small getUpdates that answers as the test says."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, Message, Update
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.intake.errors import Unstored, WrongToken
from bot.intake.polling import Polling
from bot.intake.taking import Taking
from bot.measures import Measures

ANA = 4711
TOKEN = "42:SECRET"


def said(update: int, text: str = "hello") -> dict[str, Any]:
    person = {"id": ANA, "is_bot": False, "first_name": "Ana"}
    chat = {"id": ANA, "type": "private", "first_name": "Ana"}
    return {
        "update_id": update,
        "message": {"message_id": update, "date": 1, "chat": chat, "from": person, "text": text},
    }


class Telegram:
    """Answers getUpdates with what lies in `answers`, then holds the poll until the next lies there."""

    def __init__(self) -> None:
        self.answers: deque[Any] = deque()
        self.polls: list[dict[str, Any]] = []
        self.polled = asyncio.Event()
        self.at_poll: Callable[[], None] = lambda: None
        self._more = asyncio.Event()

    def will(self, *answers: Any) -> None:
        self.answers.extend(answers)
        self._more.set()

    async def handle(self, request: web.Request) -> web.Response:
        assert request.path == f"/bot{TOKEN}/getUpdates"
        poll = await request.json()
        self.polls.append(poll)
        self.at_poll()
        self.polled.set()
        while not self.answers and poll["timeout"]:
            self._more.clear()
            await self._more.wait()
        answer = self.answers.popleft() if self.answers else []
        return answer if isinstance(answer, web.Response) else web.json_response({"ok": True, "result": answer})

    async def until_polled(self, times: int) -> None:
        async with asyncio.timeout(60):
            while len(self.polls) < times:
                self.polled.clear()
                await self.polled.wait()

    @property
    def offsets(self) -> list[int]:
        return [poll["offset"] for poll in self.polls]


def refused(code: int, description: str, **parameters: int) -> web.Response:
    body = {"ok": False, "error_code": code, "description": description, "parameters": parameters}
    return web.json_response(body, status=code)


class House:
    """An intake that runs. Handlers give the receipts that lie in `receipts`, else one that is done."""

    def __init__(self, bot: Bot, telegram: Telegram) -> None:
        self.telegram = telegram
        self.stop = asyncio.Event()
        self.naps: list[float] = []
        self.napped = asyncio.Event()
        self.handled: list[int] = []
        self.texts: list[str | None] = []
        self.receipts: dict[int, asyncio.Future[None]] = {}
        self.fed = asyncio.Event()
        dispatcher = Dispatcher(disable_fsm=True)
        dispatcher.message.register(self._said)
        dispatcher.callback_query.register(self._tapped)
        self.measures = Measures()
        self.intake = Polling(
            bot,
            Taking(bot, dispatcher, self.measures),
            kinds=("message", "callback_query"),
            stop=self.stop,
            sleep=self._sleep,
            jitter=lambda: 0.0,
            patience=0.0,
            measures=self.measures,
        )
        self.running: asyncio.Task[None]

    async def _sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        if len(self.naps) == 3:
            self.napped.set()
        await asyncio.sleep(0)

    async def _said(self, message: Message, event_update: Update) -> asyncio.Future[None] | None:
        self.handled.append(event_update.update_id)
        self.fed.set()
        if message.text == "nothing":
            return None
        if message.text == "fail":
            raise ValueError("Ana said fail")
        self.texts.append(message.text)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return self.receipts.get(event_update.update_id, done)

    async def _tapped(self, query: CallbackQuery) -> None:
        raise AssertionError("no test taps")

    async def stopped(self) -> None:
        self.stop.set()
        async with asyncio.timeout(20):
            await self.running


@asynccontextmanager
async def house(*answers: Any) -> AsyncIterator[House]:
    telegram = Telegram()
    telegram.will(*answers)
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", telegram.handle)
    async with TestServer(app) as server:
        session = AiohttpSession(api=TelegramAPIServer.from_base(str(server.make_url("/"))))
        it = House(Bot(TOKEN, session=session), telegram)
        before = asyncio.all_tasks()
        it.running = asyncio.create_task(it.intake.run())
        try:
            yield it
            if not it.running.done():
                await it.stopped()
            mine = {task for task in asyncio.all_tasks() - before if "Polling" in repr(task)}
            assert not mine, "no task is left"
        finally:
            telegram.will([])
            it.running.cancel()
            await asyncio.gather(it.running, return_exceptions=True)
            await (await session.create_session()).close()


async def test_updates_are_handled_in_order_and_then_acknowledged() -> None:
    async with house([said(10), said(11)], [said(12)]) as it:
        await it.telegram.until_polled(3)
        assert it.handled == [10, 11, 12]
        assert it.telegram.polls[0] == {
            "offset": 0,
            "timeout": 25,
            "limit": 100,
            "allowed_updates": ["message", "callback_query"],
        }
        assert it.telegram.offsets == [0, 12, 13]


async def test_nothing_is_acknowledged_before_every_receipt_is_done() -> None:
    async with house() as it:
        receipts = [asyncio.get_running_loop().create_future() for _ in range(2)]
        await it.telegram.until_polled(1)
        it.receipts = dict(zip((10, 11), receipts, strict=True))
        it.telegram.will([said(10), said(11)])
        stored: list[bool] = []
        it.telegram.at_poll = lambda: stored.append(all(each.done() for each in receipts))
        await it.fed.wait()
        receipts[1].set_result(None)
        for _ in range(100):
            await asyncio.sleep(0)  # time enough for a poll that does not wait
        receipts[0].set_result(None)
        await it.telegram.until_polled(2)
        assert it.telegram.offsets == [0, 12]
        assert stored == [True]


async def test_an_update_that_cannot_be_read_is_set_aside_alone() -> None:
    broken = said(11) | {"message": {"message_id": "Maria", "text": 3}}
    unknown = {"update_id": 12, "telepathy": {"thought": "Maria"}}
    with structlog.testing.capture_logs() as logs:
        async with house([said(10), broken, unknown, "Maria", {"no": "id"}, said(13)]) as it:
            await it.telegram.until_polled(2)
            assert it.handled == [10, 13]
            assert it.measures.value("glas_updates_set_aside_total", reason="unreadable") == 4
            assert it.telegram.offsets == [0, 14]
    aside = [each for each in logs if each["event"] == "update set aside"]
    assert [each["update"] for each in aside] == [11, 12, None, None]
    assert "message.message_id: int_parsing" in aside[0]["problems"]
    assert aside[1]["problems"] == ["unknown kind"]
    assert "Maria" not in str(logs)
    assert "Ana" not in str(logs)


async def test_a_handler_that_raises_costs_only_its_own_update() -> None:
    with structlog.testing.capture_logs() as logs:
        async with house([said(10, "fail"), said(11)]) as it:
            await it.telegram.until_polled(2)
            assert it.handled == [10, 11]
            assert it.telegram.offsets == [0, 12]
            assert it.measures.value("glas_updates_set_aside_total", reason="unhandled") == 1
    failed = [each for each in logs if each["event"] == "update not handled"]
    assert [(each["update"], each["error"]) for each in failed] == [(10, "builtins.ValueError")]
    assert "Ana" not in str(logs)


async def test_an_update_that_nobody_wants_is_acknowledged_all_the_same() -> None:
    edited = {"update_id": 10, "edited_message": said(10)["message"] | {"edit_date": 2}}
    async with house([edited], [said(11, "nothing")]) as it:
        await it.telegram.until_polled(3)
        assert it.telegram.offsets == [0, 11, 12]
        assert it.measures.value("glas_updates_set_aside_total", reason="unhandled") == 0


async def test_whatever_goes_wrong_is_retried_with_one_line_at_either_end() -> None:
    garbage = [
        web.Response(status=502, text="<html>Bad Gateway</html>"),
        refused(500, "Internal Server Error"),
        web.Response(text="[" * 100_000),
        web.json_response({"ok": True, "result": {"not": "a list"}}),
        web.json_response([1, 2]),
        [{"no": "id"}],
    ]
    with structlog.testing.capture_logs() as logs:
        async with house(*garbage, [said(10)]) as it:
            await it.telegram.until_polled(len(garbage) + 2)
            assert it.handled == [10]
            assert it.naps == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0]
            assert it.telegram.offsets == [0] * (len(garbage) + 1) + [11]
    assert [each["event"] for each in logs] == ["outage began", "outage over"]
    assert TOKEN not in str(logs)


async def test_it_waits_as_long_as_it_is_told_to() -> None:
    async with house(refused(429, "Too Many Requests: retry after 7", retry_after=7), []) as it:
        await it.telegram.until_polled(2)
        assert it.naps == [7.0]


async def test_another_poller_is_named_once_with_what_to_do() -> None:
    conflict = "Conflict: terminated by other getUpdates request"
    with structlog.testing.capture_logs() as logs:
        async with house(refused(409, conflict), refused(409, conflict), []) as it:
            await it.telegram.until_polled(4)
    began = [each for each in logs if each["event"] == "outage began"]
    assert len(began) == 1
    assert began[0]["reason"] == conflict
    assert "stop it" in began[0]["advice"]


@pytest.mark.parametrize("code", [401, 404])
async def test_a_wrong_token_ends_it_with_one_clear_sentence(code: int) -> None:
    async with house(refused(code, "Unauthorized")) as it:
        with pytest.raises(WrongToken, match="GLAS_BOT_TOKEN") as raised:
            await it.running
        assert TOKEN not in str(raised.value)


async def test_no_server_is_an_outage_that_never_tells_the_token() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base("http://127.0.0.1:9"))
    it = House(Bot(TOKEN, session=session), Telegram())
    try:
        with structlog.testing.capture_logs() as logs:
            it.running = asyncio.create_task(it.intake.run())
            async with asyncio.timeout(60):
                await it.napped.wait()
            await it.stopped()
        assert [each["event"] for each in logs] == ["outage began"]
        assert TOKEN not in str(logs)
    finally:
        await (await session.create_session()).close()


async def test_stopping_ends_the_poll_at_once_and_acknowledges_what_was_stored() -> None:
    async with house([said(10)]) as it:
        await it.telegram.until_polled(2)
        await it.stopped()
        assert it.telegram.polls[-1] | {"allowed_updates": []} == {
            "offset": 11,
            "timeout": 0,
            "limit": 1,
            "allowed_updates": [],
        }


async def test_stopping_before_anything_came_asks_for_nothing() -> None:
    async with house() as it:
        await it.telegram.until_polled(1)
        await it.stopped()
        assert it.telegram.offsets == [0]


async def test_what_a_last_call_brings_is_not_lost() -> None:
    async with house([said(10)]) as it:
        await it.telegram.until_polled(2)
        it.telegram.answers.append([said(11)])  # for the last call, not for the poll that waits
        await it.stopped()
        assert it.handled == [10]
        assert it.telegram.offsets == [0, 11, 11]


async def test_stopping_does_not_acknowledge_what_is_not_stored_in_time() -> None:
    async with house() as it:
        never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        it.receipts[10] = never
        it.telegram.will([said(10)])
        await it.fed.wait()
        with structlog.testing.capture_logs() as logs:
            await it.stopped()
        assert it.telegram.offsets == [0]
        assert [each["event"] for each in logs] == ["updates left unacknowledged"]
        never.cancel()


async def test_receipts_that_are_given_up_end_it_and_are_not_acknowledged() -> None:
    async with house() as it:
        given_up: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        given_up.cancel()
        it.receipts[10] = given_up
        it.telegram.will([said(10), said(11)])
        with pytest.raises(Unstored, match="1 of 2"):
            await it.running
        assert it.telegram.offsets == [0]


async def test_ids_that_start_again_lower_are_followed() -> None:
    async with house([said(900_000)], [said(5)]) as it:
        await it.telegram.until_polled(3)
        assert it.handled == [900_000, 5]
        assert it.telegram.offsets == [0, 900_001, 6]
