"""The webhook over real HTTP: a bot's site on a free port, before it a Telegram that sends, behind it receipts."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest
import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message, Update
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.intake.errors import WebhookRefused, WrongToken
from bot.intake.taking import Taking
from bot.intake.webhook import LOOK_SECONDS, Webhook, leave_webhook
from bot.measures import Measures
from bot.setting_values import Address
from bot.web.health import Health
from bot.web.server import listening
from bot.web.site import MOST_BYTES, PROOF_HEADER, add_webhook, build_site
from tests.bot.test_polling import refused, said

TOKEN = "42:SECRET"
PROOF = "a-proof"
URL = "https://glas.example.org/telegram"
NOTHING_SET = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
IS_SET = NOTHING_SET | {"url": URL, "allowed_updates": ["message", "callback_query"], "pending_update_count": 3}


class Telegram:
    """Answers the calls about webhooks as lies in `answers`, and then as if all were well."""

    def __init__(self) -> None:
        self.info: dict[str, Any] = dict(NOTHING_SET)
        self.answers: dict[str, list[web.Response]] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls.append((method, dict(await request.post())))
        if waiting := self.answers.get(method):
            return waiting.pop(0)
        if method == "setWebhook":
            self.info = dict(IS_SET)
        if method == "deleteWebhook":
            self.info = dict(NOTHING_SET)
        return web.json_response({"ok": True, "result": self.info if method == "getWebhookInfo" else True})

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]


class House:
    """A webhook and its site; every update gives the receipt that lies in `receipts`, else one that is done."""

    def __init__(self, bot: Bot) -> None:
        self.stop = asyncio.Event()
        self.measures = Measures()
        self.handled: list[int] = []
        self.receipts: dict[int, asyncio.Future[None]] = {}
        self.arrived = asyncio.Event()
        self.naps: list[float] = []
        self.looking = asyncio.Event()
        dispatcher = Dispatcher(disable_fsm=True)
        dispatcher.message.register(self._said)
        self.webhook = Webhook(
            bot,
            Taking(bot, dispatcher, self.measures),
            url=URL,
            proof=PROOF,
            kinds=("message", "callback_query"),
            stop=self.stop,
            sleep=self._sleep,
            rest=self._sleep,
            jitter=lambda: 0.0,
            patience=0.0,
            measures=self.measures,
        )
        self.http: httpx.AsyncClient

    async def _sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        if seconds >= LOOK_SECONDS:
            self.looking.set()
            await asyncio.Event().wait()
        await asyncio.sleep(0)

    async def _said(self, message: Message, event_update: Update) -> asyncio.Future[None] | None:
        self.handled.append(event_update.update_id)
        self.arrived.set()
        if message.text == "fail":
            raise ValueError("Ana said fail")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return self.receipts.get(event_update.update_id, done)

    async def sent(self, body: object, proof: str = PROOF) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.http.post("/telegram", content=content, headers={PROOF_HEADER: proof})

    def pending(self, update: int) -> asyncio.Future[None]:
        self.receipts[update] = asyncio.get_running_loop().create_future()
        return self.receipts[update]

    async def until_looking(self) -> None:
        """Until all is set, and the next look at it is awaited."""
        async with asyncio.timeout(60):
            await self.looking.wait()

    async def until_arrived(self, update: int) -> None:
        async with asyncio.timeout(60):
            while update not in self.handled:
                self.arrived.clear()
                await self.arrived.wait()


@asynccontextmanager
async def a_bot() -> AsyncIterator[tuple[Bot, Telegram]]:
    telegram = Telegram()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", telegram.handle)
    async with TestServer(app) as server:
        session = AiohttpSession(api=TelegramAPIServer.from_base(str(server.make_url("/"))))
        async with Bot(TOKEN, session=session) as bot:
            yield bot, telegram


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        bot, _ = await stack.enter_async_context(a_bot())
        it = House(bot)
        site = build_site(Health({}, lambda: 0.0), it.measures)
        add_webhook(site, URL, it.webhook, it.measures)
        bound = await stack.enter_async_context(listening(site, Address("127.0.0.1", 0)))
        it.http = await stack.enter_async_context(httpx.AsyncClient(base_url=f"http://{bound}", timeout=20))
        stack.callback(it.stop.set)
        yield it


async def test_an_update_is_acknowledged_when_it_is_stored_and_not_before() -> None:
    async with house() as it:
        receipt = it.pending(10)
        answer = asyncio.create_task(it.sent(said(10)))
        await it.until_arrived(10)
        for _ in range(100):
            await asyncio.sleep(0)  # time enough for an answer that does not wait
        assert not answer.done()
        receipt.set_result(None)
        assert (await answer).status_code == 200
        assert it.measures.value("glas_updates_total", kind="message") == 1


@pytest.mark.parametrize("proof", ["", "another", PROOF + "x", "ăîș", PROOF.upper()])
async def test_without_the_proof_nothing_is_taken_in(proof: str) -> None:
    async with house() as it:
        response = await it.http.post(
            "/telegram", json=said(10), headers={PROOF_HEADER: proof.encode()} if proof else {}
        )
        assert response.status_code == 401
        assert response.headers["Connection"] == "close"
        assert it.handled == []
        assert it.measures.value("glas_webhook_refused_total", reason="401") == 1


async def test_a_body_that_is_too_large_is_refused_before_it_is_read() -> None:
    async with house() as it:
        assert (await it.sent(b" " * (MOST_BYTES + 1))).status_code == 413
        assert (await it.sent(json.dumps(said(10)).encode().ljust(MOST_BYTES))).status_code == 200
        assert it.handled == [10]


async def test_a_body_of_unknown_length_is_read_no_further_than_the_limit() -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while given < 100 * MOST_BYTES:
            given += 65536
            yield b" " * 65536

    async with house() as it:
        try:
            response = await it.http.post("/telegram", content=endless(), headers={PROOF_HEADER: PROOF})
        except (httpx.WriteError, httpx.ReadError):  # it was hung up on while it still wrote
            status = 413
        else:
            status = response.status_code
        assert status == 413
        assert given < 50 * MOST_BYTES
        assert it.measures.value("glas_webhook_refused_total", reason="413") == 1


HOSTILE = [
    b"",
    b"{",
    b"\xff\xfe",
    b"null",
    b"[]",
    b'"Maria"',
    b"[" * 100_000,
    json.dumps({"no": "id"}).encode(),
    json.dumps({"update_id": "Maria"}).encode(),
    json.dumps({"update_id": 11, "telepathy": {"thought": "Maria"}}).encode(),
    json.dumps(said(11) | {"message": {"message_id": "Maria", "text": 3}}).encode(),
]


@pytest.mark.parametrize("body", HOSTILE)
async def test_what_no_retry_would_help_is_set_aside_and_never_sent_again(body: bytes) -> None:
    async with house() as it:
        with structlog.testing.capture_logs() as logs:
            assert (await it.sent(body)).status_code == 200
        assert [each["event"] for each in logs] == ["update set aside"]
        assert "Maria" not in str(logs)
        assert it.measures.value("glas_updates_set_aside_total", reason="unreadable") == 1
        assert (await it.sent(said(12))).status_code == 200


async def test_a_handler_that_raises_costs_only_its_own_update() -> None:
    async with house() as it:
        with structlog.testing.capture_logs() as logs:
            assert (await it.sent(said(10, "fail"))).status_code == 200
        assert [each["event"] for each in logs] == ["update not handled"]
        assert "Ana" not in str(logs)


async def test_what_could_not_be_stored_is_sent_again() -> None:
    async with house() as it:
        it.pending(10).cancel()
        response = await it.sent(said(10))
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "2"


async def test_an_update_that_comes_again_while_it_waits_is_taken_in_once_and_answered_twice() -> None:
    async with house() as it:
        receipt = it.pending(10)
        answers = [asyncio.create_task(it.sent(said(10))) for _ in range(3)]
        await it.until_arrived(10)
        assert (await it.sent(said(11))).status_code == 200
        receipt.set_result(None)
        assert [(await each).status_code for each in answers] == [200] * 3
        assert it.handled == [10, 11]
        assert (await it.sent(said(10))).status_code == 200
        assert it.handled == [10, 11, 10], "once stored, it is the database that knows it"


async def test_many_at_once_wait_for_one_commit() -> None:
    async with house() as it:
        receipts = [it.pending(number) for number in range(100)]
        async with httpx.AsyncClient(
            base_url=it.http.base_url, limits=httpx.Limits(max_connections=100), timeout=20
        ) as many:
            it.http, usual = many, it.http
            answers = [asyncio.create_task(it.sent(said(number))) for number in range(100)]
            await asyncio.gather(*(it.until_arrived(number) for number in range(100)))
            for each in receipts:
                each.set_result(None)
            assert {(await each).status_code for each in answers} == {200}
            it.http = usual


async def test_at_the_end_what_is_not_stored_is_left_to_a_retry_and_nothing_new_is_taken() -> None:
    async with house() as it:
        it.pending(10)
        answer = asyncio.create_task(it.sent(said(10)))
        await it.until_arrived(10)
        it.stop.set()
        assert (await answer).status_code == 503
        assert (await it.sent(said(11))).status_code == 503
        assert it.handled == [10]


async def test_requests_under_way_are_answered_before_the_site_closes() -> None:
    async with house() as it:
        app = build_site(Health({}, lambda: 0.0), it.measures)
        add_webhook(app, URL, it.webhook, it.measures)
        receipt = it.pending(10)
        async with AsyncExitStack() as closing:
            bound = await closing.enter_async_context(listening(app, Address("127.0.0.1", 0)))
            async with httpx.AsyncClient(base_url=f"http://{bound}", timeout=20) as it.http:
                answer = asyncio.create_task(it.sent(said(10)))
                await it.until_arrived(10)
                closed = asyncio.create_task(closing.aclose())
                await _until_closed(bound)
                assert not answer.done()
                receipt.set_result(None)
                assert (await answer).status_code == 200
                await closed


async def _until_closed(address: Address) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection(*address)
                writer.close()
                await writer.wait_closed()
            except ConnectionRefusedError:
                return
            except ConnectionResetError:
                continue  # it stood in line when the listening ended


# --- what Telegram is told


async def test_telegram_is_told_the_address_the_proof_and_the_kinds_once() -> None:
    async with a_bot() as (bot, telegram):
        it = House(bot)
        running = asyncio.create_task(it.webhook.run())
        await it.until_looking()
        it.stop.set()
        await running
        assert telegram.methods == ["setWebhook"], "it stays set: updates wait for the next start"
        assert telegram.calls[0][1] == {
            "url": URL,
            "max_connections": "100",
            "allowed_updates": '["message", "callback_query"]',
            "secret_token": PROOF,
        }


async def test_a_webhook_that_another_program_took_away_is_set_again() -> None:
    async with a_bot() as (bot, telegram):
        it = House(bot)
        looks = 0

        async def sleep(seconds: float) -> None:
            nonlocal looks
            looks += 1
            if looks < 3:
                telegram.info = dict(NOTHING_SET)
            if looks == 4:
                it.stop.set()

        it.webhook._rest = sleep
        with structlog.testing.capture_logs() as logs:
            await it.webhook.run()
        assert telegram.methods == ["setWebhook", "getWebhookInfo"] * 3
        assert it.measures.value("glas_webhook_pending_updates") == IS_SET["pending_update_count"]
        assert [each["event"] for each in logs] == ["webhook was changed"] * 2


async def test_telegram_is_asked_again_until_it_answers() -> None:
    async with a_bot() as (bot, telegram):
        it = House(bot)
        failure = refused(500, "Internal Server Error")
        telegram.answers["setWebhook"] = [failure, refused(429, "Too Many Requests: retry after 7", retry_after=7)]
        with structlog.testing.capture_logs() as logs:
            running = asyncio.create_task(it.webhook.run())
            await it.until_looking()
            it.stop.set()
            await running
        assert it.naps == [0.5, 7.0, LOOK_SECONDS]
        assert [each["event"] for each in logs] == ["outage began", "outage over"]
        assert TOKEN not in str(logs)


async def test_a_token_that_nobody_knows_and_an_address_that_telegram_refuses_end_it() -> None:
    async with a_bot() as (bot, telegram):
        telegram.answers["setWebhook"] = [refused(401, "Unauthorized")]
        with pytest.raises(WrongToken, match="GLAS_BOT_TOKEN"):
            await House(bot).webhook.run()
        telegram.answers["setWebhook"] = [refused(400, "Bad Request: bad webhook: Failed to resolve host")]
        with pytest.raises(WebhookRefused, match="Failed to resolve host"):
            await House(bot).webhook.run()


async def test_polling_leaves_a_webhook_that_is_set_and_says_so() -> None:
    async with a_bot() as (bot, telegram):
        with structlog.testing.capture_logs() as logs:
            await leave_webhook(bot)
            assert telegram.methods == ["getWebhookInfo"]
            assert logs == []
            telegram.info = dict(IS_SET)
            await leave_webhook(bot)
            assert telegram.calls[-1] == ("deleteWebhook", {}), "what waits there is kept"
            telegram.answers["getWebhookInfo"] = [refused(500, "no")]
            await leave_webhook(bot)
        assert [each["event"] for each in logs] == ["webhook removed", "perhaps a webhook is set"]
