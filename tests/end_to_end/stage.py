"""A sandbox, a database with an open round, and the citizens' bot between them, talking HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random, SystemRandom
from typing import Any, Protocol

from aiogram import Bot as TelegramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import SecretStr

from bot.running import serve
from bot.setting_values import Address
from bot.settings import Settings
from flows.consultation import Consultation
from flows.response import Response
from results.releasing import release_due
from sandbox.bots import Account, Bot
from sandbox.client import Townsfolk
from sandbox.pace import Pace
from sandbox.page_view import page_message
from sandbox.server import WORLD, build_sandbox, serving
from sandbox.world import World
from storage.about import stored_about
from storage.batch import Batches
from storage.database import Database, open_database, upgrade
from storage.exchange import Chat, Owed
from storage.keys import change_keys, create_keys, load_keys
from storage.recount import Difference, recount
from storage.round_changes import close_round
from storage.rounds import Round, next_number, open_round, round_by_code, rounds
from storage.seats import load_revisions, load_seats
from storage.snapshots import Snapshot, last_snapshot
from storage.tallies import Tallies, tallies
from tests.end_to_end.citizen import Citizen
from tests.end_to_end.clocks import AnyClock

BOT = Bot("1000001:SANDBOX", "glas_demo_bot", "Glas")
STAFF_BOT = Bot("1000002:SANDBOX", "glas_staff_bot", "Glas, staff")
CODE = "timisoara"
NOT_GIVEN_OUT = range(20_000, 32_768)
"""Ports below those that Linux gives to whoever connects somewhere."""
TAP_SECONDS = 3600
"""A tap can be answered for so long here: how much of a swift clock's time an answer takes is up to the machine."""
PATIENCE_SECONDS = 60
"""What is to happen happens at once, unless the machine is busy."""


class Bell(StringIO):
    """Where the sandbox writes its journal: rings at every line."""

    def __init__(self, news: asyncio.Event) -> None:
        super().__init__()
        self._news = news

    def write(self, line: str) -> int:
        self._news.set()
        return len(line)


