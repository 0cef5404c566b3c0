"""The sandbox as an aiohttp application, and how to serve it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from random import Random
from typing import IO, TYPE_CHECKING, Final

from aiohttp import web

from sandbox import callbacks, webhooks
from sandbox.bot_api import BODY_LIMIT, BotApi
from sandbox.clock import Calendar, Clock, ScaledClock
from sandbox.faults_api import FaultsApi
from sandbox.groups_api import GroupsApi
from sandbox.journal import Journal
from sandbox.pace import Pace
from sandbox.page_files import page_routes
from sandbox.people_api import PeopleApi
from sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from sandbox.bots import Bot

WORLD: Final = web.AppKey("world", World)


def build_sandbox(
    bots: Sequence[Bot],
    *,
    pace: Pace = Pace.DOCUMENTED,
    clock: Clock | None = None,
    random: Random | None = None,
    journal: IO[str] | None = None,
    webhook_seconds: float = webhooks.ANSWER_SECONDS,
    tap_seconds: float = callbacks.ANSWER_SECONDS,
) -> web.Application:
    """A Telegram of its own for these bots, empty of people.

    `clock` (the machine's unless given) drives pace, ages, dates and the retries of webhooks; `random` the ids.
    `journal` is a text stream that gets a JSON line for everything that happens. A webhook has `webhook_seconds`, real
    ones, to answer; a tap can be answered for `tap_seconds` of the clock. Raises ValueError for two bots with one id.
    """
    if len({bot.id for bot in bots}) < len(bots):
        raise ValueError("two bots have the same id")
    world = World(
        bots,
        pace=pace,
        calendar=Calendar(clock or ScaledClock()),
        random=random or Random(),  # noqa: S311 - ids that look like Telegram's, no secrets
        journal=Journal(journal),
        webhook_seconds=webhook_seconds,
        tap_seconds=tap_seconds,
    )
    app = web.Application(client_max_size=BODY_LIMIT)
    app[WORLD] = world
    apis = (BotApi(world), PeopleApi(world), GroupsApi(world), FaultsApi(world))
    app.add_routes([*(route for api in apis for route in api.routes()), *page_routes()])
    app.on_shutdown.append(_close)
    return app


@asynccontextmanager
async def serving(app: web.Application, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serves while the block runs; yields the base URL, without a slash at its end. Port 0 takes a free one.

    Raises OSError when the port is taken. Polls and streams that are open at the end are answered at once.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound = runner.addresses[0][1]
        yield f"http://{f'[{host}]' if ':' in host else host}:{bound}"
    finally:
        await runner.cleanup()


async def _close(app: web.Application) -> None:
    app[WORLD].close()
    for account in app[WORLD].accounts:
        if account.webhook is not None:
            await account.webhook.stop()
