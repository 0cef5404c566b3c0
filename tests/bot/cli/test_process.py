"""`glas` as its own process."""

import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.bot.cli.command import CONSULTATION, Glas

HELP = """
import sys
from bot.cli import main
sys.argv = ["glas", "--help"]
try:
    main()
finally:
    heavy = {"aiogram", "sqlalchemy", "sqlmodel", "alembic", "pydantic", "pydantic_settings", "cryptography", "yaml"}
    sys.stderr.write(" ".join(sorted(heavy & set(sys.modules))))
"""


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    shown = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True)
    for command in ("run", "demo", "check", "round", "results", "replay", "export", "recount", "db", "keys"):
        assert f" {command} " in shown.stdout
    assert shown.stderr == ""


def test_a_command_writes_for_its_owner_alone(glas: Glas) -> None:
    opened = glas.process("round", "open", glas.file("town.yaml", CONSULTATION))
    assert (opened.returncode, opened.stderr) == (0, "")
    assert (glas.folder / "data").stat().st_mode & 0o777 == 0o700
    assert (glas.folder / "data" / "glas.sqlite").stat().st_mode & 0o777 == 0o600


def test_a_refusal_is_a_sentence_and_exit_code_1(glas: Glas) -> None:
    refused = glas.process("round", "show", "nowhere")
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", "glas: there is no round nowhere\n")


def test_a_missing_token_is_a_sentence(glas: Glas) -> None:
    refused = glas.process("run")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("glas: GLAS_BOT_TOKEN is not set")
    assert not (glas.folder / "data").exists()


def test_a_replay_shows_how_far_it_is_on_a_terminal_only(glas: Glas) -> None:
    line = '{"respondent": "r1", "answers": {"streets": ["dust"]}}\n'
    file = glas.with_round().file("a.jsonl", line)
    assert glas("replay", file).stderr == ""
    terminal, end = pty.openpty()
    replay: list[str | Path] = [Path(sys.executable).with_name("glas"), "replay", file]
    done = subprocess.run(replay, env={**os.environ, **glas.settings, "TERM": "xterm"}, stderr=end, check=False)
    os.close(end)
    with os.fdopen(terminal, "rb", buffering=0) as shown:
        assert b"Replaying" in shown.read(10_000)
    assert done.returncode == 0
