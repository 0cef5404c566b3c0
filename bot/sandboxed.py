"""The citizens' bot in front of a sandbox instead of Telegram, with a database and keys that are thrown away."""

import asyncio
import signal
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

from pydantic import SecretStr

from bot.opening import opened
from bot.settings import Settings
from flows.consultation import Consultation
from sandbox.bots import Bot
from sandbox.pace import Pace
from sandbox.server import build_sandbox, serving
from storage.database import upgrade
from storage.keys import change_keys, create_keys
from storage.rounds import next_number, open_round

TOKEN = "1000001:SANDBOX"  # noqa: S105 - the sandbox takes any token; this one opens nothing
USERNAME = "glas_demo_bot"


def until_stopped() -> asyncio.Event:
    """An event that SIGINT and SIGTERM set."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


@asynccontextmanager
async def sandboxed(
    data: Path, *, name: str, port: int, pace: Pace, staff: Bot | None = None
) -> AsyncIterator[tuple[Settings, str]]:
    """A sandbox at that port, settings that lead into `data` only, and the address of its chat page.

    `name` is how the citizens' bot is called; `staff` is the other one, if there is to be one. Raises OSError for a
    port in use.
    """
    sandbox = build_sandbox([Bot(TOKEN, USERNAME, name), *([] if staff is None else [staff])], pace=pace)
    async with serving(sandbox, port=port) as url:
        settings = Settings(
            bot_token=SecretStr(TOKEN),
            staff_bot_token=None if staff is None else SecretStr(staff.token),
            telegram_api=url,
            data=data,
            keys=data / "keys",
            database_url=None,
            webhook_url=None,
            webhook_secret=None,
            http=None,
        )
        yield settings, url


async def prepare(settings: Settings, consultation: Consultation, code: str) -> None:
    """An empty database with an open round, and fresh keys beside it; what stood there is removed.

    Raises OSError for a folder that cannot be written.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in [settings.keys, *settings.data.glob("glas.sqlite*")]:
        left.unlink(missing_ok=True)
    await upgrade(settings.database)
    create_keys(settings.keys)
    async with opened(settings) as database:
        number = await next_number(database)
        keys = change_keys(settings.keys, lambda ring: ring.with_round_key(number))
        await open_round(database, keys, consultation, code, opens=datetime.now(UTC))


async def serve(settings: Settings, stop: asyncio.Event, *, trial: bool = False) -> None:
    """Serves the sandbox's people until `stop` is set; in a trial, every screen says that it is one."""
    # Only now, and beside the loop: it takes seconds, in which the page can be looked at already.
    running = await _loaded("bot.running", stop)
    if running is not None:
        await running.serve(settings, stop, sandbox=True, trial=trial)


async def _loaded(name: str, stop: asyncio.Event) -> ModuleType | None:
    """The module; None when `stop` is set first. Its thread is left behind then: nothing waits for it."""
    loading: Future[ModuleType] = Future()

    def load() -> None:
        try:
            loading.set_result(import_module(name))
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised where the module is awaited
            loading.set_exception(error)

    Thread(target=load, daemon=True).start()
    loaded = asyncio.wrap_future(loading)
    stopping = asyncio.create_task(stop.wait())
    either: set[asyncio.Future[Any]] = {loaded, stopping}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    return None if stop.is_set() else loaded.result()
