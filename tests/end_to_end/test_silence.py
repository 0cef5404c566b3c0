"""A bot whose people and whose Telegram do what they can: not one of their words, names or ids is ever logged."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from tests.bot.cli.command import Glas
from tests.end_to_end.gossip import MARKS, PROOF, STAFF_TOKEN, TOKEN, Gossip

NOISY = {"PYTHONASYNCIODEBUG": "1", "PYTHONWARNINGS": "always", "PYTHONDEVMODE": "1"}
"""Python says all that it can."""


@pytest.fixture
def glas(tmp_path: Path) -> Glas:
    """A command line with an open round."""
    return Glas(tmp_path).with_round()


@pytest.mark.parametrize("way", ["--polling", "--webhook"])
async def test_no_name_text_or_id_of_a_person_is_logged_and_no_secret(glas: Glas, way: str) -> None:
    log = glas.folder / "log"
    gossip = Gossip(log)
    async with TestServer(gossip.site()) as server:
        settings = glas.settings | {
            "GLAS_BOT_TOKEN": TOKEN,
            "GLAS_STAFF_BOT_TOKEN": STAFF_TOKEN,
            "GLAS_TELEGRAM_API": str(server.make_url("")),
            "GLAS_WEBHOOK_URL": "http://127.0.0.1/hook",
            "GLAS_WEBHOOK_SECRET": PROOF,
            "GLAS_HTTP": "127.0.0.1:0",
        }
        with log.open("wb") as output:
            bot = await asyncio.create_subprocess_exec(
                Path(sys.executable).with_name("glas"),
                "run",
                way,
                env={**os.environ, **settings, **NOISY},
                stdout=output,
                stderr=output,
            )
        try:
            async with asyncio.timeout(60):
                await gossip.all_taken.wait()
                await gossip.all_taken_by_staff.wait()
        finally:
            bot.terminate()
            status = await bot.wait()
    text = log.read_text()
    assert status == 0, text
    assert {"sendMessage", "answerCallbackQuery"} <= set(gossip.methods)
    assert set(gossip.statuses) <= {200}, "a poison update must not come for ever"
    events = [json.loads(line)["event"] for line in text.splitlines()]
    assert {"listening", "update set aside", "staff's update set aside"} <= set(events)
    assert len(events) < 5 * len(gossip.updates)
    for mark in (*MARKS, TOKEN.partition(":")[2], STAFF_TOKEN.partition(":")[2], PROOF):
        assert mark not in text
        assert json.dumps(mark).strip('"') not in text
