"""An incident is noticed by all, new to one, and told by one."""

import asyncio
from datetime import datetime, timedelta

from storage.database import open_database
from storage.incidents import LATEST, LEASE, QUIET, Incident, notice, to_tell, was_told
from tests.storage.conftest import House

FACTS: dict[str, str | int] = {"source": "poster", "n": 60}
MINUTE = timedelta(minutes=1)


async def noticed(house: House, now: datetime, subject: str = "parks/poster", **facts: str | int) -> bool:
    return await notice(house.database, "burst", subject, {**FACTS, **facts}, now)


async def told(house: House, now: datetime) -> list[Incident]:
    return await to_tell(house.database, now)


async def test_it_is_new_once_and_told_once(house: House) -> None:
    assert await told(house, house.now) == []
    assert await noticed(house, house.now)
    assert not await noticed(house, house.now + MINUTE, n=70)
    assert await told(house, house.now + MINUTE) == [Incident("burst", "parks/poster", house.now, FACTS)]
    assert not await noticed(house, house.now + 2 * MINUTE)
    assert await told(house, house.now + 2 * MINUTE) == []


async def test_others_are_incidents_of_their_own_and_the_oldest_is_told_first(house: House) -> None:
    assert await noticed(house, house.now + MINUTE, "parks/a")
    assert await noticed(house, house.now, "parks/b")
    assert await notice(house.database, "held", "", {}, house.now + 2 * MINUTE)
    assert [each.subject for each in await told(house, house.now + 2 * MINUTE)] == ["parks/b", "parks/a", ""]


async def test_it_lasts_as_long_as_it_is_noticed(house: House) -> None:
    now = house.now
    assert await noticed(house, now)
    for _ in range(4):
        now += QUIET
        assert not await noticed(house, now)
    now += QUIET + MINUTE
    assert await noticed(house, now, n=99)
    assert [each.facts["n"] for each in await told(house, now)] == [99]


async def test_who_dies_before_telling_it_leaves_it_to_others(house: House) -> None:
    await noticed(house, house.now)
    [incident] = await told(house, house.now)
    assert await told(house, house.now + LEASE) == [], "it may still be on its way"
    assert await told(house, house.now + LEASE + MINUTE) == [incident]
    await was_told(house.database, incident)
    assert await told(house, house.now + 3 * LEASE) == []
    later = house.now + LATEST
    assert await noticed(house, later, n=99)
    await was_told(house.database, incident)
    assert [each.facts["n"] for each in await told(house, later)] == [99], "the same begun anew is another one"


async def test_what_is_history_is_told_to_nobody(house: House) -> None:
    await noticed(house, house.now)
    await noticed(house, house.now + MINUTE, "parks/school")
    assert [each.subject for each in await told(house, house.now + LATEST + MINUTE)] == ["parks/school"]
    assert await told(house, house.now) == []


async def test_two_workers_notice_one_incident_and_one_of_them_tells_it(house: House) -> None:
    other = await open_database(house.url)
    both = (house.database, other)
    try:
        for round_ in range(5):
            subject = f"parks/{round_}"
            new = await asyncio.gather(*(notice(each, "burst", subject, FACTS, house.now) for each in both))
            assert sorted(new) == [False, True]
            claimed = await asyncio.gather(*(to_tell(each, house.now) for each in both))
            assert sorted(map(len, claimed)) == [0, 1]
    finally:
        await other.close()
