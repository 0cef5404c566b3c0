"""`glas demo`: the whole of Glas on this machine, without Telegram: sandbox, bot, and the Timișoara consultation."""

import asyncio
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from pydantic import SecretStr

from bot.opening import opened
from bot.settings import Settings
from flows.reading import load_consultation
from sandbox.bots import Bot
from sandbox.pace import Pace
from sandbox.server import build_sandbox, serving
from storage.database import upgrade
from storage.keys import change_keys, create_keys
from storage.rounds import next_number, open_round

CONSULTATION = Path(__file__).parent.parent / "flows" / "consultations" / "timisoara_2021.yaml"
CODE = "timisoara"
TOKEN = "1000001:SANDBOX"  # noqa: S105 - the sandbox takes any token; this one opens nothing
USERNAME = "glas_demo_bot"
"""The files that a demo leaves, and the next one begins without."""


async def demo(*, port: int, data: Path, pace: str, tell: Callable[[str], None]) -> None:
    """Serves until SIGINT or SIGTERM, from an empty database in `data`; `tell` is given the address of the chat page.

    Raises OSError for a port in use or a folder that cannot be written, ConsultationErrors never.
    """
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    sandbox = build_sandbox([Bot(TOKEN, USERNAME, "Glas")], pace=Pace(pace))
    async with serving(sandbox, port=port) as url:
        settings = Settings(
            bot_token=SecretStr(TOKEN), telegram_api=url, data=data, keys=data / "keys", database_url=None
        )
        await _prepared(settings)
        tell(f"{url}/?start=r_{CODE}")
        # Only now, and beside the loop: it takes seconds, in which the page can be looked at already.
        running = await asyncio.to_thread(import_module, "bot.running")
        if not stop.is_set():
            await running.serve(settings, stop, sandbox=True)


async def _prepared(settings: Settings) -> None:
    """An empty database with an open round, and fresh keys beside it; what an earlier demo left is removed."""
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
