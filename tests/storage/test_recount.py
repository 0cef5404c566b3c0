"""The tallies are what a count of all responses gives, and are mended where they are not."""

from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from flows.answers import Answers, Chosen, Rated
from flows.consultation import Consultation
from flows.response import Response
from storage import recount as module
from storage.database import Database
from storage.recount import AnswersErased, Difference, recount
from storage.tallies import tallies
from tests.storage.conftest import House


@pytest.fixture
async def answered(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Seven people answered, one only began; slices are small, so that there are several."""
    monkeypatch.setattr(module, "SLICE", 3)
    for person in range(7):
        sent: dict[str, Answers] = {
            "you": {"types": Chosen(("ngo",) if person % 2 else ("firm",))},
            "views": {"score": Rated(person % 3)},
        }
        await house.answer(10**10 + person, Response(seed="", closed=sent))
    await house.answer(10**10 + 8, Response(seed="", draft={"you": {"types": Chosen(("ngo",))}}))
    return house


async def change(house: House, sql: str) -> None:
    async with house.database.writing() as connection:
        await connection.execute(text(sql))


async def test_right_tallies_are_left_alone(answered: House) -> None:
    before = await tallies(answered.database, answered.round)
    assert await recount(answered.database, answered.round) == []
    assert await tallies(answered.database, answered.round) == before


async def test_wrong_missing_and_superfluous_counts_are_told_and_mended(answered: House) -> None:
    before = await tallies(answered.database, answered.round)
    await change(answered, "UPDATE tally SET n = n + 5 WHERE table_name = 'types' AND cell = 'ngo'")
    await change(answered, "DELETE FROM tally WHERE table_name = 'score' AND cell = '1'")
    await change(answered, "INSERT INTO tally VALUES (1, 'main', 'ngo', 2)")
    assert await recount(answered.database, answered.round) == [
        Difference("main", "ngo", found=2, counted=0),
        Difference("score", "1", found=0, counted=2),
        Difference("types", "ngo", found=8, counted=3),
    ]
    assert await tallies(answered.database, answered.round) == before
    assert await recount(answered.database, answered.round) == []


async def test_an_empty_round_has_no_tallies(house: House) -> None:
    assert await recount(house.database, house.round) == []
    assert await tallies(house.database, house.round) == {}


async def test_rounds_are_counted_apart(answered: House, consultation: Consultation) -> None:
    await answered.open(consultation, "two")
    await answered.answer(10**10, Response(seed="", closed={"views": {"score": Rated(9)}}), 2)
    assert (await tallies(answered.database, answered.rounds[2]))["score"] == {"#respondents": 1, "9": 1}
    assert await recount(answered.database, answered.rounds[2]) == []
    assert await recount(answered.database, answered.round) == []


async def test_what_is_tapped_meanwhile_is_kept(answered: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The differences are added to what stands there when they are written, not put in its place."""
    await change(answered, "UPDATE tally SET n = n + 5 WHERE table_name = 'score' AND cell = '2'")
    writing = type(answered.database).writing
    tapped: list[None] = []

    def first_a_tap(database: Database) -> AbstractAsyncContextManager[AsyncConnection]:
        if not tapped:
            tapped.append(None)
            return _AfterATap(answered, writing(database))
        return writing(database)

    monkeypatch.setattr(type(answered.database), "writing", first_a_tap)
    await recount(answered.database, answered.round)
    assert tapped == [None]
    assert await answered.tallies_are_right()


class _AfterATap(AbstractAsyncContextManager[AsyncConnection]):
    """A writing transaction before which somebody answers."""

    def __init__(self, house: House, writing: AbstractAsyncContextManager[AsyncConnection]) -> None:
        self.house, self.writing = house, writing

    async def __aenter__(self) -> AsyncConnection:
        await self.house.answer(10**10 + 9, Response(seed="", closed={"views": {"score": Rated(2)}}))
        return await self.writing.__aenter__()

    async def __aexit__(self, *error: Any) -> None:
        await self.writing.__aexit__(*error)


async def test_erased_answers_cannot_be_counted(house: House) -> None:
    with pytest.raises(AnswersErased, match="round one"):
        await recount(house.database, replace(house.round, answers_erased=True))
