"""Moments as staff type them, in the city's time zone: a date alone is a whole day."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_MOMENT = re.compile(
    r"(?:(?P<year>\d{4})(?:-|[./] ?)(?P<month>\d{1,2})(?:-|[./] ?)(?P<day>\d{1,2})"
    r"|(?P<d>\d{1,2})[./] ?(?P<m>\d{1,2})[./] ?(?P<y>\d{4}))"
    r"(?:\.?[ T,]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?![./]?\d))?"
)


def typed_moments(text: str, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """What is found, in the order of the text: each as its beginning and its end in UTC, equal when an hour is told.

    Days are written 2027-03-31, 31.03.2027 or 2027. 03. 31., hours 18:00. ValueError for a day or an hour that there is
    not, and for digits beside days, which were meant as something.
    """
    found = [_moment(each, zone) for each in _MOMENT.finditer(text)]
    if found and any(each.isdecimal() for each in _MOMENT.sub("", text)):
        raise ValueError("there are digits beside the days")
    return found


def _moment(found: re.Match[str], zone: ZoneInfo) -> tuple[datetime, datetime]:
    parts = found.groupdict()
    year, month, day = (parts[name] or parts[name[0]] for name in ("year", "month", "day"))
    on = date(int(year), int(month), int(day))
    if parts["hour"] is None:
        return _at(on, time(), zone), _at(on + timedelta(days=1), time(), zone)
    exact = _at(on, time(int(parts["hour"]), int(parts["minute"])), zone)
    return exact, exact


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)
