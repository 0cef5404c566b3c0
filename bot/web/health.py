"""Whether the bot is fit to serve, and if not, why: for load balancers, containers and whoever is woken at night."""

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.leasing import Lease
from bot.measures import Measures
from bot.settings import Settings
from storage.database import Database, OutdatedDatabase, check_current
from storage.fingerprints import WrongKeys, check_keys
from storage.keys import KeyRingError, load_keys

Check = Callable[[], Awaitable[str]]
"""Gives one sentence when something is wrong, else nothing. It names no secret and no path: anybody may read it."""

FRESH_SECONDS: Final = 5.0
"""So long a report is given again, whoever asks how often."""
CHECK_SECONDS: Final = 5.0
SILENCE_SECONDS: Final = 180.0
"""Polled or asked about its webhook, Telegram is heard every minute."""
LEAST_BYTES: Final = 200 * 1024 * 1024


class Health:
    """Runs its checks when asked, at most every FRESH_SECONDS. What `told` gives is told beside them, good or bad."""

    def __init__(
        self, checks: Mapping[str, Check], clock: Callable[[], float], told: Mapping[str, Check] | None = None
    ) -> None:
        self._checks = checks
        self._told = told or {}
        self._clock = clock
        self._report: dict[str, Any] = {}
        self._fresh_until = float("-inf")
        self._asking = asyncio.Lock()

    async def report(self) -> dict[str, Any]:
        """{"live": true, "ready": ..., "reasons": {check: sentence}}; it has reasons when it is not ready."""
        async with self._asking:
            if self._clock() >= self._fresh_until:
                reasons = {name: said for name, check in self._checks.items() if (said := await _asked(check))}
                told = {name: await _asked(each) for name, each in self._told.items()}
                self._report = {"live": True, "ready": not reasons, "reasons": reasons, **told}
                self._fresh_until = self._clock() + FRESH_SECONDS
            return self._report


async def _asked(check: Check) -> str:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except TimeoutError:
        return f"did not answer within {CHECK_SECONDS:.0f} s"


def checks_of(
    settings: Settings,
    database: Database,
    measures: Measures,
    storing: asyncio.Task[None],
    stop: asyncio.Event,
    *,
    to_poll: Lease,
) -> dict[str, Check]:
    """What makes the running bot fit to serve."""
    checks = {
        "database": database_check(database),
        "keys": keys_check(database, settings.keys),
        "telegram": telegram_check(measures),
        "storing": storing_check(storing, measures, stop),
    }
    if settings.webhook_url is None:
        checks["polling"] = polling_check(to_poll, stop)
    if settings.database_url is None:
        checks["disk"] = disk_check(settings.database_file.parent)
    return checks


def database_check(database: Database) -> Check:
    """The database answers, and its tables are this program's."""

    async def check() -> str:
        try:
            async with database.reading() as connection:
                await connection.execute(text("SELECT 1"))
            await check_current(database)
        except OutdatedDatabase as error:
            return str(error)
        except (SQLAlchemyError, OSError):
            return "the database does not answer"
        return ""

    return check


def keys_check(database: Database, keys: Path) -> Check:
    """The key ring is there, and the database's own."""

    async def check() -> str:
        try:
            await check_keys(database, load_keys(keys))
        except (KeyRingError, WrongKeys):
            return "the key ring cannot be read, or is not this database's: `glas doctor` says more"
        except (SQLAlchemyError, OSError):
            return "the database does not answer"
        return ""

    return check


def telegram_check(measures: Measures) -> Check:
    """Telegram was heard lately."""

    async def check() -> str:
        silent = time.time() - measures.value("glas_telegram_heard_timestamp_seconds")
        return "" if silent <= SILENCE_SECONDS else f"Telegram was not heard for {SILENCE_SECONDS / 60:.0f} minutes"

    return check


def storing_check(storing: asyncio.Task[None], measures: Measures, stop: asyncio.Event) -> Check:
    """Batches are stored, and this goes on."""

    async def check() -> str:
        if stop.is_set():
            return "it is stopping"
        if storing.done():
            return "nothing is stored any more: restart it"
        if measures.value("glas_outage", of="database"):
            return "what citizens do cannot be stored at the moment, and is tried again"
        return ""

    return check


def polling_check(to_poll: Lease, stop: asyncio.Event) -> Check:
    """This worker is the one that polls."""

    async def check() -> str:
        if to_poll.mine or stop.is_set():
            return ""
        return f"it does not poll, but {await to_poll.says()}: only with a webhook several serve citizens"

    return check


def disk_check(folder: Path, least: int = LEAST_BYTES) -> Check:
    """There is room beside the database."""

    async def check() -> str:
        free = shutil.disk_usage(folder).free
        return "" if free >= least else f"only {free // 2**20} MiB are free where the database is"

    return check
