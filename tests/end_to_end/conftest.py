"""Stages for the tests of this folder. Whatever a test did: taps were answered, tallies are right, the log is clean."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.demo import CONSULTATION
from flows.consultation import Consultation
from flows.reading import load_consultation
from sandbox.pace import Pace
from tests.end_to_end.clocks import AnyClock, HastyClock
from tests.end_to_end.stage import SetUp, Stage, prepared, staged


@pytest.fixture(scope="session")
def consultation() -> Consultation:
    """The Timișoara consultation."""
    return load_consultation(CONSULTATION)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, consultation: Consultation) -> Path:
    """A folder with database and keys, made once."""
    folder = tmp_path_factory.mktemp("prepared")
    asyncio.run(prepared(folder, consultation))
    return folder


@pytest.fixture
def logs(caplog: pytest.LogCaptureFixture) -> Iterator[list[MutableMapping[str, Any]]]:
    """What the bot logs. A line of level error or worse fails the test, unless the test took it out."""
    caplog.set_level(logging.ERROR)
    with structlog.testing.capture_logs() as lines:
        yield lines
    assert [each for each in lines if each["log_level"] in {"error", "critical"}] == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.fixture
async def set_up(
    template: Path, consultation: Consultation, tmp_path: Path, logs: list[MutableMapping[str, Any]]
) -> AsyncIterator[SetUp]:
    """Makes stages whose bot runs; in the end every tap was answered, once, and the tallies equal a recount."""
    stages: list[Stage] = []
    async with AsyncExitStack() as stack:

        async def make(
            pace: Pace = Pace.OFF,
            clock: AnyClock | None = None,
            *,
            sandbox: bool = True,
            staff: bool = False,
        ) -> Stage:
            folder = tmp_path / str(len(stages))
            shutil.copytree(template, folder)
            stage = await stack.enter_async_context(
                staged(folder, consultation, pace, clock or HastyClock(), staff=staff)
            )
            stages.append(stage)
            stage.start_bot(sandbox=sandbox)
            return stage

        yield make
        for stage in stages:
            await stage.stop_bot()
            answers = stage.calls("answerCallbackQuery")
            assert [each for each in answers if not each["ok"]] == []
            assert len(answers) == len(stage.taps())
            assert await stage.differences() == []


@pytest.fixture
async def stage(set_up: SetUp) -> Stage:
    """A stage without limits of pace."""
    return await set_up()
