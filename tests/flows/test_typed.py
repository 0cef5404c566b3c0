from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.answers import Dated, Numbered, Said
from flows.consultation import DateQuestion, Number, Question
from flows.events import ButtonsExpected, DateOutOfRange, NotADate, NotANumber, OutOfRange, TooLong, TooPrecise
from flows.order import displayed
from flows.typed import Meaning, OwnWords, Picked, Point, cleaned, meaning
from tests.flows.paper import NOW, neighbourhood

CONSULTATION = neighbourhood()
TODAY = NOW.date()
LONG = "x" * 301


def means(question: str, text: str) -> Meaning:
    asked = CONSULTATION.question_by_id[question]
    options = displayed(CONSULTATION, asked, {}, "") if asked.type in ("single", "multiple", "ranking") else ()
    return meaning(asked, options, text, TODAY)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("roles", "2", Picked(("worker",))),
        ("roles", " 2. ", Picked(("worker",))),
        ("roles", "3,1", Picked(("visitor", "resident"))),
        ("roles", "3; 1. 2 4", Picked(("visitor", "resident", "worker", "nobody"))),
        ("roles", "0", OutOfRange(Decimal(1), Decimal(4))),
        ("roles", "1, 5", OutOfRange(Decimal(1), Decimal(4))),
        ("roles", "12345", OwnWords("12345")),
        ("roles", "WORKER", Picked(("worker",))),
        ("roles", "a worker", OwnWords("a worker")),
        ("roles", LONG, TooLong(301, 300)),
        ("roles", "\x00 ", ButtonsExpected()),
        ("remedy", "3", Picked(("bins",))),
        ("remedy", "1, 3", ButtonsExpected()),
        ("pair", "Hedges", ButtonsExpected()),
        ("wishes", "3 2", Picked(("tram", "market"))),
        ("wishes", "a tram", ButtonsExpected()),
        ("park", "10", Point(10)),
        ("park", "0", OutOfRange(Decimal(1), Decimal(10))),
        ("park", "9 10", ButtonsExpected()),
        ("park", "nine", ButtonsExpected()),
        ("praise", " Old\r\ntrees ", Said("Old\ntrees")),
        ("praise", "", ButtonsExpected()),
        ("praise", "x" * 21, TooLong(21, 20)),
    ],
)
def test_what_a_text_means(question: str, text: str, expected: Meaning) -> None:
    assert means(question, text) == expected


def test_own_words_as_long_as_the_limit_are_taken() -> None:
    assert means("roles", LONG[:300]) == OwnWords(LONG[:300])


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [
        ("7", 0, "7"),
        ("+7", 0, "7"),
        ("-7,5", 1, "-7.5"),
        ("\u22127.5", 1, "-7.5"),
        ("7.50", 1, "7.5"),
        ("5,0", 0, "5"),
        ("1 234", 0, "1234"),
        ("1.234", 0, "1234"),
        ("12,345", 0, "12345"),
        ("1.234", 3, "1.234"),
        ("1.234,5", 1, "1234.5"),
        ("1,234.5", 1, "1234.5"),
        ("1’234’567.25", 2, "1234567.25"),
        ("1.234.567", 2, "1234567"),
        ("999999999999999", 0, "999999999999999"),
        ("٣٤", 0, "34"),
    ],
)
def test_a_number_is_read_however_it_is_written(text: str, decimals: int, value: str) -> None:
    question = _number(decimals=decimals)
    assert meaning(question, (), text, TODAY) == Numbered(Decimal(value))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", NotANumber()),
        ("seven", NotANumber()),
        ("NaN", NotANumber()),
        ("inf", NotANumber()),
        ("1e3", NotANumber()),
        ("7.", NotANumber()),
        ("1.2.3", NotANumber()),
        ("12 34", NotANumber()),
        ("1,23.4", NotANumber()),
        ("1000000000000000", NotANumber()),
        ("7,55", TooPrecise(1)),
        ("-0.5", OutOfRange(Decimal(0), Decimal(100))),
        ("100.5", OutOfRange(Decimal(0), Decimal(100))),
        ("0", Numbered(Decimal(0))),
        ("100", Numbered(Decimal(100))),
    ],
)
def test_a_number_within_its_bounds(text: str, expected: Meaning) -> None:
    question = _number(decimals=1, **{"from": 0, "to": 100})
    assert meaning(question, (), text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-09-07", Dated(date(2021, 9, 7))),
        ("7.9.2021", Dated(date(2021, 9, 7))),
        ("07. 09. 2021.", Dated(date(2021, 9, 7))),
        ("7/9/2021", Dated(date(2021, 9, 7))),
        ("7 9 2021", Dated(date(2021, 9, 7))),
        ("7-9-2021", Dated(date(2021, 9, 7))),
        ("2021. 09. 07.", Dated(date(2021, 9, 7))),
        ("2021.9.7", Dated(date(2021, 9, 7))),
        ("2021-09-10", Dated(date(2021, 9, 10))),
        ("2021-09-11", DateOutOfRange(date(1900, 1, 1), TODAY)),
        ("31.12.1899", DateOutOfRange(date(1900, 1, 1), TODAY)),
        ("29.2.2021", NotADate()),
        ("9/2021", NotADate()),
        ("yesterday", NotADate()),
    ],
)
def test_a_day_is_read_day_before_month_but_after_it_where_the_year_leads(text: str, expected: Meaning) -> None:
    assert means("arrived", text) == expected


def test_a_day_without_bounds() -> None:
    question = DateQuestion(id="day", type="date", text={"*": "When?"})
    assert meaning(question, (), "1.1.0001", TODAY) == Dated(date(1, 1, 1))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\u0306", "ă"),
        (" a\u0000b\u0007\ud800c\r\nd\re\t", "abc\nd\ne"),
        ("👩\u200d🌾", "👩\u200d🌾"),
    ],
)
def test_a_text_is_kept_composed_and_showable(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept


@given(st.text())
def test_cleaning_a_text_twice_changes_nothing_more(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)
    cleaned(text).encode()


@given(
    st.sampled_from([*CONSULTATION.question_by_id]), st.text() | st.from_regex(r"[-+]?[\d., ]{1,20}", fullmatch=True)
)
def test_every_text_means_something_to_every_question(question: str, text: str) -> None:
    assert means(question, text) is not None


def _number(**bounds: object) -> Question:
    return Number.model_validate({"id": "n", "type": "number", "text": "How many?", **bounds})
