"""Moments as staff type them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.moments import typed_moments

ZONE = ZoneInfo("Europe/Bucharest")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2097-03-01 09:30",
        "01.03.2097 09:30",
        "1.3.2097, 9.30",
        "2097-03-01T09:30",
        "from 1/3/2097 9:30 on",
        "2097. 03. 01. 9:30",
        "2097.3.1. 9.30",
        "1. 3. 2097. 09:30",
    ],
)
def test_a_moment_is_read_however_it_is_written(text: str) -> None:
    assert typed_moments(text, ZONE) == [(utc(2097, 3, 1, 7, 30), utc(2097, 3, 1, 7, 30))]


def test_a_day_begins_and_ends_in_the_city() -> None:
    assert typed_moments("01.03.2097 - 10.06.2097", ZONE) == [
        (utc(2097, 2, 28, 22), utc(2097, 3, 1, 22)),
        (utc(2097, 6, 9, 21), utc(2097, 6, 10, 21)),  # summer time
    ]


def test_two_days_are_no_day_and_its_hour() -> None:
    two = typed_moments("01.03.2097 - 10.06.2097", ZONE)
    assert typed_moments("01.03.2097 10.06.2097", ZONE) == two
    assert typed_moments("01. 03. 2097. 10. 06. 2097.", ZONE) == two
    assert typed_moments("2097. 03. 01. 2097. 06. 10.", ZONE) == two


@pytest.mark.parametrize(
    "text", ["01.03.2097 9", "01.03.2097 at 9", "01.03.2097 9:3", "1 01.03.2097", "01.03.20979", "2097. 3. 1. 9"]
)
def test_what_was_half_read_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="digits beside the days"):
        typed_moments(text, ZONE)


@pytest.mark.parametrize("text", ["31.02.2097", "2097-13-01", "01.03.2097 25:00"])
def test_there_are_days_that_there_are_not(text: str) -> None:
    with pytest.raises(ValueError, match=r"out of range|must be in"):
        typed_moments(text, ZONE)


def test_nothing_is_found_in_other_words() -> None:
    assert typed_moments("tomorrow at 9:30", ZONE) == []
