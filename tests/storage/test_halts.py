"""Where people stand who have not gone on, as groups."""

from collections import Counter

import pytest

from flows.answers import Chosen, Rated
from flows.consultation import Consultation
from flows.places import Asking, Opening, Place, Review, Summary, Thanks, Welcome
from flows.response import Response
from storage.halts import Halt, halts
from storage.responses import import_responses
from tests.storage.conftest import House

SENT = {"views": {"score": Rated(2)}}
DRAFT = {"you": {"types": Chosen(("ngo",))}}


async def found(house: House) -> Counter[Halt]:
    return Counter(await halts(house.database, house.round))


async def test_nobody_stands_anywhere(house: House) -> None:
    assert await found(house) == Counter()


async def test_those_at_one_place_with_the_same_sections_sent_are_a_group(house: House) -> None:
    for person in range(3):
        await house.answer(10**10 + person, Response(seed="", place=Asking("types"), draft=DRAFT))
    await house.answer(10**10 + 3, Response(seed="", place=Asking("types"), closed=SENT))
    await house.answer(10**10 + 4, Response(seed="", place=Summary("you")))
    assert await found(house) == Counter(
        [
            Halt(Asking("types"), frozenset(), 3),
            Halt(Asking("types"), frozenset({"views"}), 1),
            Halt(Summary("you"), frozenset(), 1),
        ]
    )


async def test_a_review_leads_back_to_where_it_was_opened(house: House) -> None:
    await house.answer(10**10, Response(seed="", place=Review(), returning=Asking("main")))
    assert await found(house) == Counter([Halt(Asking("main"), frozenset(), 1)])


@pytest.mark.parametrize("place", [Welcome(), Thanks()])
async def test_who_has_not_begun_or_is_done_stops_nowhere(house: House, place: Place) -> None:
    await house.answer(10**10, Response(seed="", place=place, closed=SENT))
    await house.answer(10**10 + 1, Response(seed="", place=Review(), returning=place, closed=SENT))
    assert await found(house) == Counter()


async def test_imported_responses_and_other_rounds_are_left_out(house: House, consultation: Consultation) -> None:
    await house.open(consultation, "two")
    await house.answer(10**10, Response(seed="", place=Opening("you")), 2)
    standing = Response(seed="", place=Opening("you"), closed=SENT)
    await import_responses(house.database, house.keys, house.round, [("r1", standing)], house.now)
    assert await found(house) == Counter()
