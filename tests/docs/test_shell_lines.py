"""Every line of shell in README and docs is typed and works."""

import os
import shlex
import subprocess
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import pytest
import yaml

from tests.docs import world
from tests.docs.scene import TOKEN, Scene, scene
from tests.docs.written import OTHER_LANGUAGES, PAGES, ROOT, SHELL, Line, blocks, name_of, shell_lines

MEANWHILE: dict[tuple[str, str], tuple[Callable[[Scene], Awaitable[None]], ...]] = {
    # Later a bot's token has served the round, and nothing is imported into it any more.
    ("README.md", ".venv/bin/glas run"): (world.many_answer,),
    ("README.md", ".venv/bin/glas broadcast create remind --round parks"): (world.ana_stops_halfway,),
    ("README.md", ".venv/bin/glas round show parks"): (world.she_was_reminded,),
    ("README.md", ".venv/bin/glas words release parks"): (world.an_hour_goes_by_after_closing,),
    ("docs/city.md", ".venv/bin/glas check park.xlsx"): (world.the_notice_is_written,),
    ("docs/city.md", ".venv/bin/glas keys backup glas-keys.backup"): (world.sixty_answer_about_the_park,),
    ("docs/city.md", ".venv/bin/glas round show park"): (world.the_first_answer_comes,),
    ("docs/city.md", "mkdir --mode=700 data"): (world.the_machine_is_lost,),
    ("docs/xlsform.md", ".venv/bin/glas round open park.xlsx --code park"): (world.the_notice_is_written,),
}
"""What happens in the world before that line is typed."""

STAND_INS = {r"123456789:AAE\.\.\.": TOKEN, r"20\d\d-\d\d-\d\d": world.SOON}

PASSPHRASE = "correct horse battery\n"
ANSWERS = {
    "cat >secrets/bot_token": f"{TOKEN}\n",
    "glas keys backup": PASSPHRASE * 2,
    "glas keys restore": PASSPHRASE,
    "glas broadcast send": "1\n",  # it goes to one person at most
    "glas words release": "y\n",
}
"""What such lines ask for."""

UNTIL_CTRL_C = {
    "glas run": ("setMyCommands", ""),
    "glas sandbox": ("http://", " --port 0"),
    "glas preview": ("http://", " --port 0"),
    "make demo": ("Chat page: http://", ' ARGS="--port 0 --data {folder}/demo"'),
}
"""Lines that end with Ctrl-C: what they have said, or asked of Telegram, when they work, and what a test adds so that
two may run at once. `glas run` goes on while the lines behind it are typed, as in another terminal."""

SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
ONLY_LOOKED_AT = {
    "make test": "it is what runs this test",
    "docker compose up --detach": "it wants an engine for containers, and a name in the internet",
    "docker compose exec glas glas doctor": "the same",
}
"""Lines whose target, or command with its options, has to exist, and the reason why they are not run here."""


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_says_what_language_it_is_in(page: Path) -> None:
    """So that no shell hides in a block without one."""
    unknown = {language for _, language, _ in blocks(page)} - OTHER_LANGUAGES - {SHELL}
    assert unknown == set()


@pytest.mark.parametrize("page", [page for page in PAGES if shell_lines(page)], ids=name_of)
async def test_every_line_of_shell_works(page: Path, tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.stand_ins |= STAND_INS
        for line in shell_lines(page):
            for happening in MEANWHILE.get((line.page, line.text), ()):
                await happening(here)
            await typed(here, line)


async def typed(here: Scene, line: Line) -> None:
    if line.text in ONLY_LOOKED_AT:
        looked_at(line)
    elif kind := beginning(line, UNTIL_CTRL_C):
        until, add = UNTIL_CTRL_C[kind]
        # make finds nothing of its own in the scene's folder
        folder = ROOT if kind.startswith("make") else None
        running = await here.type_and_leave(line.text + add.format(folder=here.folder), until, folder=folder)
        if kind != "glas run":
            here.running.remove(running)
            await running.stop()
    else:
        kind = beginning(line, ANSWERS)
        folder = ROOT if line.text.startswith("bin/") else None
        await here.type(line.text, answers=ANSWERS[kind] if kind else "", folder=folder)


def beginning(line: Line, known: Iterable[str]) -> str | None:
    text = line.text.removeprefix(".venv/bin/")
    return next((each for each in known if text.startswith(each)), None)


def looked_at(line: Line) -> None:
    """The target is there, and so is what it would run; the service is, and so is the command in it."""
    match shlex.split(line.text):
        case ["make", *_] as asked:
            asked += ["--dry-run"]
        case ["docker", "compose", "exec", service, *asked]:
            assert service in SERVICES
            asked += ["--help"]
        case ["docker", "compose", "up", *_]:
            asked = ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
        case _:
            raise AssertionError(line)
    environment = {**os.environ, "PATH": f"{ROOT}/.venv/bin:{os.environ['PATH']}"}
    done = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_line_is_listed_in_vain() -> None:
    lines = [line for page in PAGES for line in shell_lines(page)]
    assert set(ONLY_LOOKED_AT) <= {line.text for line in lines}
    assert {beginning(line, UNTIL_CTRL_C) for line in lines} - {None} == set(UNTIL_CTRL_C)
    assert {beginning(line, ANSWERS) for line in lines} - {None} == set(ANSWERS)
    assert set(MEANWHILE) <= {(line.page, line.text) for line in lines}


async def test_a_line_that_does_not_work_fails(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        with pytest.raises(AssertionError, match="no round moon"):
            await here.type("glas round show moon")
        await here.type("export COLOUR=green")
        await here.type('test "$COLOUR" = green')
