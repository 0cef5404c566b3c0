"""Intake, batcher, delivery, database and sandbox together: a bot that counts taps, in bursts, holds and crashes."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, Message, Update

from bot.asked import Answered, Asked, Move, Notice, ShowConversation
from bot.batching import Batcher, Receipt
from bot.delivery.delivering import Delivery
from bot.delivery.gate import Gate
from bot.delivery.posting import Posting
from bot.intake.polling import Polling
from bot.intake.taking import Taking
from bot.measures import Measures
from bot.screen import Button, Screen
from flows.inputs import Say
from sandbox.bots import Bot as SandboxBot
from sandbox.client import Townsfolk
from sandbox.pace import Pace
from sandbox.server import build_sandbox, serving
from storage.batch import Batches
from storage.database import Database, open_database, upgrade
from storage.exchange import DELETED, Arrival, Chat, Decision
from storage.keys import KeyRing, new_keys

TOKEN = "1000001:SANDBOX"


def step(chat: Chat, responses: Any, asked: Asked) -> Decision[Notice]:
    """Counts taps in the name of the page; typing "delete" deletes, typing anything else changes nothing."""
    match asked.request:
        case Move(Say("delete")):
            return Decision(replace(chat, page=DELETED))
        case Move(Say()):
            return Decision(replace(chat, page=chat.page or "0"))
        case _:
            return Decision(replace(chat, page=str(int(chat.page or 0) + 1)))


def render(outcome: Answered) -> Screen:
    return Screen(f"<b>{outcome.chat.page}</b>", ((Button("+1", data="more"),),))


@dataclass
class Engine:
    """One run of the program: its tasks, until it stops or crashes."""

    stop: asyncio.Event
    batcher: Batcher
    tasks: list[asyncio.Task[None]]

    async def stopped(self) -> None:
        self.stop.set()
        await self.tasks[0]
        self.batcher.stop()
        await self.tasks[1]

    async def crash(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


@dataclass
class House:
    url: str
    database: Database
    keys: KeyRing

    @asynccontextmanager
    async def engine(self) -> AsyncIterator[Engine]:
        batches = Batches(self.database, self.keys, {})
        batcher = Batcher(batches, step, lambda: datetime.now(UTC))
        session = AiohttpSession(api=TelegramAPIServer.from_base(self.url))
        bot = Bot(TOKEN, session=session)
        delivery = Delivery(
            Posting(bot),
            Gate(time.monotonic),
            render=render,
            toast=lambda outcome: f"{outcome.chat.page}!",
            erased=lambda _outcome: "-",
            report=batcher.report,
        )
        stop = asyncio.Event()
        taking = Taking(bot, _dispatcher(batcher), Measures())
        intake = Polling(bot, taking, kinds=("message", "callback_query"), stop=stop)
        delivery.resume(await batches.owed())
        tasks = [asyncio.create_task(intake.run()), asyncio.create_task(batcher.run(delivery))]
        engine = Engine(stop, batcher, tasks)
        try:
            yield engine
            if not any(task.cancelled() for task in tasks):
                await engine.stopped()
        finally:
            await engine.crash()
            await delivery.finish(0)
            await (await session.create_session()).close()


def _dispatcher(batcher: Batcher) -> Dispatcher:
    dispatcher = Dispatcher(disable_fsm=True)

    @dispatcher.message()
    async def said(message: Message, event_update: Update) -> Receipt:
        asked = Asked(Move(Say(message.text or "")))
        return batcher.submit(Arrival(event_update.update_id, message.chat.id, asked, latest=message.message_id))

    @dispatcher.callback_query()
    async def tapped(query: CallbackQuery, event_update: Update) -> Receipt:
        tapped = query.message.message_id if query.message else None
        asked = Asked(ShowConversation(), callback=query.id, tapped=tapped)
        return batcher.submit(Arrival(event_update.update_id, query.from_user.id, asked))

    return dispatcher


@pytest.fixture(params=[Pace.DOCUMENTED])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'glas.sqlite'}"
    await upgrade(url)
    database = await open_database(url)
    app = build_sandbox([SandboxBot(TOKEN, "glas_demo_bot", "Glas")], pace=request.param)
    try:
        async with serving(app) as base:
            yield House(base, database, new_keys())
    finally:
        await database.close()


async def test_every_tap_of_a_burst_is_counted_once_answered_at_once_and_the_newest_screen_comes(house: House) -> None:
    async with Townsfolk(house.url) as town, house.engine():
        ana, ion = await town.arrive("Ana"), await town.arrive("Ion")
        async with ana.chat() as chat, ion.chat() as other:
            await chat.say("/start")
            await other.say("/start")
            await chat.until(lambda seen: seen.screen.text == "0")
            button = chat.seen.button("+1")
            queries = [await chat.press(button) for _ in range(30)]
            await chat.until(lambda seen: set(queries) <= set(seen.answered))
            await chat.until(lambda seen: seen.screen.text == "30")
            assert [toast.text for toast in sorted(chat.seen.toasts, key=lambda toast: int(toast.text[:-1]))] == [
                f"{number}!" for number in range(1, 31)
            ]
            assert len(chat.seen.from_bot) == 1, "all of it was one message"
            await other.until(lambda seen: seen.screen.text == "0")
        calls = [each for each in await town.journal() if each["what"] == "called"]
        assert {each["method"] for each in calls} >= {"sendMessage", "editMessageText", "answerCallbackQuery"}
        assert [each for each in calls if not each["ok"]] == []


async def test_below_what_was_typed_the_screen_comes_anew_with_the_only_keyboard(house: House) -> None:
    async with Townsfolk(house.url) as town, house.engine():
        ana = await town.arrive("Ana")
        async with ana.chat() as chat:
            await chat.say("/start")
            await chat.until(lambda seen: seen.screen.text == "0")
            first = chat.seen.screen.message_id
            await chat.say("hello")
            await chat.until(lambda seen: seen.screen.message_id > first and seen.screen.text == "0")
            await chat.until(lambda seen: not seen.messages[first].buttons)
            assert chat.seen.screen.buttons


async def test_after_deletion_no_older_message_of_ours_is_left_and_nothing_of_the_chat_is_stored(house: House) -> None:
    async with Townsfolk(house.url) as town:
        ana = await town.arrive("Ana")
        async with ana.chat() as chat, house.engine():
            await chat.say("/start")
            await chat.until(lambda seen: len(seen.from_bot) == 1)
            await chat.say("hello")
            await chat.until(lambda seen: len(seen.from_bot) == 2)
            await chat.say("delete")
            await chat.until(lambda seen: [each.text for each in seen.from_bot] == [DELETED])
        async with house.database.reading() as connection:
            rows = (await connection.exec_driver_sql("SELECT count(*) FROM conversation")).scalar_one()
        assert rows == 0


@pytest.mark.parametrize("taps", [1, 2, 5, 8])
async def test_a_crash_loses_no_tap_counts_none_twice_and_leaves_nobody_without_a_screen(
    house: House, taps: int
) -> None:
    async with Townsfolk(house.url) as town:
        ana = await town.arrive("Ana")
        async with ana.chat() as chat:
            async with house.engine():
                await chat.say("/start")
                await chat.until(lambda seen: seen.screen.text == "0")
            button = chat.seen.button("+1")
            async with house.engine() as engine:
                queries = [await chat.press(button) for _ in range(taps)]
                await engine.crash()
            async with house.engine():
                await chat.until(lambda seen: seen.screen.text == str(taps))
                last = await chat.press(button)
                await chat.until(lambda seen: seen.screen.text == str(taps + 1) and last in seen.answered)
            # A crash between commit and answer can leave a tap without its toast only when it was acknowledged before.
            assert set(chat.seen.answered) <= {*queries, last}


@pytest.mark.parametrize("house", [Pace.STRICT], indirect=True)
async def test_under_the_strict_pace_every_tap_has_its_toast_while_its_screen_waits(house: House) -> None:
    async with Townsfolk(house.url) as town, house.engine():
        ana = await town.arrive("Ana")
        async with ana.chat() as chat:
            await chat.say("/start")
            await chat.until(lambda seen: seen.screen.text == "0")
            button = chat.seen.button("+1")
            queries = [await chat.press(button) for _ in range(60)]
            await chat.until(lambda seen: set(queries) <= set(seen.answered))
            assert "60!" in [toast.text for toast in chat.seen.toasts]
