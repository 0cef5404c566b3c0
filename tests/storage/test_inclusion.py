"""A person is in a released version when they were in its table before its era began."""

import pytest

from flows.answers import Answer, Rated, Said
from flows.response import Response
from storage.inclusion import Inclusion, inclusion
from tests.storage.conftest import House

ANNA, BORIS = 10**10, 10**10 + 1


def scored(value: int, **more: Answer) -> Response:
    return Response(seed="", closed={"views": {"score": Rated(value), **more}})


async def of(house: House, person: int) -> Inclusion:
    return await inclusion(house.database, house.keys, house.round, person)


async def test_nothing_was_released_and_nothing_answered(house: House) -> None:
    assert await of(house, ANNA) == Inclusion()


async def test_who_came_before_a_release_is_in_the_tables_that_moved(house: House) -> None:
    await house.answer(ANNA, scored(3, why=Said("so")))
    assert await of(house, ANNA) == Inclusion()
    await house.release("score")
    await house.answer(BORIS, scored(4))
    assert await of(house, ANNA) == Inclusion(frozenset({"score"}), 1, house.now)
    assert await of(house, BORIS) == Inclusion(frozenset(), 1, house.now)
    await house.release("score", "why")
    assert (await of(house, ANNA)).tables == {"score", "why"}
    assert (await of(house, BORIS)).tables == {"score"}


async def test_while_a_release_is_being_made_nobody_is_in_it_yet(house: House) -> None:
    await house.answer(ANNA, scored(3))
    counted = await house.begin()
    assert await of(house, ANNA) == Inclusion()
    await house.publish(counted, "score")
    assert (await of(house, ANNA)).tables == {"score"}


@pytest.mark.parametrize("again", [False, True])
async def test_who_deleted_everything_is_asked_about_nothing(house: House, again: bool) -> None:
    await house.answer(ANNA, scored(3))
    await house.release("score")
    await house.answer(ANNA, None)
    assert (await of(house, ANNA)).tables == set()
    if again:
        await house.answer(ANNA, scored(5))
        assert (await of(house, ANNA)).tables == {"score"}
