"""`python -m sandbox`, and `glas sandbox`, which is the same."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from sandbox.__main__ import main

COMMANDS: dict[str, list[str | Path]] = {
    "python -m sandbox": [sys.executable, "-m", "sandbox"],
    "glas sandbox": [Path(sys.executable).with_name("glas"), "sandbox"],
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_serves_until_it_is_told_to_stop(tmp_path: Path, stop: signal.Signals, command: str) -> None:
    journal = tmp_path / "journal.jsonl"
    options = [
        "--port",
        "0",
        "--token",
        "7:A",
        "--username",
        "@a_bot",
        "--pace",
        "strict",
        "--speed",
        "20",
        "--journal",
        str(journal),
    ]
    with subprocess.Popen(
        [*COMMANDS[command], *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stdout.readline().removeprefix("Chat page: ").strip()
        with urllib.request.urlopen(f"{url}bot7:A/getMe") as response:
            assert json.load(response)["result"]["username"] == "a_bot"
        process.send_signal(stop)
        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == ""
    assert json.loads(journal.read_text())["method"] == "getMe"


def test_a_port_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["--port", str(taken.getsockname()[1])]) == 1
    assert capsys.readouterr().err == "sandbox: the port is in use; choose another with --port\n"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--token", "nonsense"], "a bot's token looks like 1000001:SECRET, not 'nonsense'"),
        (["--token", "1:A", "--username", "a", "--username", "b"], "1 tokens, but 2 usernames"),
        (["--token", "1:A", "--token", "1:B"], "two bots have the same id"),
        (["--speed", "0"], "a clock's speed is above 0, not 0.0"),
        (["--journal", "/nowhere/at/all"], "/nowhere/at/all: No such file or directory"),
    ],
)
def test_one_clear_line(capsys: pytest.CaptureFixture[str], options: list[str], reason: str) -> None:
    assert main(["--port", "0", *options]) == 1
    assert capsys.readouterr().err == f"sandbox: {reason}\n"


def test_options_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    assert "{documented,strict,off}" in capsys.readouterr().out


def test_starts_without_the_libraries_of_bots() -> None:
    code = "import sys, sandbox.__main__; print([m for m in ('aiogram', 'telegram', 'sqlalchemy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"
