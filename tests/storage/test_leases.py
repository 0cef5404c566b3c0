"""A lease has one holder at a time; another gets it when it is given back, or was not renewed."""

import asyncio

from sqlalchemy import text

from storage.database import open_database
from storage.leases import Holding, give_back, handled, holding, note_handled, take
from tests.storage.conftest import House

WHAT = "staff"
HOUR = 3600.0


async def taken(house: House, holder: str, instead_of: str = "") -> bool:
    return await take(house.database, WHAT, holder, seconds=HOUR, instead_of=instead_of)


async def set_clock(house: House, seconds: float) -> None:
    """The database's clock moves on by so much, or back."""
    async with house.database.writing() as connection:
        await connection.execute(text(f"UPDATE lease SET until = until - {seconds}"))


async def test_one_has_it_and_renews_it(empty: House) -> None:
    assert await holding(empty.database, WHAT) is None
    assert await taken(empty, "a")
    assert not await taken(empty, "b")
    assert await taken(empty, "a")
    assert await holding(empty.database, WHAT) == Holding("a", ended=False)
    assert await take(empty.database, "something else", "b", seconds=HOUR)


async def test_of_two_that_take_it_at_the_same_moment_one_gets_it(empty: House) -> None:
    other = await open_database(empty.url)
    for number in range(5):
        await give_back(empty.database, WHAT, f"a{number - 1}")
        await give_back(empty.database, WHAT, f"b{number - 1}")
        both = await asyncio.gather(
            *(take(each, WHAT, f"{name}{number}", seconds=HOUR) for each, name in ((empty.database, "a"), (other, "b")))
        )
        assert sorted(both) == [False, True]
    await other.close()


async def test_what_is_given_back_is_anothers_at_once(empty: House) -> None:
    await taken(empty, "a")
    await give_back(empty.database, WHAT, "b")
    assert not await taken(empty, "b"), "nobody gives back what is another's"
    await give_back(empty.database, WHAT, "a")
    assert await taken(empty, "b")


async def test_what_is_not_renewed_ends(empty: House) -> None:
    await taken(empty, "a")
    await set_clock(empty, HOUR - 1)
    assert not await taken(empty, "b")
    await set_clock(empty, 1)
    assert await holding(empty.database, WHAT) == Holding("a", ended=True)
    assert await taken(empty, "b")
    assert not await taken(empty, "a"), "who comes too late has lost it"


async def test_a_clock_that_is_set_back_holds_nobody_up_for_long(empty: House) -> None:
    await taken(empty, "a")
    await set_clock(empty, -HOUR / 2)
    assert not await taken(empty, "b")
    await set_clock(empty, -HOUR)
    assert await taken(empty, "b")


async def test_it_can_be_seized(empty: House) -> None:
    await taken(empty, "a")
    assert not await taken(empty, "b", instead_of="c")
    assert await taken(empty, "b", instead_of="a")
    assert not await taken(empty, "a")


async def test_who_comes_next_learns_what_is_handled(empty: House) -> None:
    assert await handled(empty.database, WHAT) == frozenset()
    await taken(empty, "a")
    await note_handled(empty.database, WHAT, "a", [12, 11])
    await give_back(empty.database, WHAT, "a")
    await taken(empty, "b")
    await note_handled(empty.database, WHAT, "a", [13])
    assert await handled(empty.database, WHAT) == {11, 12}, "and who has lost it says nothing any more"
