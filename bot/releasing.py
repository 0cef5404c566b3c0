"""Releases while the bot runs: every minute it looks whether an hour has begun that nothing was decided for."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog

from bot.repeating import repeating
from bot.traces import log_fault
from results.releasing import release_due
from storage.database import Database
from storage.rounds import Round, rounds

LOOK_SECONDS: Final = 60.0
FAILURE: Final = "release failed"

log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def releasing(database: Database, now: Callable[[], datetime], stop: asyncio.Event) -> None:
    """Release what is due of every round until `stop`; what fails is tried again with the next hour."""

    async def release() -> None:
        for of in await rounds(database):
            try:
                await _release(database, of, now())
            except Exception as error:  # noqa: BLE001 - whatever keeps one round back, the others are released
                log_fault(log, FAILURE, error, round=of.code)

    await repeating(release, stop, seconds=LOOK_SECONDS, failure=FAILURE)


async def _release(database: Database, of: Round, now: datetime) -> None:
    released = await release_due(database, of, now)
    if released is None:
        return
    number = None if released.snapshot is None else released.snapshot.number
    log.info("released", round=of.code, snapshot=number, moved=len(released.moved), waiting=sorted(released.waiting))
