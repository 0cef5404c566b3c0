"""`glas sandbox`."""

import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.bot.cli.command import Glas


def test_it_serves_a_bot_until_it_is_told_to_stop(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    command = [Path(sys.executable).with_name("glas"), "sandbox", "--port", "0", "--journal", journal, "--speed", "20"]
    bots = ["--token", "7:A", "--username", "a_bot", "--token", "8:B", "--username", "b_bot", "--pace", "strict"]
    with subprocess.Popen([*command, *bots], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stdout.readline().removeprefix("Chat page: ").strip()
        with urllib.request.urlopen(f"{url}bot8:B/getMe") as response:
            assert json.load(response)["result"]["username"] == "b_bot"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
        assert process.stderr.read() == ""
    assert json.loads(journal.read_text())["method"] == "getMe"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--token", "nonsense"], "a bot's token looks like 1000001:SECRET, not 'nonsense'"),
        (["--speed", "0"], "a clock's speed is above 0, not 0.0"),
        (["--token", "1:A", "--username", "a", "--username", "b"], "1 tokens, but 2 usernames"),
    ],
)
def test_what_cannot_be_served_is_one_line(glas: Glas, options: list[str], reason: str) -> None:
    assert glas.refused("sandbox", "--port", "0", *options) == f"sandbox: {reason}\n"
