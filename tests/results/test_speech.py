"""Numbers, dates and enumerations are as the language writes them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from results.speech import own_name, speech

DAY = date(2026, 11, 5)


@pytest.mark.parametrize(
    ("language", "day", "short", "number", "listed"),
    [
        ("en", "5 November 2026", "5 Nov", "1,234.5", "1, 2 and 3"),
        ("ro", "5 noiembrie 2026", "5 nov.", "1.234,5", "1, 2 și 3"),
        ("de", "5. November 2026", "5. Nov.", "1.234,5", "1, 2 und 3"),
        ("hu", "2026. november 5.", "nov. 5.", "1234,5", "1, 2 és 3"),
        ("sr", "5. 11. 2026.", "5. нов", "1.234,5", "1, 2 и 3"),
        ("sr-Latn", "5. 11. 2026.", "5. nov", "1.234,5", "1, 2 i 3"),
    ],
)
def test_as_the_language_writes_them(language: str, day: str, short: str, number: str, listed: str) -> None:
    words = speech(language)
    assert (words.day(DAY), words.short_day(DAY)) == (day, short)
    assert words.number(1234.5) == number
    assert words.listed(["1", "2", "3"]) == listed


def test_hungarian_groups_five_digits_and_more() -> None:
    assert [speech("hu").number(each) for each in (9999, 10_000, -1234)] == ["9999", "10\u00a0000", "-1234"]


def test_percents_are_those_of_the_language() -> None:
    assert speech("en").percent(0.224) == "22%"
    assert speech("ro").percent(0.224) == "22%"
    assert speech("de").percent(0.224) == "22\u00a0%"
    assert speech("hu").percent(0.224) == "22%"
    assert speech("ro").percent(0.2246, digits=1) == "22,5%"


def test_a_moment_is_told_by_the_clock_that_it_carries() -> None:
    moment = datetime(2026, 11, 5, 22, 5, tzinfo=UTC)
    assert speech("en").moment(moment) == "5 November 2026, 22:05"
    assert speech("ro").moment(moment.astimezone(ZoneInfo("Europe/Bucharest"))) == "6 noiembrie 2026, 00:05"
    assert speech("de").moment(moment) == "5. November 2026, 22:05"
    assert speech("hu").moment(moment) == "2026. november 5. 22:05"
    assert speech("sr").moment(moment) == "5. 11. 2026. 22:05"


@pytest.mark.parametrize(
    ("language", "name"),
    [("ro", "Română"), ("sr", "Српски"), ("sr-Latn", "Srpski (latinica)"), ("rom", "Romany"), ("rmy", "Rmy")],
)
def test_every_language_of_a_consultation_has_a_name(language: str, name: str) -> None:
    """Romani (rom) is spoken in Timișoara, and CLDR has nothing in it."""
    assert own_name(language) == name
