"""Hours in which nobody is written to."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from storage.broadcasts.quiet_hours import QuietHoursUnreadable, quiet_hours

CITY = ZoneInfo("Europe/Bucharest")


def at(hour: int, minute: int = 0, day: int = 22) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CITY)


@pytest.mark.parametrize(
    ("written", "now", "until"),
    [
        ("21:00-08:00", at(20, 59), None),
        ("21:00-08:00", at(21), at(8, day=23)),
        ("21:00-08:00", at(7, 59), at(8)),
        ("21:00-08:00", at(8), None),
        ("13:00-14:30", at(13, 15), at(14, 30)),
        ("13:00-14:30", at(14, 30), None),
    ],
)
def test_until_when_it_is_quiet(written: str, now: datetime, until: datetime | None) -> None:
    hours = quiet_hours(written)
    assert hours is not None
    assert str(hours) == written
    assert hours.until(now) == until


def test_over_the_change_to_winter_time_they_end_at_the_hour_of_the_clock() -> None:
    night = quiet_hours("21:00-08:00")
    assert night is not None
    assert night.until(datetime(2026, 10, 24, 23, tzinfo=CITY)) == datetime(2026, 10, 25, 8, tzinfo=CITY)


@pytest.mark.parametrize("written", ["21-8", "24:00-08:00", "08:00-08:00", "21:00 - 08:00"])
def test_what_cannot_be_read_is_said(written: str) -> None:
    with pytest.raises(QuietHoursUnreadable):
        quiet_hours(written)


def test_nothing_written_is_no_quiet_hours() -> None:
    assert quiet_hours("") is None
