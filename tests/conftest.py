"""Where CI is set, a test that was skipped has failed: there, everything that a test may want is installed.

Hypothesis then draws the same examples every time, so that the same code has the same coverage; no example is timed.
"""

import os
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

from tests.postgresql import database_on, server

settings.register_profile("glas", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("glas")

AnyReport = TypeVar("AnyReport", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _failed_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _failed_if_skipped((yield))


def _failed_if_skipped(report: AnyReport) -> AnyReport:
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longreprtext}"
    return report


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a server."""
    with server() as url:
        if url is None:
            pytest.skip("PostgreSQL is not installed (apt install postgresql)")
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str | None:
    """Each database that Glas runs on: the URL of PostgreSQL's server, None for SQLite, which has none."""
    url: str | None = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    return url


@pytest.fixture
async def url(backend: str | None, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of an empty database."""
    if backend is None:
        yield f"sqlite+aiosqlite:///{tmp_path / 'glas.db'}"
        return
    async with database_on(backend) as made:
        yield made
