"""The citizens' bot as a running program: everything that is made once, and the order in which it stops."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError
from sqlalchemy.exc import DBAPIError

from bot.asked import Asked, Notice
from bot.batching import Batcher
from bot.citizens.commands import menu
from bot.citizens.dispatching import KINDS, build_dispatcher
from bot.citizens.groups import Groups
from bot.citizens.reception import Reception
from bot.clock import Clock
from bot.delivery import Delivery
from bot.desk import Desk
from bot.durations import Durations
from bot.gate import Gate
from bot.inclusions import Inclusions
from bot.intake.polling import Polling
from bot.intake.taking import Taking
from bot.measures import Measures
from bot.opening import keys_of, opened
from bot.outages import pause
from bot.posting import Posting
from bot.registry import Registry
from bot.releasing import releasing
from bot.screen import Screen
from bot.screens.rendering import Shown, screen_of, toast_of
from bot.settings import Settings
from bot.shown_results import ShownResults
from bot.traces import log_fault
from flows.response import Response
from results.speech import SOURCE_LANGUAGE, speech, spoken_languages
from storage.exchange import Chat, Decision
from storage.fingerprints import WrongKeys
from storage.keys import KeyRingError

ERASE_SECONDS = 3600.0

log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def run(settings: Settings) -> None:
    """Serves citizens until SIGINT or SIGTERM, then stops in order: nothing that was acknowledged is left undone."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(settings, stop)


async def serve(settings: Settings, stop: asyncio.Event, *, sandbox: bool = False, clock: Clock | None = None) -> None:
    """Serves citizens until `stop` is set. In the sandbox results are exact and live, and rounds stay open to imports.

    `clock` sets the pace of writing and of trying again; the day and the hour are always the machine's.

    Raises IntakeError, and what opening the database and the key ring raises.
    """
    clock, measures = clock or Clock(), Measures()
    async with opened(settings) as database, _telegram(settings) as telegram:
        await keys_of(settings, database)
        registry = await Registry.opened(database, settings.keys, clock.monotonic, real=not sandbox)
        results = ShownResults(registry, registry, database, exact=sandbox)
        durations = Durations(clock.monotonic)
        inclusions = Inclusions(results, registry, database, settings.keys)

        def desk() -> Desk:
            return Desk(registry.rounds, datetime.now(settings.time_zone))

        def step(chat: Chat, responses: Mapping[int, Response], asked: Asked) -> Decision[Notice]:
            return durations.timed(responses, desk().step(chat, responses, asked))

        def render(shown: Shown) -> Screen:
            about = inclusions.stored(shown)
            return screen_of(shown, desk(), results.screen(shown, desk()), inclusions.of(shown), about)

        batcher = Batcher(inclusions, step, lambda: desk().now, sleep=clock.sleep, measures=measures)
        posting = Posting(telegram, measures)
        delivery = Delivery(
            posting,
            Gate(clock.monotonic, measures),
            render=render,
            toast=lambda shown: toast_of(shown, desk()),
            erased=lambda shown: speech(shown.chat.language or SOURCE_LANGUAGE).say("(deleted)"),
            report=batcher.report,
            sleep=clock.sleep,
            measures=measures,
        )
        reception = Reception(batcher.submit, desk)
        dispatcher = build_dispatcher(reception, Groups(posting, desk, clock.monotonic))
        taking = Taking(telegram, dispatcher, measures)
        intake = Polling(telegram, taking, kinds=KINDS, stop=stop, sleep=clock.sleep, measures=measures)
        await _introduced(telegram)
        delivery.resume(await registry.owed())
        due = [
            asyncio.create_task(_erasing(registry, lambda: desk().now, stop)),
            asyncio.create_task(releasing(database, lambda: desk().now, stop)),
        ]
        try:
            await _serving(intake, batcher, delivery)
        finally:
            for each in due:
                each.cancel()
            await asyncio.gather(*due, return_exceptions=True)


async def _erasing(registry: Registry, now: Callable[[], datetime], stop: asyncio.Event) -> None:
    """Every hour, what is due; what fails is tried again an hour later."""
    while not stop.is_set():
        try:
            await registry.erase_due(now())
        except (DBAPIError, KeyRingError, WrongKeys) as error:
            log_fault(log, "erasure failed", error)
        await pause(asyncio.sleep, ERASE_SECONDS, stop)


async def _serving(intake: Polling, batcher: Batcher, delivery: Delivery) -> None:
    """The intake ends first, then what it brought is stored and shown; a batcher that dies ends the intake."""
    storing = asyncio.create_task(batcher.run(delivery))
    try:
        await intake.run()
    finally:
        batcher.stop()
        await storing


@asynccontextmanager
async def _telegram(settings: Settings) -> AsyncIterator[Bot]:
    assert settings.bot_token is not None, "the command asks for it first"
    server = TelegramAPIServer.from_base(str(settings.telegram_api).rstrip("/"))
    async with Bot(settings.bot_token.get_secret_value(), session=AiohttpSession(api=server)) as telegram:
        yield telegram


async def _introduced(telegram: Bot) -> None:
    """Sets the command menu in every language. That it fails is no reason not to serve."""
    try:
        await telegram.set_my_commands(menu(speech(SOURCE_LANGUAGE)))
        for language in spoken_languages():
            await telegram.set_my_commands(menu(speech(language)), language_code=language[:2])
    except TelegramAPIError as error:
        log.warning("command menu not set", error=type(error).__name__)
