"""When somebody came into a table is forgotten as soon as only the fact matters, and nobody notices."""

import json
from typing import Any

import pytest

from flows.answers import Answers, Chosen, Rated
from flows.response import Response
from storage import eras as module
from storage.due import run_due
from storage.eras import forget_eras
from storage.inclusion import inclusion
from storage.recount import recount
from storage.responses import import_responses
from tests.storage.conftest import House

ANA, BOB, EVE = 5_000_000_001, 5_000_000_002, 5_000_000_003
TYPES: dict[str, Answers] = {"you": {"types": Chosen(("ngo",))}}
SCORE: dict[str, Answers] = {"views": {"score": Rated(2)}}


def sent(closed: dict[str, Answers]) -> Response:
    return Response(seed="", closed=closed)


async def entered(house: House) -> list[set[int]]:
    """The eras that each response tells, in no order."""
    found = await house.rows("SELECT entered FROM response")
    return sorted(({era for era in json.loads(text) if era is not None} for (text,) in found), key=sorted)


@pytest.fixture
async def town(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Three who came an hour apart: a version of "score" holds two of them."""
    monkeypatch.setattr(module, "SLICE", 2)
    for person in (ANA, BOB):
        await house.answer(person, sent(TYPES | SCORE))
        await house.release()
    await house.release("score")
    await house.answer(EVE, sent(TYPES | SCORE))
    return house


async def test_who_came_when_can_be_read_no_more(town: House) -> None:
    assert await entered(town) == [{0}, {1}, {3}]
    assert await forget_eras(town.database, town.round) == 3
    assert await entered(town) == [{-1, 0}, {-1, 0}, {0, 3}]
    assert await forget_eras(town.database, town.round) == 0


async def test_nothing_else_changes(town: House) -> None:
    imported = [("r1", Response(seed="", draft=TYPES, closed=SCORE))]
    await import_responses(town.database, town.keys, town.round, imported, town.now)
    columns = "SELECT id, pseudonym, place, draft, closed, week, imported FROM response ORDER BY id"
    before, newcomers = await town.rows(columns), await town.newcomers()
    assert await forget_eras(town.database, town.round) == 4
    assert await town.rows(columns) == before
    assert await town.newcomers() == newcomers
    assert await town.tallies_are_right()
    assert await recount(town.database, town.round) == []
    assert (await inclusion(town.database, town.keys, town.round, ANA)).tables == {"score"}
    assert (await inclusion(town.database, town.keys, town.round, EVE)).tables == set()


async def test_who_withdraws_afterwards_and_comes_back_is_no_news(town: House) -> None:
    await forget_eras(town.database, town.round)
    before = (await town.newcomers())["score"]
    await town.answer(ANA, None)
    await town.answer(ANA, sent(TYPES | SCORE))
    assert (await town.newcomers())["score"] == before


async def test_while_a_release_is_made_it_has_to_be_known_who_came_before_it(town: House) -> None:
    counted = await town.begin()
    assert await forget_eras(town.database, town.round) == 0
    await town.answer(EVE + 1, sent(SCORE))
    await town.publish(counted, "score")
    assert await forget_eras(town.database, town.round) == 4
    assert (await town.newcomers())["score"] == 1


async def test_a_release_that_begins_meanwhile_is_waited_for(town: House, monkeypatch: pytest.MonkeyPatch) -> None:
    forget = module._forget

    async def late(*arguments: Any) -> int:
        await town.begin()
        return await forget(*arguments)

    monkeypatch.setattr(module, "_forget", late)
    assert await forget_eras(town.database, town.round) == 0
    assert await entered(town) == [{0}, {1}, {3}]


async def test_it_is_done_with_all_that_falls_due(town: House) -> None:
    await run_due(town.database, town.keys_path, town.now)
    assert await entered(town) == [{-1, 0}, {-1, 0}, {0, 3}]
