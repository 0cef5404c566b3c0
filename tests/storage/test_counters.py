"""What was counted as it happened is read back by the hour."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flows.consultation import Consultation
from storage.batch import Arrival, Decision
from storage.counters import HOURS_KEPT, Count, counters, forget_hours
from storage.database import open_database
from tests.storage.conftest import House, Request

ANA = 5_000_000_001
TWO = datetime(2026, 11, 22, 14, tzinfo=UTC)
THREE = TWO + timedelta(hours=1)


def counting(*counts: tuple[int, str, str]) -> Request:
    return lambda chat, _: Decision(replace(chat, round=1), counts=counts)


async def test_hours_kinds_and_keys_come_in_order(house: House) -> None:
    await house.commit(Arrival(1, ANA, counting((1, "started", ""), (1, "source", "poster"), (1, "source", "poster"))))
    await house.commit(Arrival(2, ANA, counting((1, "source", "school"))), now=THREE)
    found = [
        Count(TWO, "source", "poster", 2),
        Count(TWO, "started", "", 1),
        Count(THREE, "source", "school", 1),
    ]
    assert await counters(house.database, house.round) == found
    assert await counters(house.database, house.round, "source") == [found[0], found[2]]
    assert await counters(house.database, house.round, since=THREE + timedelta(minutes=59)) == found[2:]
    assert await counters(house.database, house.round, "started", since=THREE) == []


async def test_rounds_are_counted_apart(house: House, consultation: Consultation) -> None:
    other = await house.open(consultation, "two")
    await house.commit(Arrival(1, ANA, counting((1, "started", ""))))
    assert await counters(house.database, other) == []


CITY = ZoneInfo("Europe/Bucharest")
DAY = timedelta(days=1)


async def counted_on(house: House, *moments: datetime, key: str = "poster") -> None:
    for moment in moments:
        await house.commit(Arrival(None, ANA, counting((1, "source", key))), now=moment)


async def test_after_eight_days_only_the_day_is_left(house: House) -> None:
    # In Bucharest the first is the evening of the 21st, the second half past midnight of the 22nd.
    late, early = datetime(2026, 11, 21, 21, 30, tzinfo=UTC), datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
    await counted_on(house, late, early, TWO, THREE)
    await counted_on(house, TWO, key="school")
    last = datetime(2026, 11, 22, 23, 59, tzinfo=CITY) + HOURS_KEPT
    assert await forget_hours(house.database, last) == 1
    assert await forget_hours(house.database, last + timedelta(minutes=1)) == 4
    assert await counters(house.database, house.round) == [
        Count(datetime(2026, 11, 21, 10, tzinfo=UTC), "source", "poster", 1),
        Count(datetime(2026, 11, 22, 10, tzinfo=UTC), "source", "poster", 3),
        Count(datetime(2026, 11, 22, 10, tzinfo=UTC), "source", "school", 1),
    ]
    assert await forget_hours(house.database, last + DAY) == 0


async def test_a_day_that_was_put_down_takes_what_comes_after(house: House) -> None:
    await counted_on(house, TWO, THREE)
    long_after = TWO + HOURS_KEPT + 2 * DAY
    await forget_hours(house.database, long_after)
    await counted_on(house, THREE)
    assert await forget_hours(house.database, long_after) == 1
    assert [each.n for each in await counters(house.database, house.round)] == [3]


async def test_two_workers_lose_and_double_nothing(house: House) -> None:
    other = await open_database(house.url)
    try:
        for hours in range(12):
            await counted_on(house, TWO + timedelta(hours=hours))
        await asyncio.gather(*(forget_hours(each, TWO + 30 * DAY) for each in (house.database, other)))
        assert sum(each.n for each in await counters(house.database, house.round)) == 12
    finally:
        await other.close()
