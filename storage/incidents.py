"""What looked wrong, noticed by any process and told by one: a row is claimed, then marked as told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, text
from sqlmodel import col, or_, select, update

from storage.database import Database
from storage.rows import to_json
from storage.tables import IncidentRow, UtcDateTime

LEASE: Final = timedelta(minutes=5)
"""What was claimed longer ago and is not told belonged to a process that died, or could not tell it."""

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
    anew = {"began": now, "seen": now, "told": False, "claimed": None, "facts": written}
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
    """The incidents that nobody was told of yet, the oldest first. For a LEASE they are the caller's to tell, who says
    by `was_told` that it was done.

    Who dies on the way leaves them to others: better told twice than never.
    """
    free = or_(col(IncidentRow.claimed).is_(None), col(IncidentRow.claimed) < now - LEASE)
    query = select(IncidentRow).where(col(IncidentRow.told).is_(False), free).order_by(col(IncidentRow.began))
    claimed = []
    async with database.writing() as connection:
        for row in (await connection.execute(query)).all():
            mine = update(IncidentRow).where(
                col(IncidentRow.kind) == row.kind,
                col(IncidentRow.subject) == row.subject,
                col(IncidentRow.told).is_(False),
                free,
            )
            history = row.began < now - LATEST
            if (await connection.execute(mine.values(told=history, claimed=now))).rowcount and not history:
                claimed.append(Incident(row.kind, row.subject, row.began, json.loads(row.facts)))
    return claimed


async def was_told(database: Database, incident: Incident) -> None:
    """It was told; when the same has begun anew meanwhile, that one was not."""
    this = (
        col(IncidentRow.kind) == incident.kind,
        col(IncidentRow.subject) == incident.subject,
        col(IncidentRow.began) == incident.began,
    )
    async with database.writing() as connection:
        await connection.execute(update(IncidentRow).where(*this).values(told=True))
