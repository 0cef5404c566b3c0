"""Hours in which nobody is written to, by the clock of the city.

errors:
    QuietHoursUnreadable(ValueError)
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

_WRITTEN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


class QuietHoursUnreadable(ValueError):
    """They are not written as 21:00-08:00."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of day to another, over midnight when the second is the earlier."""

    begin: time
    end: time

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"

    def until(self, now: datetime) -> datetime | None:
        """When they end, if it is quiet at this moment in the zone that it carries; else None."""
        moment = now.time()
        over_midnight = self.end <= self.begin
        inside = moment >= self.begin or moment < self.end if over_midnight else self.begin <= moment < self.end
        if not inside:
            return None
        tomorrow = over_midnight and moment >= self.begin
        return datetime.combine(now.date() + timedelta(days=int(tomorrow)), self.end, tzinfo=now.tzinfo)


def quiet_hours(written: str) -> QuietHours | None:
    """Read from 21:00-08:00; none from nothing. Raises QuietHoursUnreadable."""
    if not written:
        return None
    match = _WRITTEN.fullmatch(written)
    if match is None:
        raise QuietHoursUnreadable("quiet hours are written as 21:00-08:00")
    hours = [int(each) for each in match.groups()]
    begin, end = time(hours[0], hours[1]), time(hours[2], hours[3])
    if begin == end:
        raise QuietHoursUnreadable("quiet hours begin and end at different times")
    return QuietHours(begin, end)
