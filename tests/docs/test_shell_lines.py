"""Every line of shell in README and docs is typed and works."""

import shlex
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.docs.scene import Scene, scene
from tests.docs.written import OTHER_LANGUAGES, PAGES, ROOT, SHELL, Line, blocks, name_of, shell_lines

MEANWHILE = {
    ("README.md", ".venv/bin/glas run"): [
        # People answer, and the hour is over.
        "glas example timisoara-2021 | glas replay - --round parks",
        "glas release parks",
    ],
    ("README.md", ".venv/bin/glas words release parks"): ["glas round close parks", "glas release parks"],
}
"""What happens in the world before that line is typed."""

UNTIL_CTRL_C = {
    ".venv/bin/glas run": ("setMyCommands", ""),
    "glas sandbox": ("http://", "--port 0"),
    "make demo": ("Chat page: http://", 'ARGS="--port 0 --data {folder}/demo"'),
}
"""Lines that end with Ctrl-C: what they have said, or asked of Telegram, when they work, and what a test adds so that
two may run at once."""

ONLY_LOOKED_AT = {
    "make test": "it is what runs this test",
    ".venv/bin/glas broadcast test 1 --to 123456789": "nobody here has that id",
    ".venv/bin/glas broadcast send 1": "it asks for a number that depends on who may be written to",
    ".venv/bin/glas broadcast watch 1": "it waits for what was not sent",
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
        for line in shell_lines(page):
            for command in MEANWHILE.get((line.page, line.text), ()):
                await here.type(command)
            await typed(here, line)


async def typed(here: Scene, line: Line) -> None:
    if line.text in ONLY_LOOKED_AT:
        planned(line)
        return
    for beginning, (until, add) in UNTIL_CTRL_C.items():
        if line.text.startswith(beginning):
            if line.text.startswith("make"):
                here = replace(here, folder=ROOT)
            await here.type_and_stop(line, until, add.format(folder=here.environment["HOME"]))
            return
    await here.type(line)


def planned(line: Line) -> None:
    """The target is there, and so is what it would run; the command is there, and has these options."""
    words = shlex.split(line.text)
    options = [word for word in words if word.startswith("--")]
    if words[0] != "make":
        words = [word for word in words if word.isalpha() or "/" in word]
    asked = [*words, "--dry-run"] if words[0] == "make" else [*words, "--help"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(option in done.stdout for option in options), f"{line}: {done.stdout}"


def test_no_line_is_listed_in_vain() -> None:
    texts = [line.text for page in PAGES for line in shell_lines(page)]
    assert {each for each in ONLY_LOOKED_AT if each not in texts} == set()
    assert {each for each in UNTIL_CTRL_C if not any(text.startswith(each) for text in texts)} == set()
    pairs = {(name_of(page), line.text) for page in PAGES for line in shell_lines(page)}
    assert set(MEANWHILE) - pairs == set()


async def test_a_line_that_does_not_work_fails(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        with pytest.raises(AssertionError, match="no round moon"):
            await here.type("glas round show moon")
        await here.type("export COLOUR=green")
        await here.type('test "$COLOUR" = green')
