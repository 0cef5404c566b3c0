import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.answers import (
    Answer,
    AnswerError,
    Chosen,
    Dated,
    Json,
    Numbered,
    Ranked,
    Rated,
    Said,
    decode,
    encode,
)
from flows.typed import meaning
from tests.flows.paper import NOW, neighbourhood

QUESTIONS = neighbourhood().question_by_id

WRITTEN: list[tuple[str, Answer, Json]] = [
    ("remedy", Chosen(("bins",)), "bins"),
    ("remedy", Chosen(("bins",), "More"), {"chosen": "bins", "own_words": "More"}),
    ("remedy", Chosen((), "More"), {"chosen": [], "own_words": "More"}),
    ("roles", Chosen(("resident",)), ["resident"]),
    ("roles", Chosen(("resident", "worker"), "And"), {"chosen": ["resident", "worker"], "own_words": "And"}),
    ("park", Rated(7), 7),
    ("park", Rated(None), "dont_know"),
    ("praise", Said("Trees"), "Trees"),
    ("years", Numbered(Decimal(7)), 7),
    ("years", Numbered(Decimal("7.5")), 7.5),
    ("wishes", Ranked(("tram", "school")), ["tram", "school"]),
    ("arrived", Dated(date(2021, 9, 7)), "2021-09-07"),
]


@pytest.mark.parametrize(("question", "answer", "written"), WRITTEN)
def test_answer_is_written_and_read_back(question: str, answer: Answer, written: Json) -> None:
    assert encode(QUESTIONS[question], answer) == written
    assert decode(QUESTIONS[question], json.loads(json.dumps(written))) == answer


@pytest.mark.parametrize(
    ("question", "written", "expected"),
    [
        ("remedy", ["bins"], Chosen(("bins",))),
        ("remedy", [], Chosen()),
        ("roles", {"own_words": "More"}, Chosen((), "More")),
        ("roles", {"chosen": ["worker"]}, Chosen(("worker",))),
        ("roles", {"chosen": ["worker"], "own_words": None}, Chosen(("worker",))),
        ("years", Decimal("0.1"), Numbered(Decimal("0.1"))),
    ],
)
def test_other_ways_to_write_an_answer(question: str, written: object, expected: Answer) -> None:
    assert decode(QUESTIONS[question], written) == expected


@pytest.mark.parametrize(
    ("question", "written", "message"),
    [
        ("remedy", 3, "expected an option id, found 3"),
        ("remedy", ["bins", "police"], "expected an option id, found 2 of them"),
        ("remedy", {"chosen": "bins", "own": 1, "more": 2}, "only `chosen` and `own_words`, found more, own"),
        ("remedy", {"chosen": "bins", "own_words": 4}, "expected a text as `own_words`, found 4"),
        ("roles", "resident", "expected a list of option ids, found 'resident'"),
        ("roles", ["resident", 1], "expected a list of option ids, found 1"),
        ("park", "7", "expected a whole number or 'dont_know', found '7'"),
        ("park", 7.0, "expected a whole number"),
        ("park", True, "expected a whole number"),
        ("praise", 7, "expected a text, found 7"),
        ("years", "7", "expected a number, found '7'"),
        ("years", True, "expected a number, found True"),
        ("years", float("nan"), "expected a finite number"),
        ("years", float("inf"), "expected a finite number"),
        ("wishes", "tram", "first place first, found 'tram'"),
        ("arrived", "7.9.2021", "expected a date as YYYY-MM-DD, found '7.9.2021'"),
        ("arrived", 2021, "expected a date as YYYY-MM-DD, found 2021"),
        ("arrived", None, "expected a date as YYYY-MM-DD, found None"),
    ],
)
def test_what_no_answer_can_be(question: str, written: object, message: str) -> None:
    with pytest.raises(AnswerError, match=message):
        decode(QUESTIONS[question], written)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=6))
def test_every_number_that_can_be_typed_is_kept_exactly(value: Decimal) -> None:
    question = QUESTIONS["years"].model_copy(update={"from_": None, "to": None, "decimals": 6})
    answer = meaning(question, (), f"{value:f}", NOW.date())
    if isinstance(answer, Numbered):
        assert answer.value == value
        assert decode(question, json.loads(json.dumps(encode(question, answer)))) == answer
    else:
        assert sum(sign.isdigit() for sign in f"{value:f}") > 15
