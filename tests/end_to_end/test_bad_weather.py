"""Whatever Telegram, the disk or the wire do: what was acknowledged is stored once, and everybody sees where they are.

The log says each outage once, with a line at either end.
"""

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path

import pytest
from pydantic import SecretStr

import bot.delivery.posting
import bot.intake.polling
import storage.database
from bot.refusal import Refusal
from bot.running import serve
from flows.consultation import Consultation
from flows.counting import ROUND
from sandbox.faults import Kind
from tests.end_to_end.weather import SCRIPT, SENT, Newcomer, Weather, weather_over

SILENT = {Kind.SILENCE_BEFORE, Kind.SILENCE_AFTER}
UNANSWERED_SECONDS = 1.0
"""After so long silence is silence. It is really waited for, and where nothing is silent nobody is so impatient: an
answer may take long on a busy machine."""


@pytest.fixture
async def weather(template: Path, consultation: Consultation, tmp_path: Path) -> AsyncIterator[Weather]:
    async with weather_over(tmp_path / "bot", template, consultation) as weather:
        yield weather


@pytest.fixture
def impatient_callers(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for an answer that does not come gives up soon."""
    if kind in SILENT:
        monkeypatch.setattr(bot.delivery.posting, "REQUEST_SECONDS", UNANSWERED_SECONDS)
        monkeypatch.setattr(bot.delivery.posting, "ANSWER_SECONDS", UNANSWERED_SECONDS)


@pytest.fixture
def impatient_polls(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    """So does whoever waits for updates."""
    if kind in SILENT:
        slack = UNANSWERED_SECONDS - bot.intake.polling.POLL_SECONDS
        monkeypatch.setattr(bot.intake.polling, "_SLACK_SECONDS", slack)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a lock, but longer than the bot itself ever holds one."""
    monkeypatch.setattr(storage.database, "_BUSY_MILLISECONDS", 1000)


async def _all_sent(weather: Weather, people: int) -> None:
    tallies = await weather.stage.tallies()
    assert tallies[ROUND]["#answered"] == people
    assert tallies["organisation_types"]["sme"] == people


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.value)
async def test_each_call_of_a_conversation_goes_wrong_once(
    impatient_callers: None, weather: Weather, kind: Kind
) -> None:
    stage = weather.stage
    before = weather.calls()
    first = await weather.newcomer()
    for step in SCRIPT:
        await step(first)
    calls = weather.calls() - before
    assert calls >= 2 * len(SCRIPT) - 3, "each tap is answered and shown"
    assert weather.complaints == []
    for k in range(calls):
        weather.log.clear()
        await stage.town.no_more_faults()
        await stage.town.fault(kind, after=k)
        person = await weather.newcomer()
        for step in SCRIPT:
            await step(person)
        assert [each["happened"] for each in await stage.town.faults()] == [1]
        assert await stage.sent(person.id) == SENT, f"call {k}"
        assert len(weather.complaints) <= 1, weather.log
    await _all_sent(weather, 1 + calls)


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.value)
async def test_fetching_updates_goes_wrong(impatient_polls: None, weather: Weather, kind: Kind) -> None:
    stage, person = weather.stage, await weather.newcomer()
    for step in SCRIPT:
        await stage.town.fault(kind, "getUpdates", count=2)
        await step(person)
    assert await stage.sent(person.id) == SENT
    await _all_sent(weather, 1)
    assert set(weather.complaints) <= {"outage began"}
    assert weather.complaints.count("outage began") <= len(SCRIPT)


async def test_updates_come_twice_and_in_another_order(weather: Weather) -> None:
    stage, person = weather.stage, await weather.newcomer()
    for step in SCRIPT:
        await stage.town.misbehave(duplicated=1, reordered=1)
        await step(person)
    assert await stage.sent(person.id) == SENT
    await _all_sent(weather, 1)
    assert weather.complaints == []


async def test_somebody_else_holds_the_database(impatient: None, weather: Weather) -> None:
    person = await weather.newcomer()
    async with _locked(weather.stage.settings.database_file):
        acting = asyncio.create_task(SCRIPT[0](person))
        await _until_logged(weather, "outage began")
        assert person.chat.seen.from_bot == []
    await acting
    await _goes_on(weather, person)


async def test_the_disk_is_full(weather: Weather) -> None:
    person = await weather.newcomer()
    with _no_room(weather.stage.settings.database_file):
        acting = asyncio.create_task(SCRIPT[0](person))
        await _until_logged(weather, "outage began")
    await acting
    await _goes_on(weather, person)


async def test_the_file_cannot_be_written_to(weather: Weather) -> None:
    """It does not begin to serve, and says why in one sentence."""
    settings = weather.stage.settings
    url = SecretStr(f"sqlite+aiosqlite:///file:{settings.database_file}?mode=ro&uri=true")
    with pytest.raises(Refusal, match=r"^the database refused: attempt to write a readonly database$"):
        await serve(settings.model_copy(update={"database_url": url}), asyncio.Event())


async def _goes_on(weather: Weather, person: Newcomer) -> None:
    """The rest of the script goes as ever; the outage was told at either end, once."""
    for step in SCRIPT[1:]:
        await step(person)
    assert await weather.stage.sent(person.id) == SENT
    await _all_sent(weather, 1)
    told = [each["event"] for each in weather.log if each.get("of") == "database"]
    assert told == ["outage began", "outage over"]
    assert len(weather.complaints) == len(set(weather.complaints)), "what fails beside it is told once, too"


async def _until_logged(weather: Weather, event: str) -> None:
    await weather.stage.until(lambda: event in weather.complaints)


@asynccontextmanager
async def _locked(file: Path) -> AsyncIterator[None]:
    """Another program writes, and does not come to an end."""
    with closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as connection:
        while not connection.in_transaction:
            with suppress(sqlite3.OperationalError):  # the bot itself writes just now
                connection.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(0.01)
        yield
        connection.rollback()


@contextmanager
def _no_room(file: Path) -> Iterator[None]:
    """No file may grow beyond what the database's log has now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.with_name(f"{file.name}-wal").stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
