"""Who looks at /mine is told what a release holds of them; a look-up that fails costs nobody their screen."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.asked import Asked, ShowPage
from bot.desk import Desk
from bot.inclusions import Inclusions
from bot.registry import Registry
from bot.screens.pages import Page
from flows.answers import Rated
from flows.consultation import Consultation
from flows.places import Thanks
from flows.response import Response
from storage.database import Database, open_database, upgrade
from storage.exchange import Arrival, Chat, Decision, Outcome
from storage.inclusion import Inclusion
from storage.keys import KeyRing, new_keys, save_keys
from storage.rounds import open_round
from storage.snapshots import Snapshot, begin, publish

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
ANNA = 10**10


@dataclass
class House:
    database: Database
    keys: KeyRing
    path: Path
    registry: Registry
    inclusions: Inclusions

    async def looks(self) -> Inclusion | None:
        arrival = Arrival(None, ANNA, Asked(ShowPage(Page.MINE)), round=1)
        desk = Desk(self.registry.rounds, NOW)
        [outcome] = await self.inclusions.commit([arrival], [], desk.step, NOW)
        assert outcome.chat.page == Page.MINE
        return self.inclusions.of(outcome)


@pytest.fixture
async def house(tmp_path: Path, timisoara_consultation: Consultation) -> AsyncIterator[House]:
    url, path = f"sqlite+aiosqlite:///{tmp_path / 'glas.db'}", tmp_path / "keys"
    await upgrade(url)
    database = await open_database(url)
    keys = new_keys().with_round_key(1)
    save_keys(path, keys)
    await open_round(database, keys, timisoara_consultation, "tm", opens=NOW - timedelta(days=1))
    registry = await Registry.opened(database, path, lambda: 0.0, real=False)
    yield House(database, keys, path, registry, Inclusions(registry, registry, database, path))
    await database.close()


async def answer(house: House) -> None:
    response = Response(seed="", place=Thanks(), closed={"vision": {"city_for_all": Rated(9)}})
    arrival = Arrival(None, ANNA, Asked(ShowPage(Page.HELP)), round=1)
    await house.inclusions.commit([arrival], [], lambda *_: Decision(Chat(language="ro", round=1), {1: response}), NOW)


async def test_a_look_finds_what_was_released_by_then(house: House) -> None:
    assert await house.looks() == Inclusion()
    await answer(house)
    of = house.registry.rounds[1]
    begun = await begin(house.database, of, NOW, worth=lambda _: True)
    assert begun is not None
    await publish(house.database, of, begun[0], Snapshot(1, NOW, "{}", ""), ["city_for_all"])
    assert await house.looks() == Inclusion(frozenset({"city_for_all"}), 1, NOW)


async def test_without_the_keys_nothing_is_told_and_the_screen_comes_all_the_same(house: House) -> None:
    assert await house.looks() is not None
    house.path.unlink()
    assert await house.looks() is None


async def test_when_the_key_of_the_round_is_gone_nothing_is_told(house: House) -> None:
    save_keys(house.path, house.keys.without_round_key(1))
    assert await house.looks() is None


async def test_only_the_newest_looks_are_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.inclusions.MOST_KEPT", 2)
    desk = Desk(house.registry.rounds, NOW)
    arrivals = [Arrival(None, ANNA + n, Asked(ShowPage(Page.MINE)), round=1) for n in range(3)]
    outcomes = await house.inclusions.commit(arrivals, [], desk.step, NOW)
    assert [house.inclusions.of(each) is None for each in outcomes] == [True, False, False]


async def test_what_is_owed_after_a_crash_tells_all_that_is_stored(house: House) -> None:
    await answer(house)
    desk = Desk(house.registry.rounds, NOW)
    await house.inclusions.commit([Arrival(None, ANNA, Asked(ShowPage(Page.MY_DATA)), round=1)], [], desk.step, NOW)
    again = Inclusions(house.registry, house.registry, house.database, house.path)
    [owed] = await again.owed()
    told = again.stored(Outcome(Arrival(None, owed.person, None), owed.chat, owed.responses))
    assert told is not None
    assert [each["round"] for each in told["responses"]] == ["tm"]
