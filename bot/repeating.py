"""Work that comes again and again beside what citizens do."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.outages import pause
from bot.traces import log_fault

log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def repeating(work: Callable[[], Awaitable[None]], stop: asyncio.Event, *, seconds: float, failure: str) -> None:
    """Does the work, and again so many seconds after its end, until `stop`; that it fails is logged as `failure`."""
    while not stop.is_set():
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - whatever it is, citizens are served, and the next time may go well
            log_fault(log, failure, error)
        await pause(asyncio.sleep, seconds, stop)
