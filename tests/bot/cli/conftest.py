"""A command line in a folder of its own."""

from pathlib import Path

import pytest

from tests.bot.cli.command import Glas


@pytest.fixture
def glas(tmp_path: Path) -> Glas:
    return Glas(tmp_path)
