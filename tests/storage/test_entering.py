"""Newcomers of a table are those who are in it and were in no released version of it, whatever happens."""

import random
from dataclasses import dataclass, field

import pytest

from flows.answers import Answers, Chosen, Rated
from flows.response import Response
from storage.eras import forget_eras
from storage.recount import recount
from storage.responses import import_responses
from tests.storage.conftest import House

ANA, BOB, EVE = 5_000_000_001, 5_000_000_002, 5_000_000_003
TYPES: dict[str, Answers] = {"you": {"types": Chosen(("ngo",))}}
OTHER: dict[str, Answers] = {"you": {"types": Chosen(("firm",))}}
SCORE: dict[str, Answers] = {"views": {"score": Rated(2)}}


def sent(closed: dict[str, Answers]) -> Response:
    return Response(seed="", closed=closed)


async def test_everybody_is_new_before_the_first_release(house: House) -> None:
    await house.answer(ANA, sent(TYPES))
    await house.answer(BOB, sent(TYPES | SCORE))
    found = await house.newcomers()
    assert found == {"#round": 2, "types": 2, "net:civil": 2, "section:you": 2, "score": 1}


async def test_a_draft_is_not_new_to_anything(house: House) -> None:
    await house.answer(ANA, Response(seed="", draft=TYPES))
    assert await house.newcomers() == {}


async def test_imported_responses_are_new_too(house: House) -> None:
    await import_responses(house.database, house.keys, house.round, [("r1", sent(SCORE))], house.now)
    assert (await house.newcomers())["score"] == 1


async def test_nobody_is_new_to_a_table_that_was_released(house: House) -> None:
    await house.answer(ANA, sent(TYPES | SCORE))
    await house.release("types")
    found = await house.newcomers()
    assert ("types" in found, found["score"]) == (False, 1)
    await house.answer(BOB, sent(TYPES))
    assert (await house.newcomers())["types"] == 1


async def test_an_edit_makes_nobody_new(house: House) -> None:
    await house.answer(ANA, sent(TYPES))
    await house.release("types")
    for closed in (OTHER, TYPES, OTHER):
        await house.answer(ANA, sent(closed))
        assert "types" not in await house.newcomers()


async def test_who_leaves_before_a_release_is_new_no_more_and_new_again_afterwards(house: House) -> None:
    await house.answer(ANA, sent(TYPES | SCORE))
    await house.answer(ANA, sent(TYPES))
    assert "score" not in await house.newcomers()
    await house.release("score")
    await house.answer(ANA, sent(TYPES | SCORE))
    assert (await house.newcomers())["score"] == 1


@pytest.mark.parametrize("deleted", [True, False])
async def test_who_was_in_a_version_is_never_new_to_it_again(house: House, deleted: bool) -> None:
    await house.answer(ANA, sent(TYPES | SCORE))
    await house.release("score")
    await house.answer(ANA, None if deleted else sent(TYPES))
    await house.release("score")
    await house.answer(ANA, sent(TYPES | SCORE))
    assert "score" not in await house.newcomers()
    await house.answer(ANA, None if deleted else sent(TYPES))
    await house.answer(ANA, sent(TYPES | SCORE))
    assert "score" not in await house.newcomers()


async def test_who_deletes_and_answers_again_unreleased_is_new_once(house: House) -> None:
    await house.answer(ANA, sent(TYPES))
    await house.answer(ANA, None)
    await house.answer(ANA, sent(TYPES))
    assert (await house.newcomers())["types"] == 1
    assert await house.rows("SELECT table_name FROM tombstone") == [("",)], "of no table"


async def test_what_comes_while_a_release_is_made_belongs_to_the_next(house: House) -> None:
    await house.answer(ANA, sent(TYPES))
    counted = await house.begin()
    await house.answer(BOB, sent(TYPES))
    assert counted.newcomers["types"] == 1
    await house.publish(counted, "types")
    assert (await house.newcomers())["types"] == 1


async def test_who_leaves_while_a_release_is_made_was_in_it(house: House) -> None:
    await house.answer(ANA, sent(TYPES | SCORE))
    await house.answer(BOB, sent(TYPES | SCORE))
    counted = await house.begin()
    await house.answer(ANA, None)
    await house.answer(BOB, sent(TYPES))
    await house.publish(counted, "types", "score")
    await house.answer(ANA, sent(TYPES | SCORE))
    await house.answer(BOB, sent(TYPES | SCORE))
    found = await house.newcomers()
    assert "types" not in found
    assert "score" not in found


@dataclass
class Book:
    """Who was in which version, written down by hand."""

    inside: dict[str, set[int]] = field(default_factory=lambda: {"types": set(), "score": set()})
    known: dict[str, set[int]] = field(default_factory=lambda: {"types": set(), "score": set()})

    def answer(self, person: int, closed: dict[str, Answers] | None) -> None:
        for table, section in (("types", "you"), ("score", "views")):
            self.inside[table].discard(person)
            if closed and section in closed:
                self.inside[table].add(person)

    def release(self, table: str) -> None:
        self.known[table] |= self.inside[table]

    def newcomers(self, table: str) -> int:
        return len(self.inside[table] - self.known[table])


@pytest.mark.parametrize("forgetting", [0.0, 0.3])
@pytest.mark.parametrize("seed", range(4))
async def test_newcomers_are_counted_exactly_through_any_history(house: House, seed: int, forgetting: float) -> None:
    chance, book = random.Random(seed), Book()
    for _ in range(60):
        if chance.random() < 0.15:
            table = chance.choice(("types", "score"))
            await house.release(table)
            book.release(table)
        if chance.random() < forgetting:
            await forget_eras(house.database, house.round)
        person = chance.choice((ANA, BOB, EVE, EVE + 1, EVE + 2))
        closed = chance.choice((None, TYPES, OTHER, SCORE, TYPES | SCORE, OTHER | SCORE))
        await house.answer(person, None if closed is None else sent(closed))
        book.answer(person, closed)
        if chance.random() < 0.3:
            found = await house.newcomers()
            assert {table: found.get(table, 0) for table in book.inside} == {
                table: book.newcomers(table) for table in book.inside
            }
    assert await house.tallies_are_right()
    assert await recount(house.database, house.round) == []
