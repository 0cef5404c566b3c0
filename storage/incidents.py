"""What looked wrong, noticed by any process and told by one: an incident is a row, and telling it is a claim."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, text
from sqlmodel import col, select, update

from storage.database import Database
from storage.rows import to_json
from storage.tables import IncidentRow, UtcDateTime

QUIET: Final = timedelta(hours=3)
"""When it was not noticed for so long, an incident is over, and the same would be another one."""

LATEST: Final = timedelta(hours=24)
"""Nobody is told what began longer ago: the staff's bot was off, and it is history."""

_NEW = text(
    """INSERT INTO incident (kind, subject, began, seen, told, facts)
    VALUES (:kind, :subject, :now, :now, false, :facts) ON CONFLICT DO NOTHING"""
).bindparams(bindparam("now", type_=UtcDateTime()))


@dataclass(frozen=True, slots=True)
class Incident:
    """`kind` and `subject` say which; `facts` are counts and names of ours or staff's, never of a citizen."""

    kind: str
    subject: str
    began: datetime
    facts: Mapping[str, str | int]


async def notice(database: Database, kind: str, subject: str, facts: Mapping[str, str | int], now: datetime) -> bool:
    """Note that this looks wrong now; whether it is a new incident. Of several that notice it, one gets True."""
    key = (col(IncidentRow.kind) == kind, col(IncidentRow.subject) == subject)
    written = to_json(facts)
    anew = {"began": now, "seen": now, "told": False, "facts": written}
    async with database.writing() as connection:
        over = update(IncidentRow).where(*key, col(IncidentRow.seen) < now - QUIET)
        if (await connection.execute(over.values(anew))).rowcount:
            return True
        if (await connection.execute(update(IncidentRow).where(*key).values(seen=now))).rowcount:
            return False
        # Another process may be about to write the same: then this waits for it, and it is that one's.
        new = await connection.execute(_NEW, {"kind": kind, "subject": subject, "now": now, "facts": written})
        return bool(new.rowcount)


async def to_tell(database: Database, now: datetime) -> list[Incident]:
    """The incidents that nobody was told of yet, the oldest first. They are the caller's to tell, and nobody else's.

    Who is stopped before telling them has lost them, which is better than telling them twice.
    """
    query = select(IncidentRow).where(col(IncidentRow.told).is_(False)).order_by(col(IncidentRow.began))
    claimed = []
    async with database.writing() as connection:
        for row in (await connection.execute(query)).all():
            mine = update(IncidentRow).where(
                col(IncidentRow.kind) == row.kind,
                col(IncidentRow.subject) == row.subject,
                col(IncidentRow.told).is_(False),
            )
            if (await connection.execute(mine.values(told=True))).rowcount and row.began >= now - LATEST:
                claimed.append(Incident(row.kind, row.subject, row.began, json.loads(row.facts)))
    return claimed
