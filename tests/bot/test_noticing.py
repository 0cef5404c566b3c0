"""What looks wrong becomes an incident, once, with counts as staff may see them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot import noticing as module
from bot.measures import Measures
from bot.noticing import Noticing, noticing
from storage.batch import Arrival, Batches, Decision
from storage.database import Database, open_database, upgrade
from storage.incidents import Incident, to_tell
from storage.keys import KeyRing, new_keys
from storage.rounds import open_round, rounds
from tests.results.test_releasing import opened_town

NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)


class Hand:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def keys() -> KeyRing:
    return new_keys().with_round_key(1)


@pytest.fixture
async def database(tmp_path: Path, keys: KeyRing) -> AsyncIterator[Database]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'glas.db'}"
    await upgrade(url)
    database = await open_database(url)
    await open_round(database, keys, opened_town(), "town", opens=NOW - timedelta(days=3))
    yield database
    await database.close()


@pytest.fixture
def come(database: Database, keys: KeyRing):
    """So many came by a source."""

    async def come(n: int, source: str, at: datetime = NOW) -> None:
        known = {each.number: each for each in await rounds(database)}
        counts = ((1, "source", source),) * n

        def count(chat, _responses, _request):
            return Decision(chat, counts=counts)

        await Batches(database, keys, known).commit([Arrival(None, 10**10, None)], [], count, at)

    return come


async def test_a_burst_is_one_incident_with_rounded_counts(database, come) -> None:
    watch = Noticing(database, Measures(), Hand())
    await come(12, "poster", NOW - timedelta(days=2))
    await come(3, "school", NOW - timedelta(days=2))
    await come(63, "poster")
    await come(41, "school")
    with capture_logs() as logs:
        await watch.look(NOW)
        await watch.look(NOW + timedelta(minutes=1))
    assert await to_tell(database, NOW) == [
        Incident(
            "burst", "town/poster", NOW, {"source": "poster", "round": "town", "n": 65, "usual": 10, "smallest": 10}
        ),
        Incident("burst", "town/school", NOW, {"source": "school", "round": "town", "n": 40, "smallest": 10}),
    ]
    assert [each["event"] for each in logs] == ["incident", "incident"]
    assert "poster" not in str(logs), "whoever makes a link chooses its source"


async def test_what_came_in_the_last_minute_of_an_hour_is_noticed_in_the_next(database, come) -> None:
    watch = Noticing(database, Measures(), Hand())
    await come(300, "poster", NOW)
    await watch.look(NOW + timedelta(minutes=35))
    await watch.look(NOW + timedelta(hours=2))
    assert [each.began for each in await to_tell(database, NOW)] == [NOW + timedelta(minutes=35)]


async def test_a_round_that_is_not_open_is_not_looked_at(database, come) -> None:
    await come(300, "poster", NOW - timedelta(days=4))
    await Noticing(database, Measures(), Hand()).look(NOW - timedelta(days=4))
    assert await to_tell(database, NOW - timedelta(days=4)) == []


async def test_faults_and_holds_are_noticed_by_the_process_that_has_them(database) -> None:
    measures, hand = Measures(), Hand()
    measures.set_aside.labels("failed").inc(50)  # before anybody looked
    watch = Noticing(database, measures, hand)
    measures.set_aside.labels("refused").inc(3)
    measures.log_lines.labels("error").inc(2)
    measures.token_held_seconds.inc(180)
    hand.now += 60
    await watch.look(NOW)
    found = {each.kind: each.facts for each in await to_tell(database, NOW)}
    assert found == {"faults": {"set_aside": 3, "logged": 2}, "held": {"seconds": 180}}


async def test_a_database_that_fails_ends_nothing(database, monkeypatch) -> None:
    stop = asyncio.Event()

    async def fail(*_: object) -> None:
        stop.set()
        raise OperationalError("a secret", None, Exception("a secret"))

    monkeypatch.setattr(module, "rounds", fail)
    with capture_logs() as logs:
        await noticing(database, Measures(), Hand(), lambda: NOW, stop)
    assert [each["event"] for each in logs] == ["noticing failed"]
    assert "secret" not in str(logs)
