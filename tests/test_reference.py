"""docs/reference.md tells what the code is."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli.app import build_app
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/reference.md").read_text("utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The repository as far as the reference is made from it."""
    for part in ("bin", "bot", "flows", "results", "storage"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("fonts", "__pycache__"))
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs/reference.md", tmp_path / "docs")
    return tmp_path


def reference(folder: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "bin/reference", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), "utf-8")


def test_a_stale_page_is_noticed_and_made_anew(copy: Path) -> None:
    assert reference(copy, "--check") == (0, "")
    change(copy / "bot/cli/round_commands.py", '"""Close a round now."""', '"""Close a round at once."""')
    assert reference(copy, "--check") == (1, "docs/reference.md is stale: run .venv/bin/python bin/reference\n")
    assert reference(copy) == (0, "")
    assert "Close a round at once." in (copy / "docs/reference.md").read_text("utf-8")
    assert reference(copy, "--check") == (0, "")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "flows/consultation.py",
            ', description="another order for each respondent, always the same for one"',
            "",
            "flows/consultation.py: `shuffle` of a question of type `single` has no description",
        ),
        (
            "bot/settings.py",
            'Field(default=Path("~/.config/glas/keys"), description="the key ring\'s file")',
            'Path("~/.config/glas/keys")',
            "the setting `keys` has no description",
        ),
        ("bot/cli/round_commands.py", '    """Close a round now."""\n', "", "`glas round close` has no help"),
        (
            "storage/rounds.py",
            '    """There is no round of that code."""',
            "    pass",
            "storage/rounds.py: the error UnknownRound is explained neither in the tree at its top nor by itself",
        ),
    ],
)
def test_what_is_not_explained_is_named(copy: Path, file: str, old: str, new: str, said: str) -> None:
    change(copy / file, old, new)
    assert reference(copy, "--check") == (1, f"{said}\n")


def test_every_command_and_setting_has_its_place() -> None:
    def names(command: object, name: str) -> list[str]:
        inner = getattr(command, "commands", {})
        return [name, *(each for word in inner for each in names(inner[word], f"{name} {word}"))]

    headings = re.findall(r"^### `(glas .+)`$", PAGE, re.MULTILINE)
    assert sorted(headings) == sorted(names(get_command(build_app()), "glas")[1:])
    assert set(re.findall(r"^\| `GLAS_(\w+)`", PAGE, re.MULTILINE)) == {name.upper() for name in Settings.model_fields}


def test_links_within_the_page_lead_somewhere() -> None:
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= headings
    files = set(re.findall(r"\]\(([^)#]+)\)", PAGE))
    assert {file for file in files if not (ROOT / "docs" / file).exists()} == set()
