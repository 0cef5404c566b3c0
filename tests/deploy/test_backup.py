"""A database that Litestream copied while the bot wrote comes back whole."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT

import pytest

from storage.database import open_database
from storage.keys import load_keys
from storage.recount import recount
from storage.rounds import rounds
from tests.deploy.writer import EMPTIED_EVERY, FIRST_PERSON
from tests.storage.conftest import House

ROOT = Path(__file__).parents[2]
LITESTREAM = Path(sys.executable).with_name("litestream")
ACKNOWLEDGED = 8 * EMPTIED_EVERY


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """deploy/litestream.yml, with its two places in the test's folder."""
    if not LITESTREAM.exists():
        pytest.skip("Litestream is there for x86-64 only")
    text = (ROOT / "deploy/litestream.yml").read_text("utf-8")
    for place in ("/data/", "/backups/"):
        assert text.count(place) == 1
        text = text.replace(place, f"{tmp_path}{place}")
    (tmp_path / "data").mkdir()
    (tmp_path / "litestream.yml").write_text(text, "utf-8")
    return tmp_path / "litestream.yml"


def acknowledged(writer: "subprocess.Popen[str]", up_to: int) -> int:
    """Reads until that many were stored; the last one."""
    assert writer.stdout is not None
    last = -1
    while last < up_to:
        line = writer.stdout.readline()
        assert line, "the writer ended"
        last = int(line)
    return last


def replicated(config: Path, live: Path, restored: Path) -> int:
    """Copies while a bot writes, kills the bot, and restores the copy; the last respondent that was acknowledged."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.deploy.writer", live.parent], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        begun = acknowledged(writer, EMPTIED_EVERY)
        with subprocess.Popen(
            [LITESTREAM, "replicate", "-config", config], stdout=PIPE, stderr=STDOUT, text=True
        ) as copying:
            assert copying.stdout is not None
            while "snapshot complete" not in (said := copying.stdout.readline()):
                assert said, "Litestream ended"
            last = acknowledged(writer, begun + ACKNOWLEDGED)
            writer.kill()
            last = max([last, *map(int, writer.stdout.read().split())])
            copying.terminate()  # it copies what is left, as at every stop
            copying.communicate()
            assert copying.returncode == 0
    subprocess.run([LITESTREAM, "restore", "-config", config, "-o", restored, live], check=True, stderr=DEVNULL)
    return last


async def test_every_acknowledged_answer_comes_back(config: Path, tmp_path: Path) -> None:
    live, restored = tmp_path / "data/glas.sqlite", tmp_path / "restored"
    restored.mkdir()
    last = await asyncio.to_thread(replicated, config, live, restored / "glas.sqlite")
    shutil.copy(live.parent / "keys", restored / "keys")

    assert sqlite3.connect(restored / "glas.sqlite").execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    url, keys = f"sqlite+aiosqlite:///{restored / 'glas.sqlite'}", load_keys(restored / "keys")
    database = await open_database(url)
    house = House(url, database, restored / "keys", keys)
    await house.look()
    pseudonyms = {row[0] for row in await house.rows("SELECT pseudonym FROM response")}
    assert {keys.pseudonym(1, FIRST_PERSON + number) for number in range(last + 1)} <= pseudonyms
    assert await recount(database, (await rounds(database))[0]) == [], "tallies are what a recount gives"
    assert await house.tallies_are_right()
    await database.close()

    files = [file for file in (tmp_path / "backups").rglob("*") if file.is_file()]
    assert files
    for file in files:
        content = file.read_bytes()
        assert not any(str(FIRST_PERSON + number).encode() in content for number in range(last + 1)), file
