"""The days of a round as a picture for a phone."""

from datetime import timedelta

import pytest

from results.participation import Participation
from results.speech import spoken_languages
from results.watching.picture import status_picture
from results.watching.status import MOST_DAYS, Status, status_of
from storage.counters import Count
from tests.results.test_pictures import PHONE, size
from tests.results.watching.town import NOON, TOWN, counted, round_of

COUNTS = tuple(counted(kind, n, hours=24 * day) for day in range(3) for kind, n in (("started", 40), ("submitted", 30)))
NUMBERS = Participation(120, 110, 90, 0)


def status(*counts: Count, days: int = 0, exact: bool = False, numbers: Participation = NUMBERS) -> Status:
    return status_of(round_of(), NOON + timedelta(days=days), numbers, counts, (), exact=exact)


@pytest.mark.parametrize("language", spoken_languages())
@pytest.mark.parametrize("days", [0, 8, 2 * MOST_DAYS])
def test_it_is_as_wide_as_a_phone_and_shown_in_full(language: str, days: int) -> None:
    newest = counted("started", 35, hours=24 * days)
    width, height = size(status_picture(status(*COUNTS, newest, days=days), TOWN, language))
    assert width == PHONE
    assert 600 < height < 2 * PHONE


def test_languages_and_figures_make_different_pictures_and_nothing_else_does() -> None:
    shown = status(*COUNTS)
    assert status_picture(shown, TOWN, "ro") == status_picture(shown, TOWN, "ro")
    assert status_picture(shown, TOWN, "ro") != status_picture(shown, TOWN, "en")
    assert status_picture(shown, TOWN, "ro") != status_picture(status(*COUNTS, exact=True), TOWN, "ro")
    one_more = status(*COUNTS, counted("started", 1, hours=3))
    assert status_picture(shown, TOWN, "ro") == status_picture(one_more, TOWN, "ro"), "one person shows nowhere"


def test_where_no_day_is_told_there_are_the_numbers_only() -> None:
    few = status(counted("started", 4), numbers=Participation(None, None, None, None))
    assert size(status_picture(few, TOWN, "ro"))[1] < 600
    assert size(status_picture(status(exact=True), TOWN, "ro"))[1] < 600
