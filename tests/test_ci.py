"""The rule of tests/conftest.py: where CI is set, nothing may be skipped."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")

IN_A_TEST = """
import pytest
def test_that_skips(): pytest.skip("no browser")
def test_that_passes(): pass
@pytest.mark.xfail
def test_that_may_fail(): raise ValueError
"""

AT_IMPORT = """
import pytest
pytest.skip("no browser", allow_module_level=True)
"""


@pytest.mark.parametrize("tests", [IN_A_TEST, AT_IMPORT], ids=["in a test", "at import"])
def test_skipping_fails_in_ci_only(tmp_path: Path, tests: str) -> None:
    shutil.copy(CONFTEST, tmp_path)
    (tmp_path / "test_it.py").write_text(tests)
    here, said = run(tmp_path, ci="")
    assert here in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    assert "1 skipped" in said
    there, said = run(tmp_path, ci="true")
    assert there in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
    assert "skipped, which CI does not allow" in said
    assert "no browser" in said
    assert "1 failed, 1 passed, 1 xfailed" in said or "1 error" in said


def run(folder: Path, ci: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", folder, folder],
        env={**os.environ, "CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout
