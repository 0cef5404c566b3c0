"""Listening: uvicorn in this process's own loop, which begins and ends with the program and catches no signals."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

from fastapi import FastAPI
from uvicorn import Config, Server

from bot.refusal import Refusal
from bot.setting_values import Address

GRACE_SECONDS: Final = 15
"""How long requests under way have at the end."""
_KEEP_ALIVE_SECONDS: Final = 75
"""Longer than the 60 s for which Telegram keeps an idle connection: who ends it first loses no request that crosses."""
_MOST_AT_ONCE: Final = 1000
"""Connections and requests; beyond them 503."""


@asynccontextmanager
async def listening(app: FastAPI, address: Address) -> AsyncIterator[Address]:
    """Answers requests while the block runs; gives the address with its real port.

    At the block's end no connection is taken any more, and requests under way are answered before this returns. Raises
    Refusal when the address cannot be had.
    """
    bound = _bound(address)
    config = Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        limit_concurrency=_MOST_AT_ONCE,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        yield Address(address.host, bound.getsockname()[1])
    finally:
        server.should_exit = True
        await serving


class _Server(Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None: `bot.running` knows what is to end first."""
        yield


def _bound(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        return socket.create_server((address.host, address.port), family=family, backlog=2048)
    except OSError as error:
        # The library's own words repeat the address; a name that nobody knows has a number of another kind.
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror)
        raise Refusal(f"GLAS_HTTP {address}: {reason.lower()}") from error