@dataclass
class Stage:
    """Everything that a test needs to play citizens and to look at what became of it."""

    url: str
    world: World
    town: Townsfolk
    settings: Settings
    database: Database
    consultation: Consultation
    clock: AnyClock
    stack: AsyncExitStack
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _serving: asyncio.Task[None] | None = None
    _acknowledged: set[int] = field(default_factory=set)
    _read: int = 0

    # --- the bot

    def start_bot(self, *, sandbox: bool = True) -> None:
        assert self._serving is None, "one poller a token"
        self._stop = asyncio.Event()
        self._serving = asyncio.create_task(
            serve(self.settings, self._stop, sandbox=sandbox, clock=self.clock.of_the_bot)
        )
        self._serving.add_done_callback(self._ended)

    async def stop_bot(self) -> None:
        """Stops it as SIGTERM does, and raises what it died of, if it did."""
        if self._serving is not None:
            self._stop.set()
            serving, self._serving = self._serving, None
            await serving

    def _ended(self, serving: asyncio.Task[None]) -> None:
        """Nobody waits for a bot that died: every stream ends."""
        if serving.cancelled() or serving.exception() is not None:
            self.world.feeds.close()
            self.clock.news.set()

    # --- the people

    async def citizen(self, answers: Mapping[str, Any] | None = None, language: str = "ro") -> Citizen:
        """Somebody new, who has not written yet; `language` is that of their Telegram."""
        person = await self.town.arrive("Ana", language_code=language)
        chat = await self.stack.enter_async_context(person.chat())
        return Citizen(person.id, chat, self.consultation, answers or {}, language)

    async def started(self, answers: Mapping[str, Any] | None = None, language: str = "ro") -> Citizen:
        """Somebody new who has followed the round's link."""
        citizen = await self.citizen(answers, language)
        await citizen.start()
        return citizen

    # --- what is stored

    async def rounds(self) -> Mapping[int, Round]:
        return {each.number: each for each in await rounds(self.database)}

    async def open_round(self, consultation: Consultation, code: str) -> None:
        """Opens one more round, and lets the bot see it: it looks once a second.

        The bot releases nothing of it in this hour: whether it would look before the answers or after is chance.
        """
        of = await opened_round(self.settings, self.database, consultation, code)
        assert await release_due(self.database, of, datetime.now(UTC)) is None
        await self.clock.sleep(2)

    async def close_round(self, code: str = CODE) -> None:
        """Closes the round, and lets the bot see it: it looks once a second."""
        await close_round(self.database, code, datetime.now(UTC))
        await self.clock.sleep(2)

    async def release(self, code: str) -> Snapshot:
        """The results of a closed round come out, as the bot would have it with the next hour."""
        of = await round_by_code(self.database, code)
        await release_due(self.database, of, datetime.now(UTC) + timedelta(hours=1))
        last = await last_snapshot(self.database, of)
        assert last is not None
        return last

    async def about(self, person: int) -> dict[str, Any]:
        """All that is stored about a person."""
        known = await self.rounds()
        return await stored_about(self.database, load_keys(self.settings.keys), person, known.values())

    async def sent(self, person: int, code: str = CODE) -> dict[str, Any]:
        """The answers that count of a person, by question, as they stand in exports."""
        return await self._answers(person, code, "sent")

    async def not_sent(self, person: int, code: str = CODE) -> dict[str, Any]:
        """The answers that wait in open sections."""
        return await self._answers(person, code, "not_sent_yet")

    async def standing(self, person: int) -> tuple[Chat, Mapping[int, Response]]:
        """Where a person stands: what screens are drawn from."""
        keys, known = load_keys(self.settings.keys), await self.rounds()
        async with self.database.reading() as connection:

            def load(sync: Any) -> tuple[Chat, Mapping[int, Response]]:
                seat = load_seats(sync, self.database, keys, [person])[0][person]
                load_revisions(sync, self.database, known, keys, [(seat, number) for number in known])
                return seat.chat, {number: seat.revisions[number].response for number in known}

            return await connection.run_sync(load)

    async def owed(self) -> list[Owed]:
        """The chats that wait for a screen."""
        return await Batches(self.database, load_keys(self.settings.keys), await self.rounds()).owed()

    async def tallies(self, number: int = 1) -> Tallies:
        return await tallies(self.database, (await self.rounds())[number])

    async def differences(self) -> list[Difference]:
        """What a recount finds wrong with the tallies of any round."""
        return [each for round_ in (await self.rounds()).values() for each in await recount(self.database, round_)]

    async def _answers(self, person: int, code: str, which: str) -> dict[str, Any]:
        found = await self.about(person)
        return {
            question: answer
            for response in found["responses"]
            if response["round"] == code
            for section in response[which].values()
            for question, answer in section.items()
        }

    # --- what happened

    async def until(self, holds: Callable[[], bool]) -> None:
        """Waits for something that the journal or the clock tells of."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not holds():
                assert self._serving is None or not self._serving.done(), "the bot died"
                self.clock.news.clear()
                await self.clock.news.wait()

    async def delivered(self, kind: str, payload: dict[str, Any]) -> None:
        """Sends the bot an update of a kind that the people here can't make; waits until it is acknowledged."""
        update = self.account.queue.add(kind, payload)
        await self.until(lambda: update in self.acknowledged())

    async def caught_up(self) -> None:
        """Waits until the citizens' bot has acknowledged all that people did."""
        told = [each for each in self.world.journal.since() if each["what"] == "happened" and each["bot"] == BOT.id]
        updates = {each["update_id"] for each in told} - {None}
        await self.until(lambda: updates <= self.acknowledged())

    def acknowledged(self) -> set[int]:
        """The updates that the citizens' bot's offset has passed."""
        entries = self.world.journal.since(self._read)
        self._read += len(entries)
        passed = (each["update_ids"] for each in entries if each["bot"] == BOT.id and "update_ids" in each)
        self._acknowledged.update(id_ for several in passed for id_ in several)
        return self._acknowledged

    @property
    def account(self) -> Account:
        return self.world.account_by_id(BOT.id)

    def calls(self, *methods: str, since: int = 0) -> list[dict[str, Any]]:
        """The bot's calls of these methods, in order."""
        return [
            each for each in self.world.journal.since(since) if each["what"] == "called" and each["method"] in methods
        ]

    async def sent_by_the_bot(self, person: int, label: str, data: str) -> int:
        """A message that the bot has sent and knows nothing of, as after a crash; gives its id."""
        return await self.sent_by(BOT, person, label, data)

    async def sent_by(self, sender: Bot, person: int, label: str, data: str) -> int:
        """A message with a button that one of the bots has sent; gives its id."""
        keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=data)]])
        session = AiohttpSession(api=TelegramAPIServer.from_base(self.url))
        async with TelegramBot(sender.token, session=session) as bot:
            return (await bot.send_message(person, label, reply_markup=keyboard)).message_id

    def newest(self, person: int) -> dict[str, Any]:
        """The newest message of the bot in the person's chat, as the people API tells it."""
        chat = self.world.chat_of(self.account, self.world.people.get(person))
        return page_message([each for each in chat.messages.values() if each.from_bot][-1])

    def refused(self) -> list[dict[str, Any]]:
        """The calls that the sandbox answered with an error."""
        return [each for each in self.world.journal.since() if each["what"] == "called" and not each["ok"]]

    def taps(self) -> list[dict[str, Any]]:
        return [each for each in self.world.journal.since() if each.get("kind") == "callback_query"]


