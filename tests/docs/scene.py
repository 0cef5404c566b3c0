"""A folder in which the lines of a page are typed one after the other, with a sandbox in place of Telegram."""

import asyncio
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from sandbox.bots import Bot
from sandbox.client import Townsfolk
from sandbox.pace import Pace
from sandbox.server import build_sandbox, serving
from tests.docs.written import ROOT

TOKEN = "123456789:AAE"
STAFF_TOKEN = "987654321:AAF"
PATIENCE = 120
"""Seconds after which a line that neither works nor fails is given up."""
LINKED = (".venv", "flows", "docker-compose.yml", "deploy")


class Heard(StringIO):
    """Where the sandbox writes its journal: every line is news."""

    def __init__(self, news: asyncio.Event) -> None:
        super().__init__()
        self._news = news

    def write(self, line: str) -> int:
        self._news.set()
        return super().write(line)


class Running:
    """A line that goes on until somebody presses Ctrl-C."""

    def __init__(self, line: str, process: asyncio.subprocess.Process, news: asyncio.Event) -> None:
        self.line = line
        self.said = ""
        self.process = process
        self._news = news
        self._reading = asyncio.create_task(self._read())

    async def stop(self) -> None:
        """Presses Ctrl-C, which has to end it at once, and well; only make dies of it."""
        try:
            async with asyncio.timeout(PATIENCE):
                if self.process.returncode is None:
                    os.killpg(self.process.pid, signal.SIGINT)
                await self._reading
        finally:
            if self.process.returncode is None:
                os.killpg(self.process.pid, signal.SIGKILL)
        assert self.process.returncode in {0, -signal.SIGINT}, f"{self.line}\n{self.said}"
        assert "Traceback" not in self.said, self.said

    async def _read(self) -> None:
        assert self.process.stdout is not None
        while more := await self.process.stdout.readline():
            self.said += more.decode()
            self._news.set()
        await self.process.wait()
        self._news.set()


@dataclass
class Scene:
    """The folder, and the environment, which `export` changes for the lines behind it."""

    folder: Path
    environment: dict[str, str]
    town: Townsfolk
    news: asyncio.Event
    journal: StringIO
    """All that the sandbox was asked, a line each."""
    stand_ins: dict[str, str] = field(default_factory=dict)
    """What a person would put something else for: regular expressions, and what is meant."""
    running: list[Running] = field(default_factory=list)
    behind: AsyncExitStack = field(default_factory=AsyncExitStack)
    """What is to end with the page."""

    async def type(self, line: str, *, answers: str = "", folder: Path | None = None) -> None:
        """Runs the line to its end, which has to be a good one. `answers` are what it asks for."""
        after = self.folder / "environment"
        process = await self._start(f"set -euo pipefail\n{self.meant(line)}\nenv -0 >{after}", folder or self.folder)
        async with asyncio.timeout(PATIENCE):
            said, _ = await process.communicate(answers.encode())
        assert process.returncode == 0, f"{line}\n{said.decode()}"
        variables = after.read_text("utf-8").split("\0")
        self.environment = dict(each.split("=", 1) for each in variables if each)

    async def type_and_leave(self, line: str, until: str, *, folder: Path | None = None) -> Running:
        """Runs the line until it has said something, or asked it of Telegram, and leaves it running."""
        begun = self.journal.tell()
        running = Running(line, await self._start(f"exec {self.meant(line)}", folder or self.folder), self.news)
        self.running.append(running)
        async with asyncio.timeout(PATIENCE):
            while until not in running.said + self.journal.getvalue()[begun:]:
                assert running.process.returncode is None, f"{line}\nended by itself: {running.said}"
                self.news.clear()
                await self.news.wait()
        return running

    async def stop_all(self) -> None:
        """Presses Ctrl-C in every terminal."""
        while self.running:
            await self.running.pop().stop()

    def meant(self, line: str) -> str:
        """The line as a person would type it."""
        for written, meant in self.stand_ins.items():
            line = re.sub(written, meant, line)
        return line

    async def _start(self, script: str, folder: Path) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *("bash", "-c", script),
            cwd=folder,
            env=self.environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,  # no terminal to ask for a passphrase, and a group of its own to press Ctrl-C in
        )


@asynccontextmanager
async def scene(folder: Path) -> AsyncIterator[Scene]:
    """A fresh folder that looks like the repository after `make setup`, with a consultation of one's own."""
    for part in LINKED:
        (folder / part).symlink_to(ROOT / part)
    shutil.copy(ROOT / "flows/consultations/timisoara_2021.yaml", folder / "my_consultation.yaml")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GLAS_")}
    news = asyncio.Event()
    journal = Heard(news)
    bots = [Bot(TOKEN, "glas_demo_bot", "Glas"), Bot(STAFF_TOKEN, "glas_demo_staff_bot", "Glas (staff)")]
    async with (
        serving(build_sandbox(bots, pace=Pace.OFF, journal=journal)) as url,
        Townsfolk(url) as town,
        AsyncExitStack() as behind,
    ):
        environment = {
            **kept,
            "HOME": str(folder),
            "PATH": f"{folder}/.venv/bin:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "GLAS_TELEGRAM_API": url,
            "GLAS_QUIET_HOURS": "none",  # whatever the hour is, in which the test runs
        }
        here = Scene(folder, environment, town, news, journal, behind=behind)
        try:
            yield here
        finally:
            await here.stop_all()
