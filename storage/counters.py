"""What was counted as it happened, hour by hour: starts, languages, sources, durations. No response is behind it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import col, select

from storage.database import Database
from storage.rounds import Round
from storage.rows import hour_of
from storage.tables import CounterRow


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
