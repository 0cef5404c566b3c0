"""What was counted as it happened is read back by the hour."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.batch import Arrival, Decision
from storage.counters import Count, counters

ANA = 5_000_000_001
TWO = datetime(2026, 11, 22, 14, tzinfo=UTC)
THREE = TWO + timedelta(hours=1)


def counting(*counts: tuple[int, str, str]):
    return lambda chat, _: Decision(replace(chat, round=1), counts=counts)


async def test_hours_kinds_and_keys_come_in_order(house) -> None:
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


async def test_rounds_are_counted_apart(house, consultation) -> None:
    other = await house.open(consultation, "two")
    await house.commit(Arrival(1, ANA, counting((1, "started", ""))))
    assert await counters(house.database, other) == []
