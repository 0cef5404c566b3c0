"""The staff's bot as a part of the running program: it comes and goes with it, and never takes it along."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.clock import Clock
from bot.leasing import Lease
from bot.measures import Measures
from bot.outages import Outage, backoff, pause
from bot.settings import Settings
from bot.staff.application import App, build_application, furnish, menu
from bot.staff.polling import StaffPolling
from bot.staff.ticking import TICK_SECONDS, tick
from bot.staff.visit import Office, TryOut
from bot.traces import kind, log_fault
from results.speech import SOURCE_LANGUAGE, written_languages
from storage.database import Database

log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def serve_staff(
    settings: Settings,
    database: Database,
    stop: asyncio.Event,
    *,
    now: Callable[[], datetime],
    clock: Clock,
    citizens: Callable[[], Awaitable[str]],
    try_out: TryOut,
    measures: Measures,
    lease: Lease,
) -> None:
    """Serves staff until `stop`; whoever asks has seen that there is a token, and that this worker has the lease.

    `citizens` gives the username of the citizens' bot, `try_out` sends a broadcast to one member of the staff from it.

    Raises nothing that the citizens' bot would have to bear: what it dies of is logged.
    """
    application = build_application(settings, measures)
    try:
        if await _initialized(application, stop, clock, measures):
            try:
                office = furnish(
                    application, settings, database, now=now, clock=clock, citizens=citizens, try_out=try_out
                )
                await _served(application, office, stop, clock=clock, measures=measures, lease=lease)
            finally:
                await application.shutdown()
    except InvalidToken:
        log.warning("Telegram knows no bot of GLAS_STAFF_BOT_TOKEN: staff are not served")
    except Exception as error:  # noqa: BLE001 - whatever it is, citizens are served all the same
        log_fault(log, "staff are not served any more", error)
    finally:
        await application.bot.shutdown()  # an application that was never initialized leaves its connections open


async def _initialized(application: App, stop: asyncio.Event, clock: Clock, measures: Measures) -> bool:
    """Whether Telegram has said who the bot is; it is asked again until `stop`. Raises InvalidToken."""
    outage = Outage("telegram, for staff", measures)
    while not stop.is_set():
        try:
            await application.initialize()
        except InvalidToken:
            raise
        except TelegramError as error:
            outage.failed(reason=kind(error))
            await pause(clock.sleep, backoff(outage.tries, random.random()), stop)  # noqa: S311 - spreads tries, no secret
        else:
            outage.over()
            return True
    return False


async def _served(
    application: App, office: Office, stop: asyncio.Event, *, clock: Clock, measures: Measures, lease: Lease
) -> None:
    assert application.job_queue is not None, "the library is installed with its job queue"

    async def ticked(_: object) -> None:
        await tick(office)

    await _introduced(application, office)
    application.job_queue.run_repeating(ticked, TICK_SECONDS)
    await application.start()
    try:
        await StaffPolling(application, stop, clock.sleep, measures, lease=lease).run()
    finally:
        for each in office.tasks:
            each.cancel()
        await asyncio.gather(*office.tasks, return_exceptions=True)
        await application.stop()


async def _introduced(application: App, office: Office) -> None:
    """Sets the command menu in every language. That it fails is no reason not to serve."""
    try:
        await application.bot.set_my_commands(menu(office, SOURCE_LANGUAGE))
        for language in written_languages():
            await application.bot.set_my_commands(menu(office, language), language_code=language[:2])
    except TelegramError as error:
        log.warning("staff's command menu not set", reason=kind(error))
