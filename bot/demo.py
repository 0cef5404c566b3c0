"""`glas demo`: the whole of Glas on this machine, without Telegram: sandbox, bot, and the Timișoara consultation."""

import asyncio
import os
import secrets
import signal
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Callable
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
from bot.staff.links import INVITED
from flows.reading import load_consultation
from sandbox.bots import Bot
from sandbox.pace import Pace
from sandbox.server import build_sandbox, serving
from storage.audit import Author
from storage.database import upgrade
from storage.keys import change_keys, create_keys
from storage.roles import Role
from storage.rounds import next_number, open_round
from storage.staff import invite

CONSULTATION = Path(__file__).parent.parent / "flows" / "consultations" / "timisoara_2021.yaml"
EXAMPLE = CONSULTATION.with_name("timisoara_2021_example.jsonl")
CODE = "timisoara"
TOKEN = "1000001:SANDBOX"  # noqa: S105 - the sandbox takes any token; this one opens nothing
USERNAME = "glas_demo_bot"
STAFF_TOKEN = "1000002:SANDBOX"  # noqa: S105 - as above
STAFF_USERNAME = "glas_demo_staff_bot"


async def demo(*, port: int, data: Path, pace: str, tell: Callable[[str], None]) -> None:
    """Serves until SIGINT or SIGTERM, from an empty database in `data`; `tell` is given what to print:
    the address of the chat page, and that of the staff's side.

    Raises OSError for a port in use or a folder that cannot be written, ConsultationErrors never.
    """
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    bots = [Bot(TOKEN, USERNAME, "Glas"), Bot(STAFF_TOKEN, STAFF_USERNAME, "Glas (staff)")]
    sandbox = build_sandbox(bots, pace=Pace(pace))
    async with serving(sandbox, port=port) as url:
        settings = Settings(
            bot_token=SecretStr(TOKEN),
            staff_bot_token=SecretStr(STAFF_TOKEN),
            telegram_api=url,
            data=data,
            keys=data / "keys",
            database_url=None,
            webhook_url=None,
            webhook_secret=None,
            http=None,
        )
        invitation = await _prepared(settings)
        tell(f"Chat page: {url}/?start=r_{CODE}")
        tell(f"Staff's side: {url}/?bot={STAFF_USERNAME}&start={INVITED}{invitation}")
        async with _examples(settings):
            # Only now, and beside the loop: it takes seconds, in which the page can be looked at already.
            running = await _loaded("bot.running", stop)
            if running is not None:
                await running.serve(settings, stop, sandbox=True)


@asynccontextmanager
async def _examples(settings: Settings) -> AsyncIterator[None]:
    """Meanwhile a process of its own replays the reconstructed respondents of 2021, so that there are results."""
    environment = os.environ | {"GLAS_DATA": str(settings.data), "GLAS_KEYS": str(settings.keys)}
    replaying = await asyncio.create_subprocess_exec(
        *(Path(sys.executable).with_name("glas"), "replay", str(EXAMPLE), "--round", CODE),
        env=environment | {"GLAS_DATABASE_URL": "", "GLAS_DATABASE_URL_FILE": ""},
        stdin=DEVNULL,
        stdout=DEVNULL,
        start_new_session=True,  # Ctrl-C is for the demo, which ends it
    )
    try:
        yield
    finally:
        if replaying.returncode is None:
            replaying.terminate()
        await replaying.wait()


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


async def _prepared(settings: Settings) -> str:
    """An empty database with an open round, and fresh keys beside it; what an earlier demo left is removed.

    Gives the token by which somebody becomes an owner of the staff's side.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in [settings.keys, *settings.data.glob("glas.sqlite*")]:
        left.unlink(missing_ok=True)
    await upgrade(settings.database)
    create_keys(settings.keys)
    consultation = load_consultation(CONSULTATION)
    async with opened(settings) as database:
        number = await next_number(database)
        keys = change_keys(settings.keys, lambda ring: ring.with_round_key(number))
        await open_round(database, keys, consultation, CODE, opens=datetime.now(UTC))
        token = secrets.token_urlsafe(16)
        await invite(database, Role.OWNER, Author("demo", datetime.now(UTC)), token=token, days=1, name="owner")
    return token
