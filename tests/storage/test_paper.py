"""Answers on paper count like any other, and only their number tells of paper."""

from datetime import timedelta

import pytest

from flows.answers import Chosen, Rated, Said
from flows.response import Response
from storage.keys import KeyErased
from storage.paper import SheetEntered, UnknownSheet, enter_sheet, is_entered, sheets, withdraw_sheet
from storage.rounds import mark_served
from storage.rows import UnstorableText
from storage.tallies import tallies
from tests.storage.conftest import House

ANSWERED = Response(seed="", closed={"you": {"types": Chosen(("ngo",))}, "views": {"score": Rated(3)}})


async def enter(house: House, sheet: str, response: Response = ANSWERED) -> None:
    await enter_sheet(house.database, house.keys, house.round, sheet, response, now=house.now)


async def withdraw(house: House, sheet: str) -> None:
    await withdraw_sheet(house.database, house.keys, house.round, sheet, now=house.now + timedelta(hours=5))


async def test_a_sheet_counts_even_where_a_token_serves_and_is_no_import(house: House) -> None:
    await mark_served(house.database, [1])
    await enter(house, "A")
    await enter(house, "B")
    found = await tallies(house.database, house.round)
    assert found["#round"] == {"#started": 2, "#answered": 2, "#submitted": 2}
    assert found["score"] == {"#respondents": 2, "3": 2}
    assert await house.tallies_are_right()
    assert await sheets(house.database, house.round) == 2


async def test_nothing_stored_with_a_response_tells_of_paper(house: House) -> None:
    await enter(house, "A")
    await house.answer(10**10, ANSWERED)
    columns = "place, draft, closed, week, imported, entered"
    paper, tapped = await house.rows(f"SELECT {columns} FROM response")
    assert paper == tapped
    assert not [row for row in await house.rows("SELECT * FROM response") if "A" in row]


async def test_a_sheet_is_entered_once(house: House) -> None:
    assert not await is_entered(house.database, house.keys, house.round, "A")
    await enter(house, "A")
    assert await is_entered(house.database, house.keys, house.round, "A")
    with pytest.raises(SheetEntered, match="sheet A"):
        await enter(house, "A", Response(seed="", closed={"views": {"score": Rated(9)}}))
    assert (await tallies(house.database, house.round))["score"] == {"#respondents": 1, "3": 1}
    assert await sheets(house.database, house.round) == 1


async def test_who_has_the_code_can_withdraw(house: House) -> None:
    await enter(house, "A")
    await house.release("score")
    await withdraw(house, "A")
    assert await tallies(house.database, house.round) == {}
    assert await house.rows("SELECT * FROM response") == []
    assert await house.rows("SELECT table_name FROM tombstone") == [("score",)]
    assert await sheets(house.database, house.round) == 0
    with pytest.raises(UnknownSheet, match="sheet A"):
        await withdraw(house, "A")
    await enter(house, "A")
    assert await house.tallies_are_right()


async def test_without_sheets_there_are_none_and_what_cannot_be_stored_is_not_counted(house: House) -> None:
    assert await sheets(house.database, house.round) == 0
    with pytest.raises(UnstorableText):
        await enter(house, "A", Response(seed="", closed={"views": {"why": Said("\0")}}))
    house.keys = house.keys.without_round_key(1)
    with pytest.raises(KeyErased):
        await enter(house, "A")
    assert await sheets(house.database, house.round) == 0


def test_a_sheet_is_nobody_else(house: House) -> None:
    keys = house.keys
    assert len({keys.sheet_pseudonym(1, "7"), keys.imported_pseudonym(1, "7"), keys.pseudonym(1, 7)}) == 3
