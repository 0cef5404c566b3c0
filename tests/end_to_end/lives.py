"""The bot as a process that can be killed: a parent that has imported everything forks a child for each life.

Run as a program: a line on its input begins a life, whose process id and, once it is over, exit status it prints.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

from bot.running import serve
from tests.end_to_end.clocks import SwiftClock
from tests.end_to_end.stage import behind_a_webhook, settings_in


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Of every life. `port`: that of its webhook, which Telegram finds at `balancer` where there is one; else it polls.

    `speed`: time passes as fast as for a sandbox whose clock has the same. `staff`: it has the staff's token, too.
    """

    folder: str
    url: str
    port: int | None = None
    balancer: str | None = None
    speed: float | None = None
    staff: bool = False
    database: str | None = None


async def live(given: Circumstances) -> None:
    """Serves until SIGTERM."""
    settings = settings_in(Path(given.folder), given.url, staff=given.staff, database=given.database)
    if given.port is not None:
        settings = behind_a_webhook(settings, given.port, given.balancer)
    clock = None if given.speed is None else SwiftClock(speed=given.speed).of_the_bot
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await serve(settings, stop, clock=clock)


def main(given: Circumstances) -> None:
    """Begins lives until the input ends."""
    if given.staff:
        import_module("bot.staff.serving")  # which is loaded only where staff are served
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            log = os.open(log_of(Path(given.folder)), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(log, 1)
            os.dup2(log, 2)
            asyncio.run(live(given))
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

    @property
    def process(self) -> int:
        assert self._child is not None, "nobody lives"
        return self._child

    async def begin(self) -> None:
        assert self._parent.stdin is not None
        self._parent.stdin.write(b"\n")
        self._child = await self._number()

    def strike(self, number: signal.Signals) -> None:
        """Sends the signal."""
        os.kill(self.process, number)

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
    folder: Path,
    url: str,
    port: int | None = None,
    *,
    speed: float | None = None,
    balancer: str | None = None,
    staff: bool = False,
    database: str | None = None,
) -> AsyncIterator[Lives]:
    """A parent for lives in these circumstances."""
    given = Circumstances(str(folder), url, port, balancer, speed, staff, database)
    command = [sys.executable, "-m", "tests.end_to_end.lives", json.dumps(asdict(given))]
    pipe = asyncio.subprocess.PIPE
    parent = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    lives = Lives(parent)
    try:
        yield lives
    finally:
        await lives.close()


if __name__ == "__main__":
    main(Circumstances(**json.loads(sys.argv[1])))
