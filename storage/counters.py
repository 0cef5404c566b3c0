"""What was counted as it happened, hour by hour: starts, languages, sources, durations. No response is behind it.

Hours are kept for as long as something is compared with them; then only the day is left.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from sqlmodel import col, delete, select

from storage.database import Database
from storage.rounds import Round
from storage.rows import hour_of, to_json
from storage.tables import CounterRow

HOURS_KEPT: Final = timedelta(days=8)
"""The week with which alarms compare, and a day."""


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened in the hour that begins then, in UTC."""

    hour: datetime
    kind: str
    key: str
    n: int


async def counters(
    database: Database, of: Round, kind: str | None = None, since: datetime | None = None
) -> list[Count]:
    """What was counted in the round, in the order of the hours; of one kind, and since the hour of a moment."""
    query = select(CounterRow.hour, CounterRow.kind, CounterRow.key, CounterRow.n).where(
        col(CounterRow.round) == of.number
    )
    if kind is not None:
        query = query.where(col(CounterRow.kind) == kind)
    if since is not None:
        query = query.where(col(CounterRow.hour) >= hour_of(since))
    query = query.order_by(col(CounterRow.hour), col(CounterRow.kind), col(CounterRow.key))
    async with database.reading() as connection:
        rows = await connection.execute(query)
        return [Count(_begin(hour), counted, key, n) for hour, counted, key, n in rows]


def _begin(hour: str) -> datetime:
    return datetime.strptime(hour, "%Y-%m-%dT%H").replace(tzinfo=UTC)


async def forget_hours(database: Database, now: datetime) -> int:
    """Put what was counted more than eight days ago down to its day, at noon; gives the rows that had an hour.

    Days are those of the time zone of `now`. What one process takes away it puts back itself: several may do this.
    """
    zone = now.tzinfo or UTC
    oldest = datetime.combine((now - HOURS_KEPT).date(), time(), zone)
    query = select(CounterRow.hour).distinct().where(col(CounterRow.hour) < hour_of(oldest))
    async with database.writing() as connection:
        hours = (await connection.execute(query)).scalars().all()
        noons = {hour: _noon(_begin(hour).astimezone(zone).date(), zone) for hour in hours}
        taken = delete(CounterRow).where(col(CounterRow.hour).in_([hour for hour in hours if noons[hour] != hour]))
        of_row = (
            col(CounterRow.round),
            col(CounterRow.hour),
            col(CounterRow.kind),
            col(CounterRow.key),
            col(CounterRow.n),
        )
        rows = (await connection.execute(taken.returning(*of_row))).all()
        days: Counter[tuple[int, str, str, str]] = Counter()
        for number, hour, kind, key, n in rows:
            days[number, noons[hour], kind, key] += n
        put = to_json([[*day, n] for day, n in days.items()])
        if days:
            await connection.run_sync(database.run, database.statements.add_counters, rows=put)
    return len(rows)


def _noon(day: date, zone: tzinfo) -> str:
    return hour_of(datetime.combine(day, time(12), zone))
