"""Moments as they are typed and read at the command line, in the city's time zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.refusal import Refusal


def opening_at(typed: str, zone: ZoneInfo) -> datetime:
    """The moment in UTC; a date alone is the beginning of that day. Raises Refusal."""
    return _moment(typed, zone, days=0)


def closing_at(typed: str, zone: ZoneInfo) -> datetime:
    """The moment in UTC; a date alone is the end of that day, so that the whole day still counts. Raises Refusal."""
    return _moment(typed, zone, days=1)


def said(moment: datetime | None, zone: ZoneInfo) -> str:
    """The moment for a person, without seconds."""
    return "-" if moment is None else f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def _moment(typed: str, zone: ZoneInfo, *, days: int) -> datetime:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return _exact(typed, zone)
    return datetime.combine(day + timedelta(days=days), time(), zone).astimezone(UTC)


def _exact(typed: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError as error:
        raise Refusal(f"{typed!r} is no date, such as 2026-09-26, and no moment, such as 2026-09-26T18:00") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
