"""A command line in a folder of its own, and a Telegram."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.cli.command import TOKEN, USERNAME, Glas


@pytest.fixture
def glas(tmp_path: Path) -> Glas:
    return Glas(tmp_path)


@pytest.fixture(scope="session")
def telegram() -> Iterator[str]:
    """The address of a sandbox that knows one bot, of TOKEN and USERNAME."""
    options = ("--port", "0", "--token", TOKEN, "--username", USERNAME)
    with subprocess.Popen([sys.executable, "-m", "sandbox", *options], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().removeprefix("Chat page: ").strip().rstrip("/")
        process.terminate()
