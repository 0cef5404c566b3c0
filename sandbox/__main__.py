"""`python -m sandbox`: the sandbox alone, for any bot."""

from __future__ import annotations

import argparse
import asyncio
import errno
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.bots import Bot
from sandbox.clock import ScaledClock
from sandbox.pace import Pace
from sandbox.server import build_sandbox, serving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until Ctrl-C or SIGTERM and returns the exit code: 0, or 1 with one line on stderr."""
    options = _parser().parse_args(arguments)
    try:
        bots = _bots(options.token, options.username)
        with ExitStack() as stack:
            journal = stack.enter_context(options.journal.open("a", encoding="utf-8")) if options.journal else None
            clock = ScaledClock(options.speed)
            app = build_sandbox(bots, pace=options.pace, clock=clock, journal=journal)
            asyncio.run(_serve(app, options.host, options.port, bots))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"sandbox: {_reason(error)}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A strict Telegram Bot API on this machine.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--token", action="append", help="a bot's token; may be given again for a second bot")
    parser.add_argument("--username", action="append", help="the username of each bot, in the same order")
    parser.add_argument("--pace", type=Pace, choices=list(Pace), default=Pace.DOCUMENTED, metavar=_paces())
    parser.add_argument("--speed", type=float, default=1.0, help="how fast time runs here (default: %(default)s)")
    parser.add_argument("--journal", type=Path, help="a file to which everything that happens is added, a line each")
    return parser


def _paces() -> str:
    return "{" + ",".join(pace.value for pace in Pace) + "}"


def _bots(tokens: list[str] | None, usernames: list[str] | None) -> list[Bot]:
    """One demo bot when none is named. Raises ValueError when tokens and usernames do not pair up."""
    tokens = tokens or ["1000001:SANDBOX"]
    usernames = usernames or [f"sandbox{number or ''}_bot" for number in range(len(tokens))]
    if len(tokens) != len(usernames):
        raise ValueError(f"{len(tokens)} tokens, but {len(usernames)} usernames")
    return [
        Bot(token, username.removeprefix("@"), username.removeprefix("@"))
        for token, username in zip(tokens, usernames, strict=True)
    ]


async def _serve(app: web.Application, host: str, port: int, bots: list[Bot]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serving(app, host, port) as url:
        names = ", ".join(f"@{bot.username} ({bot.token})" for bot in bots)
        sys.stdout.write(f"Chat page: {url}/\nBot API:   {url}/bot<token>/<method>\nBots:      {names}\n")
        sys.stdout.flush()
        await stop.wait()


def _reason(error: Exception) -> str:
    match error:
        case OSError(errno=errno.EADDRINUSE):
            return "the port is in use; choose another with --port"
        case OSError(strerror=str(reason), filename=str(name)):
            return f"{name}: {reason}"
        case _:
            return str(error)


if __name__ == "__main__":
    sys.exit(main())