class SetUp(Protocol):
    """Makes a stage whose bot runs; the fixture `set_up` does."""

    async def __call__(
        self,
        pace: Pace = Pace.OFF,
        clock: AnyClock | None = None,
        *,
        sandbox: bool = True,
        staff: bool = False,
    ) -> Stage: ...


async def opened_round(settings: Settings, database: Database, consultation: Consultation, code: str) -> Round:
    number = await next_number(database)
    keys = change_keys(settings.keys, lambda ring: ring.with_round_key(number))
    return await open_round(database, keys, consultation, code, opens=datetime.now(UTC))


async def founded(folder: Path, database_url: str | None = None) -> Settings:
    """An empty database and its keys."""
    settings = settings_in(folder, "http://127.0.0.1", database=database_url)
    await upgrade(settings.database)
    create_keys(settings.keys)
    return settings


async def prepared(folder: Path, consultation: Consultation, database_url: str | None = None) -> None:
    """A database with one open round and its keys; one in the folder can be copied for each test."""
    settings = await founded(folder, database_url)
    database = await open_database(settings.database)
    await opened_round(settings, database, consultation, CODE)
    await database.close()


def settings_in(folder: Path, url: str, *, staff: bool = False, database: str | None = None) -> Settings:
    return Settings(
        bot_token=SecretStr(BOT.token),
        staff_bot_token=SecretStr(STAFF_BOT.token) if staff else None,
        telegram_api=url,
        data=folder,
        keys=folder / "keys",
        database_url=None if database is None else SecretStr(database),
        webhook_url=None,
        webhook_secret=None,
        http=None,
    )


def behind_a_webhook(settings: Settings, port: int, balancer: str | None = None) -> Settings:
    """The same, but updates are sent to that port of this machine, by way of a load balancer where there is one."""
    url = balancer or f"http://127.0.0.1:{port}/telegram"
    return settings.model_copy(update={"webhook_url": url, "http": Address("127.0.0.1", port)})


def free_port() -> int:
    """A port that nobody listens on just now, and that no connection of others gets before it is listened on."""
    while True:
        with suppress(OSError), socket.create_server(("127.0.0.1", SystemRandom().choice(NOT_GIVEN_OUT))) as found:
            return int(found.getsockname()[1])


@asynccontextmanager
async def staged(
    folder: Path,
    consultation: Consultation,
    pace: Pace,
    clock: AnyClock,
    *,
    staff: bool = False,
    database_url: str | None = None,
) -> AsyncIterator[Stage]:
    """A stage over what `prepared` left in the folder; its bot is not started yet, and is stopped at the end.

    `staff`: the staff's bot runs beside it.
    """
    sandbox = build_sandbox(
        [BOT, STAFF_BOT],
        pace=pace,
        clock=clock,
        random=Random(1),
        journal=Bell(clock.news),
        tap_seconds=TAP_SECONDS,
    )
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(sandbox))
        town = await stack.enter_async_context(Townsfolk(url))
        settings = settings_in(folder, url, staff=staff, database=database_url)
        database = await open_database(settings.database)
        stack.push_async_callback(database.close)
        stage = Stage(url, sandbox[WORLD], town, settings, database, consultation, clock, stack)
        stack.push_async_callback(stage.stop_bot)
        yield stage
