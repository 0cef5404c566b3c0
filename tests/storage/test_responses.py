"""Responses that come from a file, and those that go into one."""

from random import Random

import pytest

from flows.answers import Chosen, Rated, Said
from flows.places import Thanks
from flows.response import Response
from storage import responses as module
from storage.keys import KeyErased
from storage.responses import RoundServed, exported, import_responses
from storage.rounds import mark_served
from storage.rows import UnstorableText
from storage.tallies import tallies
from tests.storage.conftest import House


def rated(value: int) -> Response:
    return Response(seed="", place=Thanks(), closed={"views": {"score": Rated(value)}})


async def imported(house: House, *lines: tuple[str, Response]) -> int:
    return await import_responses(house.database, house.keys, house.round, lines, house.now)


async def test_imported_responses_are_counted_and_told_apart(house: House) -> None:
    await house.answer(10**10, rated(3))
    assert await imported(house, ("r001", rated(3)), ("r002", rated(4))) == 2
    found = await tallies(house.database, house.round)
    assert found["#round"]["#answered"] == 3
    assert found["#round"]["#imported"] == 2
    assert found["score"] == {"#respondents": 3, "3": 2, "4": 1}
    assert await house.tallies_are_right()


async def test_a_respondent_is_stored_once(house: House) -> None:
    assert await imported(house, ("r001", rated(3)), ("r001", rated(4))) == 1
    assert await imported(house, ("r001", rated(5)), ("r002", rated(6))) == 1
    assert (await tallies(house.database, house.round))["score"] == {"#respondents": 2, "3": 1, "6": 1}


async def test_nothing_is_imported_from_nothing(house: House) -> None:
    assert await imported(house) == 0


async def test_a_served_round_takes_none(house: House) -> None:
    await mark_served(house.database, [1])
    with pytest.raises(RoundServed, match="round one"):
        await imported(house, ("r001", rated(3)))
    assert await tallies(house.database, house.round) == {}


async def test_what_cannot_be_stored_leaves_nothing_of_its_batch(house: House) -> None:
    unfit = Response(seed="", closed={"views": {"why": Said("\0")}})
    with pytest.raises(UnstorableText):
        await imported(house, ("r001", rated(3)), ("r002", unfit))
    house.keys = house.keys.without_round_key(1)
    with pytest.raises(KeyErased):
        await imported(house, ("r001", rated(3)))
    assert await tallies(house.database, house.round) == {}


async def test_an_imported_respondent_is_nobody_who_taps(house: House) -> None:
    await imported(house, (str(10**10), rated(3)))
    assert await house.response(10**10) == Response(seed=house.keys.pseudonym(1, 10**10))


@pytest.fixture
async def answered(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(module, "SLICE", 4)
    for person in range(9):
        drafted = {"you": {"types": Chosen(("ngo",))}}
        sent = {"views": {"score": Rated(person)}}
        await house.answer(10**10 + person, Response(seed="s", place=Thanks(), draft=drafted, closed=sent))
    await house.answer(10**10 + 10, Response(seed="s", draft={"you": {"types": Chosen(("ngo",))}}))
    return house


async def scores(house: House, seed: int) -> list[int]:
    found = [each async for each in exported(house.database, house.round, Random(seed))]
    rated = [each.closed["views"]["score"] for each in found]
    return [each.value for each in rated if isinstance(each, Rated) and each.value is not None]


async def test_what_was_sent_is_given_out_and_nothing_that_leads_back(answered: House) -> None:
    found = [each async for each in exported(answered.database, answered.round, Random(1))]
    assert sorted(found, key=str) == [Response(seed="", closed={"views": {"score": Rated(each)}}) for each in range(9)]


async def test_the_order_is_that_of_the_given_randomness(answered: House) -> None:
    assert await scores(answered, 1) == await scores(answered, 1)
    assert await scores(answered, 1) != await scores(answered, 2)


async def test_what_is_withdrawn_meanwhile_is_left_out(answered: House) -> None:
    running = exported(answered.database, answered.round, Random(1))
    found = [await anext(running)]
    for person in range(9):
        await answered.answer(10**10 + person, None)
    found += [each async for each in running]
    assert len(found) == 4
