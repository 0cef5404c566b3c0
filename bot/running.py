"""The running program, with the staff's bot beside the citizens': all that is made once, and the order of its end."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError
from sqlalchemy.exc import DBAPIError

from bot.asked import Asked, Notice
from bot.batching import PATIENCE_SECONDS, Batcher
from bot.broadcasting.engine import Broadcasting
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
from bot.intake.errors import IntakeError
from bot.intake.polling import Polling
from bot.intake.taking import Taking
from bot.intake.webhook import Webhook, leave_webhook
from bot.logs import configure_logs
from bot.measures import Measures
from bot.noticing import noticing
from bot.opening import FORESEEN, keys_of, opened
from bot.outages import pause
from bot.posting import Posting
from bot.refusal import Refusal
from bot.registry import Registry
from bot.releasing import releasing
from bot.screen import Screen
from bot.screens.rendering import Shown, screen_of, toast_of
from bot.screens.trial import marked_as_trial
from bot.settings import Settings, doubts
from bot.shown_results import ShownResults
from bot.staff.serving import serve_staff
from bot.traces import log_fault
from bot.web.health import Health, checks_of
from bot.web.site import open_site
from flows.response import Response
from results.speech import SOURCE_LANGUAGE, speech, spoken_languages
from storage.exchange import Chat, Decision
from storage.fingerprints import WrongKeys
from storage.keys import KeyRingError

ERASE_SECONDS = 3600.0
STAFF_PATIENCE_SECONDS = 5.0

log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def run(settings: Settings) -> None:
    """Serves citizens until SIGINT or SIGTERM, then stops in order: nothing that was acknowledged is left undone.

    Logs to stderr. Raises what `serve` raises, and Refusal for any other error, which it has logged.
    """
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    measures = Measures()
    configure_logs(sys.stderr, measures, readable=sys.stderr.isatty())
    for doubt in doubts(settings):
        log.warning("a doubtful setting", says=doubt)
    try:
        await serve(settings, stop, measures=measures)
    except (*FORESEEN, IntakeError, Refusal):
        raise
    except Exception as error:
        log_fault(log, "stopped by a fault", error)
        raise Refusal("a fault of Glas stopped it; the last line of the log says where") from error


async def serve(
    settings: Settings,
    stop: asyncio.Event,
    *,
    sandbox: bool = False,
    trial: bool = False,
    clock: Clock | None = None,
    measures: Measures | None = None,
) -> None:
    """Serves citizens until `stop` is set. In the sandbox results are exact and live, and rounds stay open to imports.

    In a trial every screen says that it is one. `clock` sets the pace of writing and of trying again; the day and the
    hour are always the machine's. Updates come by webhook when there is a GLAS_WEBHOOK_URL, else they are polled.

    Staff are served beside them when there is a GLAS_STAFF_BOT_TOKEN.

    Raises IntakeError, Refusal for an address that cannot be listened on, and what opening the database and the key
    ring raises.
    """
    clock, measures = clock or Clock(), measures or Measures()
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
            screen = screen_of(shown, desk(), results.screen(shown, desk()), inclusions.of(shown), about)
            words = speech(shown.chat.language or SOURCE_LANGUAGE)
            return marked_as_trial(screen, words) if trial else screen

        batcher = Batcher(inclusions, step, lambda: desk().now, sleep=clock.sleep, measures=measures)
        posting = Posting(telegram, measures)
        gate = Gate(clock.monotonic, measures, settings.bulk_rate)
        delivery = Delivery(
            posting,
            gate,
            render=render,
            toast=lambda shown: toast_of(shown, desk()),
            erased=lambda shown: speech(shown.chat.language or SOURCE_LANGUAGE).say("(deleted)"),
            report=batcher.report,
            sleep=clock.sleep,
            measures=measures,
        )
        broadcasting = Broadcasting(
            database,
            settings.keys,
            posting,
            gate,
            below=delivery.stands_below,
            zone=settings.time_zone,
            alone=database.dialect.lock is None,
            clock=clock,
        )
        reception = Reception(batcher.submit, desk)
        dispatcher = build_dispatcher(reception, Groups(posting, desk, clock.monotonic))
        taking = Taking(telegram, dispatcher, measures)
        webhook = _webhook(settings, telegram, taking, stop=stop, clock=clock, measures=measures)
        polling = Polling(telegram, taking, kinds=KINDS, stop=stop, sleep=clock.sleep, measures=measures)
        await _introduced(telegram, measures)
        delivery.resume(await inclusions.owed())
        due = [
            asyncio.create_task(_erasing(registry, lambda: desk().now, stop)),
            asyncio.create_task(releasing(database, lambda: desk().now, stop)),
            asyncio.create_task(noticing(database, measures, clock.monotonic, lambda: desk().now, stop)),
        ]
        sending = asyncio.create_task(broadcasting.run(stop))
        storing = asyncio.create_task(batcher.run(delivery))
        staff = asyncio.create_task(
            serve_staff(
                settings,
                database,
                stop,
                now=lambda: desk().now,
                clock=clock,
                citizens=posting.username,
                measures=measures,
            )
        )
        health = Health(checks_of(settings, database, measures, storing, stop), clock.monotonic)
        try:
            async with open_site(settings, health, webhook, measures):
                await _unless_dead(_taken(webhook, polling, telegram), storing)
        finally:
            # The intake has ended and every request is answered; now what they brought is stored and shown.
            batcher.stop()
            await storing
            await asyncio.wait({sending}, timeout=PATIENCE_SECONDS if stop.is_set() else 0)
            await asyncio.wait({staff}, timeout=STAFF_PATIENCE_SECONDS)
            for each in (*due, staff, sending):
                each.cancel()
            await asyncio.gather(*due, staff, sending, return_exceptions=True)


async def _erasing(registry: Registry, now: Callable[[], datetime], stop: asyncio.Event) -> None:
    """Every hour, what is due; what fails is tried again an hour later."""
    while not stop.is_set():
        try:
            await registry.erase_due(now())
        except (DBAPIError, KeyRingError, WrongKeys) as error:
            log_fault(log, "erasure failed", error)
        await pause(asyncio.sleep, ERASE_SECONDS, stop)


async def _taken(webhook: Webhook | None, polling: Polling, telegram: Bot) -> None:
    """Takes updates in until it is to stop."""
    log.info("serving", by="polling" if webhook is None else "webhook")
    if webhook is not None:
        await webhook.run()
        return
    await leave_webhook(telegram)
    await polling.run()


async def _unless_dead(intake: Coroutine[Any, Any, None], storing: asyncio.Task[None]) -> None:
    """Runs the intake to its end; when nothing is stored any more, that is its end."""
    taking = asyncio.create_task(intake)
    try:
        await asyncio.wait({taking, storing}, return_when=asyncio.FIRST_COMPLETED)
        if storing.done() and not taking.done():
            return
        await taking
    finally:
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)


def _webhook(
    settings: Settings, telegram: Bot, taking: Taking, *, stop: asyncio.Event, clock: Clock, measures: Measures
) -> Webhook | None:
    if settings.webhook_url is None:
        return None
    return Webhook(
        telegram,
        taking,
        url=settings.webhook_url,
        proof=settings.webhook_proof,
        kinds=KINDS,
        stop=stop,
        sleep=clock.sleep,
        measures=measures,
    )


@asynccontextmanager
async def _telegram(settings: Settings) -> AsyncIterator[Bot]:
    assert settings.bot_token is not None, "the command asks for it first"
    server = TelegramAPIServer.from_base(str(settings.telegram_api).rstrip("/"))
    async with Bot(settings.bot_token.get_secret_value(), session=AiohttpSession(api=server)) as telegram:
        yield telegram


async def _introduced(telegram: Bot, measures: Measures) -> None:
    """Sets the command menu in every language. That it fails is no reason not to serve."""
    try:
        await telegram.set_my_commands(menu(speech(SOURCE_LANGUAGE)))
        for language in spoken_languages():
            await telegram.set_my_commands(menu(speech(language)), language_code=language[:2])
        measures.telegram_heard.set_to_current_time()
    except TelegramAPIError as error:
        log.warning("command menu not set", error=type(error).__name__)
