"""Releases while the bot runs: every minute it looks whether an hour has begun that nothing was decided for."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError

from bot.outages import pause
from bot.traces import log_fault
from results.release.apart import DecisionFailed
from results.releasing import release_due
from storage.database import Database
from storage.rounds import Round, rounds

LOOK_SECONDS = 60.0

log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def releasing(database: Database, now: Callable[[], datetime], stop: asyncio.Event) -> None:
    """Release what is due of every round until `stop`; what fails is tried again with the next hour."""
    while not stop.is_set():
        try:
            for of in await rounds(database):
                await _release(database, of, now())
        except (DBAPIError, DecisionFailed) as error:
            log_fault(log, "release failed", error)
        await pause(asyncio.sleep, LOOK_SECONDS, stop)


async def _release(database: Database, of: Round, now: datetime) -> None:
    released = await release_due(database, of, now)
    if released is None:
        return
    number = None if released.snapshot is None else released.snapshot.number
    log.info("released", round=of.code, snapshot=number, moved=len(released.moved), waiting=sorted(released.waiting))
