"""`bin/setup-venv`, with stand-ins for Python: what it installs, when it does nothing, what it says when it cannot."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("sh", "cat", "dirname", "id", "mkdir", "chmod", "rm", "sha256sum", "tail")
NOBODY = 65534

# Makes a .venv whose Python writes down what it is told to install, and fails to where the file `broken` stands.
PYTHON = """#!/bin/sh
case "$*" in
"-m venv --clear .venv")
    rm -rf .venv; mkdir -p .venv/bin
    here=$PWD
    echo "#!/bin/sh
echo pip 23.0 from $here/.venv/lib/python3.11/site-packages/pip" > .venv/bin/pip
    echo '#!/bin/sh
case "$*" in
"-m pip "*) echo "$*" >> installed; if [ -e broken ]; then echo "ERROR: no network" >&2; exit 1; fi ;;
*) echo 3 11 ;;
esac' > .venv/bin/python
    chmod +x .venv/bin/* ;;
esac
"""


@dataclass
class Project:
    """A copy of what setting up needs, with a PATH of its own."""

    folder: Path
    path: Path
    user: int | None = None

    def python(self, script: str) -> None:
        """Have this shell script for `python3`."""
        file = self.path / "python3"
        file.write_text(script)
        file.chmod(0o755)

    def set_up(self, what: str = "run") -> "subprocess.CompletedProcess[str]":
        """Run the script, from elsewhere."""
        return subprocess.run(
            [self.folder / "bin" / "setup-venv", what],
            cwd="/",
            env={"PATH": str(self.path)},
            capture_output=True,
            text=True,
            check=False,
            user=self.user,
        )

    def installed(self) -> list[str]:
        """The orders that pip was given since the last look."""
        record = self.folder / "installed"
        orders = record.read_text().splitlines() if record.exists() else []
        record.unlink(missing_ok=True)
        return orders


@pytest.fixture
def project() -> Iterator[Project]:
    # Not tmp_path: nobody else could get in there, and one test has to be somebody else.
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        base.chmod(0o755)
        project = Project(base / "glas", base / "path")
        (project.folder / "bin").mkdir(parents=True)
        shutil.copy(ROOT / "bin" / "setup-venv", project.folder / "bin")
        shutil.copytree(ROOT / "requirements", project.folder / "requirements")
        shutil.copy(ROOT / "pyproject.toml", project.folder)
        project.path.mkdir()
        for tool in TOOLS:
            (project.path / tool).symlink_to(shutil.which(tool) or tool)
        project.python(PYTHON)
        yield project


def orders(what: str) -> list[str]:
    always = "-m pip install --quiet --no-input --disable-pip-version-check"
    return [
        f"{always} --require-hashes --only-binary :all: --no-deps -r requirements/{what}.txt",
        f"{always} --no-deps --no-build-isolation --editable .",
    ]


def test_installs_what_is_locked_and_then_has_nothing_to_do(project: Project) -> None:
    first = project.set_up()
    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr.startswith("Setting up .venv")
    assert project.installed() == orders("run")
    second = project.set_up()
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert project.installed() == []


def test_the_tests_need_more_than_running_and_bring_it_along(project: Project) -> None:
    project.set_up("run")
    project.installed()
    assert project.set_up("test").returncode == 0
    assert project.installed() == orders("test")
    assert project.set_up("run").stderr == ""
    assert project.installed() == []


@pytest.mark.parametrize("name", ["requirements/run.txt", "pyproject.toml"])
def test_installs_anew_what_has_changed(project: Project, name: str) -> None:
    project.set_up()
    project.installed()
    with (project.folder / name).open("a") as file:
        file.write("# changed\n")
    assert project.set_up().returncode == 0
    assert project.installed() == orders("run")


def test_a_folder_that_was_moved_gets_a_new_one(project: Project) -> None:
    project.set_up()
    left_over = project.folder / ".venv" / "left-over"
    left_over.touch()
    project.folder = project.folder.rename(project.folder.with_name("moved"))
    project.installed()
    assert project.set_up().returncode == 0
    assert project.installed() == orders("run")
    assert not (project.folder / ".venv" / "left-over").exists()


def test_what_failed_is_shown_and_tried_again(project: Project) -> None:
    (project.folder / "broken").touch()
    failed = project.set_up()
    assert failed.returncode == 1
    assert "ERROR: no network\nglas: requirements/run.txt could not be installed" in failed.stderr
    assert project.installed() == orders("run")[:1]
    (project.folder / "broken").unlink()
    assert project.set_up().returncode == 0
    assert project.installed() == orders("run")


def test_python_missing(project: Project) -> None:
    (project.path / "python3").unlink()
    assert refusal(project) == (
        "glas: python3 was not found; install Python 3.11 or newer, on Debian: apt install python3 python3-venv"
    )


def test_python_too_old(project: Project) -> None:
    project.python('#!/bin/sh\ncase "$*" in -V) echo Python 3.9.2 ;; *version_info*) exit 1 ;; esac\n')
    assert refusal(project) == (
        "glas: Python 3.11 or newer is needed, python3 is Python 3.9.2; name a newer one: make PYTHON=python3.12"
    )


def test_python_without_venv(project: Project) -> None:
    project.python('#!/bin/sh\ncase "$*" in *ensurepip*) echo "No module named ensurepip" >&2; exit 1 ;; esac\n')
    assert refusal(project) == ("glas: python3 cannot make virtual environments; on Debian: apt install python3-venv")


def test_venv_that_cannot_be_made(project: Project) -> None:
    project.python('#!/bin/sh\ncase "$*" in *venv*--clear*) echo Trace; echo "No space left"; exit 1 ;; esac\n')
    refused = project.set_up()
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1] == "glas: python3 could not make .venv: No space left"


@pytest.mark.parametrize("name", [".", ".venv"])
def test_folder_of_somebody_else(project: Project, name: str) -> None:
    (project.folder / ".venv").mkdir()
    (project.folder / name).chmod(0o555)
    if os.geteuid() == 0:  # root may write anywhere
        project.user = NOBODY
    said = refusal(project)
    assert said.startswith(f"glas: {project.folder} cannot be written to by ")
    assert said.endswith("; work as its owner, or in a copy of your own")


def refusal(project: Project) -> str:
    """The one line that is said when nothing can be done."""
    refused = project.set_up()
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.count("\n") == 1
    assert project.installed() == []
    return refused.stderr.rstrip("\n")
