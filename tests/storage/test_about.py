"""What a person is told when asking for everything that is stored about them."""

import json
from dataclasses import replace
from typing import Any

from flows.answers import Chosen, Rated, Said
from flows.consultation import Consultation
from flows.places import Asking, Review
from flows.response import Response
from storage.about import stored_about
from storage.audit import Act
from storage.batch import Arrival, Decision, Sent
from storage.exchange import EVERYTHING
from storage.own_words import Review as StaffReview
from storage.own_words import Verdict, decide, own_words
from tests.storage.conftest import House

ANA, BOB = 5_000_000_001, 5_000_000_002


async def about(house: House, person: int) -> dict[str, Any]:
    return await stored_about(house.database, house.keys, person, house.rounds.values())


async def test_of_a_stranger_nothing_is_stored(house: House) -> None:
    await house.answer(BOB, Response(seed="", closed={"views": {"score": Rated(2)}}))
    assert await about(house, ANA) == {
        "conversation": None,
        "subscription": None,
        "responses": [],
        "withdrawn": [],
        "anonymous": [],
    }


async def test_everything_is_told(house: House, consultation: Consultation) -> None:
    await house.open(consultation, "two")
    await house.open(consultation, "three")
    await house.answer(ANA, Response(seed="", closed={"you": {"types": Chosen(("ngo",))}}), 2)
    await house.release("#round", "types", number=2)
    await house.answer(ANA, None, 2)
    response = Response(
        seed="",
        place=Review(),
        returning=Asking("main"),
        draft={"you": {"types": Chosen(("firm",), "and more")}},
        closed={"you": {"types": Chosen(("ngo",))}, "views": {"score": Rated(None)}},
    )
    await house.answer(ANA, response)
    await house.commit(
        Arrival(None, ANA, lambda chat, _: Decision(replace(chat, language="ro", page="help", wishes=EVERYTHING)))
    )
    await house.commit(sent=[Sent(ANA, 4, 20, (18, 19))])
    house.keys = house.keys.without_round_key(3)
    told = await about(house, ANA)
    assert told == {
        "conversation": {
            "round": "one",
            "language": "ro",
            "page": "help",
            "message": 20,
            "newest_message": 20,
            "older_messages_with_answers": [18, 19],
            "turn": 0,
            "screen_owed": False,
        },
        "subscription": {"language": "ro", "wishes": ["deeds", "reminders", "results", "rounds"], "blocked": False},
        "responses": [
            {
                "round": "one",
                "week_last_touched": "2026-W47",
                "tables_entered_in_era": {"#round": 0, "types": 0, "score": 0, "net:civil": 0, "section:you": 0},
                "place": "review/0",
                "returning_to": "asking/main",
                "sent": {"you": {"types": ["ngo"]}, "views": {"score": "dont_know"}},
                "not_sent_yet": {"you": {"types": {"chosen": ["firm"], "own_words": "and more"}}},
                "staff_on_own_words": [],
                "staff_on_own_words_before": [],
            }
        ],
        "withdrawn": [{"round": "two", "counted_in": ["#round", "types"]}],
        "anonymous": ["three"],
    }
    assert json.loads(json.dumps(told)) == told


async def test_that_something_was_deleted_is_told_even_before_a_release(house: House) -> None:
    await house.answer(ANA, Response(seed="", place=Asking("types")))
    await house.answer(ANA, None)
    told = await about(house, ANA)
    assert (told["responses"], told["withdrawn"]) == ([], [{"round": "one", "counted_in": []}])


async def test_a_chat_without_a_round_is_told_too(house: House) -> None:
    await house.commit(Arrival(None, ANA, lambda chat, _: Decision(chat)))
    told = (await about(house, ANA))["conversation"]
    assert told == {
        "round": None,
        "language": None,
        "page": "",
        "message": None,
        "newest_message": 0,
        "older_messages_with_answers": [],
        "turn": 1,
        "screen_owed": True,
    }


async def test_what_staff_decided_about_own_words_is_told_to_who_wrote_them_alone(house: House) -> None:
    await house.answer(ANA, Response(seed="", closed={"views": {"why": Said("trees for Ana")}}))
    await house.answer(BOB, Response(seed="", closed={"views": {"why": Said("quiet")}}))
    [trees] = [each for each in await own_words(house.database, house.round) if each.text.startswith("trees")]
    first = StaffReview(shown="trees for […]", themes=frozenset({"Green", "Calm"}))
    await decide(house.database, house.round, Act.WORDS_REDACTED, {trees: first})
    second = StaffReview(themes=frozenset({"Green"}))
    await decide(house.database, house.round, Act.WORDS_UNDER_THEME, {replace(trees, review=first): second})
    [response] = (await about(house, ANA))["responses"]
    assert response["staff_on_own_words"] == [
        {"question": "why", "decision": "waiting", "shown": None, "themes": ["Green"]}
    ]
    assert response["staff_on_own_words_before"] == [
        {"question": "why", "decision": "waiting", "shown": None, "themes": []},
        {"question": "why", "decision": "waiting", "shown": "trees for […]", "themes": ["Calm", "Green"]},
    ]
    [response] = (await about(house, BOB))["responses"]
    assert (response["staff_on_own_words"], response["staff_on_own_words_before"]) == ([], [])
    third = StaffReview(Verdict.QUOTED, "trees for […]")
    await decide(house.database, house.round, Act.WORDS_QUOTED, {replace(trees, review=second): third})
    [response] = (await about(house, ANA))["responses"]
    assert response["staff_on_own_words"] == [
        {"question": "why", "decision": "quoted", "shown": "trees for […]", "themes": []}
    ]
