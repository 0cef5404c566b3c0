from datetime import date
from decimal import Decimal

import pytest

from flows.events import (
    Answered,
    ChoiceChanged,
    DateOutOfRange,
    Event,
    NotADate,
    OutOfRange,
    OwnWordsTaken,
    Skipped,
    Stale,
)
from flows.inputs import Choose, Confirm
from flows.refusals import own_words_taken_for, refusal


@pytest.mark.parametrize("event", [Answered("a"), ChoiceChanged("a"), OwnWordsTaken("a"), Skipped("a")])
def test_what_was_taken_is_no_refusal(event: Event) -> None:
    assert refusal(event) is None


def test_a_stale_tap_is_said_of_the_option_that_is_not_offered() -> None:
    assert refusal(Stale(), Choose("bins")) == "It does not offer the option 'bins' here."
    assert refusal(Stale(), Confirm()) is None


def test_bounds_are_said_as_far_as_there_are_any() -> None:
    assert refusal(OutOfRange(Decimal(1), Decimal(5))) == "It takes a number between 1 and 5."
    assert refusal(DateOutOfRange(date(2021, 1, 1), None)) == "It takes a date of at least 2021-01-01."
    assert refusal(DateOutOfRange(None, date(2021, 1, 1))) == "It takes a date of at most 2021-01-01."
    assert refusal(NotADate()) == "It takes a date."


def test_own_words_are_taken_for_nothing_else_only_when_they_were_taken() -> None:
    assert own_words_taken_for(OwnWordsTaken("a")) is None
    assert {own_words_taken_for(each) is None for each in (Answered("a"), ChoiceChanged("a"))} == {False}
