"""A folder in which the lines of a page are typed one after the other, with a sandbox in place of Telegram."""

import asyncio
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

from sandbox.bots import Bot
from sandbox.pace import Pace
from sandbox.server import build_sandbox, serving
from tests.docs.written import ROOT, Line

TOKEN = "123456789:AAE"
PASSPHRASE = "correct horse battery"
PATIENCE = 300
"""Seconds after which a line that neither works nor fails is given up."""
LINKED = (".venv", "flows")

STAND_INS = (
    ("123456789:AAE...", TOKEN),
    # What is a date to come in the docs stays one.
    (re.compile(r"20\d\d-\d\d-\d\d"), (datetime.now(UTC) + timedelta(days=90)).strftime("%Y-%m-%d")),
)
"""What a person would put something else for."""


class Heard(StringIO):
    """Where the sandbox writes its journal: every line is news."""

    def __init__(self, news: asyncio.Event) -> None:
        super().__init__()
        self._news = news

    def write(self, line: str) -> int:
        self._news.set()
        return super().write(line)


@dataclass
class Scene:
    """The folder and the environment, which `export` changes for the lines behind it."""

    folder: Path
    environment: dict[str, str]
    news: asyncio.Event
    journal: StringIO
    """All that the sandbox was asked, a line each."""
    said: str = ""
    """By the line that was stopped last."""

    async def type(self, line: Line | str) -> None:
        """Runs the line to its end, which has to be a good one. Passphrases are typed as they are asked for."""
        after = self.folder / "environment"
        process = await self._start(f"set -euo pipefail\n{self._meant(line)}\nenv -0 >{after}")
        async with asyncio.timeout(PATIENCE):
            said, _ = await process.communicate(f"{PASSPHRASE}\n{PASSPHRASE}\n".encode())
        assert process.returncode == 0, f"{line}\n{said.decode()}"
        variables = after.read_text("utf-8").split("\0")
        self.environment = dict(each.split("=", 1) for each in variables if each)

    async def type_and_stop(self, line: Line, until: str, add: str = "") -> None:
        """Runs the line until it has said something, or asked it of Telegram, and stops it with Ctrl-C.

        That has to end it at once, and well; only make dies of it.
        """
        process = await self._start(f"exec {self._meant(line)} {add}")
        reading = asyncio.create_task(self._read(process))
        try:
            async with asyncio.timeout(PATIENCE):
                while until not in self.said + self.journal.getvalue():
                    assert process.returncode is None, f"{line}\nended by itself: {self.said}"
                    self.news.clear()
                    await self.news.wait()
                os.killpg(process.pid, signal.SIGINT)
                await reading
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
        assert process.returncode in {0, -signal.SIGINT}, f"{line}\n{self.said}"
        assert "Traceback" not in self.said

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        self.said = ""
        while more := await process.stdout.readline():
            self.said += more.decode()
            self.news.set()
        await process.wait()
        self.news.set()

    async def _start(self, script: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *("bash", "-c", script),
            cwd=self.folder,
            env=self.environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,  # no terminal to ask for a passphrase, and a group of its own to press Ctrl-C in
        )

    def _meant(self, line: Line | str) -> str:
        text = line.text if isinstance(line, Line) else line
        for written, meant in STAND_INS:
            text = re.sub(written if isinstance(written, re.Pattern) else re.escape(written), meant, text)
        return text


@asynccontextmanager
async def scene(folder: Path) -> AsyncIterator[Scene]:
    """A fresh folder that looks like the repository after `make setup`, with a consultation of one's own."""
    for part in LINKED:
        (folder / part).symlink_to(ROOT / part)
    shutil.copy(ROOT / "flows/consultations/timisoara_2021.yaml", folder / "my_consultation.yaml")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GLAS_")}
    news = asyncio.Event()
    journal = Heard(news)
    async with serving(build_sandbox([Bot(TOKEN, "glas_demo_bot", "Glas")], pace=Pace.OFF, journal=journal)) as url:
        yield Scene(
            folder,
            {
                **kept,
                "HOME": str(folder),
                "PATH": f"{folder}/.venv/bin:{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT),
                "GLAS_TELEGRAM_API": url,
            },
            news,
            journal,
        )
