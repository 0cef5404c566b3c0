"""The bot as a process that can be killed: a parent that has imported everything forks a child for each life.

Run as a program: a line on its input begins a life, whose process id and, once it is over, exit status it prints.
Given a speed, time passes as fast as for a sandbox whose clock has the same.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

from bot.running import serve
from tests.end_to_end.clocks import SwiftClock
from tests.end_to_end.stage import behind_a_webhook, settings_in


async def live(folder: Path, url: str, port: int | None, speed: float | None, *, staff: bool) -> None:
    """Serves until SIGTERM, behind a webhook if there is a port for it; staff, too, if asked for."""
    settings = settings_in(folder, url, staff=staff)
    clock = None if speed is None else SwiftClock(speed=speed).of_the_bot
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await serve(settings if port is None else behind_a_webhook(settings, port), stop, clock=clock)


def main(folder: Path, url: str, port: int | None, speed: float | None, *, staff: bool) -> None:
    """Begins lives until the input ends."""
    if staff:
        import_module("bot.staff.serving")  # which is loaded only where staff are served
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            log = os.open(log_of(folder), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(log, 1)
            os.dup2(log, 2)
            asyncio.run(live(folder, url, port, speed, staff=staff))
            os._exit(0)
        _tell(child)
        _tell(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def log_of(folder: Path) -> Path:
    """Where all lives log."""
    return folder / "log"


class Lives:
    """The parent, seen from the test."""

    def __init__(self, parent: asyncio.subprocess.Process) -> None:
        self._parent = parent
        self._child: int | None = None

    async def begin(self) -> None:
        assert self._parent.stdin is not None
        self._parent.stdin.write(b"\n")
        self._child = await self._number()

    def strike(self, number: signal.Signals) -> None:
        """Sends the signal."""
        assert self._child is not None, "nobody lives"
        os.kill(self._child, number)

    async def over(self) -> int:
        """Waits for the end of the life; gives the exit status, negative for a signal's."""
        status = await self._number()
        self._child = None
        return status

    async def close(self) -> None:
        """Ends whoever still lives, and the parent."""
        if self._child is not None:
            self.strike(signal.SIGKILL)
            await self.over()
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        await self._parent.wait()

    async def _number(self) -> int:
        assert self._parent.stdout is not None
        return int(await self._parent.stdout.readline())


@asynccontextmanager
async def lives_in(
    folder: Path, url: str, port: int | None = None, *, speed: float | None = None, staff: bool = False
) -> AsyncIterator[Lives]:
    arguments = (str(folder), url, str(port or ""), str(speed or ""), "staff" if staff else "")
    pipe = asyncio.subprocess.PIPE
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.end_to_end.lives", *arguments, stdin=pipe, stdout=pipe
    )
    lives = Lives(parent)
    try:
        yield lives
    finally:
        await lives.close()


if __name__ == "__main__":
    _, data, address, where, fast, both = sys.argv
    main(Path(data), address, int(where) if where else None, float(fast) if fast else None, staff=bool(both))
