"""The running program, with the staff's bot beside the citizens': what runs, and the order of its end."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot.batching import PATIENCE_SECONDS
from bot.citizens.commands import menu
from bot.clock import Clock
from bot.connecting import connected
from bot.delivery.posting import NotPosted
from bot.intake.errors import IntakeError
from bot.intake.webhook import leave_webhook
from bot.logs import configure_logs
from bot.making import Made, make
from bot.measures import Measures
from bot.noticing import noticing
from bot.opening import FORESEEN, keys_of, opened
from bot.refusal import Refusal
from bot.registry import Registry
from bot.releasing import releasing
from bot.repeating import repeating
from bot.settings import DEFAULT_HTTP, Settings, doubts
from bot.traces import log_fault
from bot.web.health import Health, checks_of
from results.speech import SOURCE_LANGUAGE, speech, written_languages
from storage.rounds import State

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
    async with opened(settings) as database, connected(settings) as telegram:
        await keys_of(settings, database)
        registry = await Registry.opened(database, settings.keys, clock.monotonic, real=not sandbox)
        made = make(
            settings, database, registry, telegram, stop, exact=sandbox, trial=trial, clock=clock, measures=measures
        )
        await _introduced(telegram, measures)
        made.delivery.resume(await made.inclusions.owed())
        await _served(made, stop)


async def _served(made: Made, stop: asyncio.Event) -> None:
    """Runs everything until the intake ends; then each part ends in its turn."""
    settings, database, measures = made.settings, made.database, made.measures
    storing = asyncio.create_task(made.batcher.run(made.delivery))
    sending = _beside("broadcasting", made.broadcasting.run(stop))
    staff = _beside("staff", _staff(made, stop))
    due = [
        _beside("erasing", _erasing(made.registry, made.now, stop)),
        _beside("releasing", releasing(database, made.now, stop)),
        _beside("noticing", noticing(database, measures, made.clock.monotonic, made.now, stop)),
    ]
    told = {} if settings.staff_bot_token is None else {"staff_served_by": made.to_serve_staff.says}
    checks = checks_of(settings, database, measures, storing, stop, to_poll=made.to_poll)
    health = Health(checks, made.clock.monotonic, told)
    try:
        async with _site(made, health):
            await _unless_dead(_taken(made, stop), storing)
    finally:
        # The intake has ended and every request is answered; now what they brought is stored and shown.
        made.batcher.stop()
        try:
            await storing
        finally:
            await asyncio.wait({sending}, timeout=PATIENCE_SECONDS if stop.is_set() else 0)
            await asyncio.wait({staff}, timeout=STAFF_PATIENCE_SECONDS)
            for each in (*due, staff, sending):
                each.cancel()
            await asyncio.gather(*due, staff, sending, return_exceptions=True)


def _beside(part: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Lets the work run beside what citizens do; what it dies of is logged, and everything else goes on."""

    async def lives() -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - whatever it is, citizens are served all the same
            log_fault(log, "a part has died", error, part=part)

    return asyncio.create_task(lives())


async def _staff(made: Made, stop: asyncio.Event) -> None:
    """Serves staff, if there is a token for it, while no other worker does."""
    if made.settings.staff_bot_token is None:
        return

    async def served(over: asyncio.Event) -> None:
        from bot.staff.serving import serve_staff  # noqa: PLC0415 - a second library of Telegram's, for who serves only

        await serve_staff(
            made.settings,
            made.database,
            over,
            now=made.now,
            clock=made.clock,
            citizens=made.posting.username,
            try_out=made.trying.send,
            measures=made.measures,
            lease=made.to_serve_staff,
        )

    await made.to_serve_staff.run(served, stop)


@asynccontextmanager
async def _site(made: Made, health: Health) -> AsyncIterator[None]:
    """Listens while the block runs, if there is a webhook, or GLAS_HTTP asks for it: polling itself needs no port."""
    address = made.settings.http or (DEFAULT_HTTP if made.webhook is not None else None)
    if address is None:
        yield
        return
    from bot.web.site import open_site  # noqa: PLC0415 - as above: a web framework, for who listens only

    async with open_site(made.settings, address, health, made.webhook, made.measures, showing=made.showing):
        yield


async def _erasing(registry: Registry, now: Callable[[], datetime], stop: asyncio.Event) -> None:
    """Every hour, what is due."""
    await repeating(lambda: registry.erase_due(now()), stop, seconds=ERASE_SECONDS, failure="erasure failed")


async def _taken(made: Made, stop: asyncio.Event) -> None:
    """Takes updates in until it is to stop."""
    await _announce(made)
    if made.webhook is not None:
        await made.webhook.run()
        return
    await leave_webhook(made.telegram)
    # Seized, for after a crash nobody is to wait for the end of a lease; a second `glas run` is a mistake anyway.
    await made.to_poll.run(lambda over: made.polling(over).run(), stop, seize=True)


async def _announce(made: Made) -> None:
    """One line for whoever has started it. Where health is, if anywhere, stands in `listening`."""
    try:
        bot = f"@{await made.posting.username()}"
    except NotPosted as failure:
        bot = f"Telegram did not tell its name ({failure})"
    rounds = [each.code for each in made.registry.rounds.values() if each.state(made.now()) is State.OPEN]
    by = "polling" if made.webhook is None else "webhook"
    log.info("serving", bot=bot, open_rounds=rounds, by=by)


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


async def _introduced(telegram: Bot, measures: Measures) -> None:
    """Sets the command menu in every language. That it fails is no reason not to serve."""
    try:
        await telegram.set_my_commands(menu(speech(SOURCE_LANGUAGE)))
        for language in written_languages():
            await telegram.set_my_commands(menu(speech(language)), language_code=language[:2])
        measures.telegram_heard.set_to_current_time()
    except TelegramAPIError as error:
        log.warning("command menu not set", error=type(error).__name__)
