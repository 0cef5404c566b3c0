"""The example's lines are what bin/reconstruct-timisoara makes of the published tables, byte by byte."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINES = "flows/consultations/timisoara_2021_example.jsonl"


def checked(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "bin/reconstruct-timisoara", "--check"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of what the script reads."""
    for part in ("bin", "flows/consultations"):
        shutil.copytree(ROOT / part, tmp_path / part)
    (tmp_path / "tests/data").mkdir(parents=True)
    shutil.copy(ROOT / "tests/data/timisoara_2021_published.yaml", tmp_path / "tests/data")
    return tmp_path


def test_the_lines_are_what_the_script_makes(house: Path) -> None:
    done = checked(house)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_check_notices_another_line(house: Path) -> None:
    lines = house / LINES
    lines.write_text(lines.read_text("utf-8").replace('"language":"en"', '"language":"ro"', 1), "utf-8")
    done = checked(house)
    assert (done.returncode, done.stderr) == (1, f"{LINES} is stale: run bin/reconstruct-timisoara\n")


def test_the_check_notices_another_table(house: Path) -> None:
    """So that the lines cannot come from anywhere but the published tables."""
    tables = house / "tests/data/timisoara_2021_published.yaml"
    tables.write_text(tables.read_text("utf-8").replace("mean: 9.13", "mean: 9.12", 1), "utf-8")
    assert checked(house).returncode == 1
