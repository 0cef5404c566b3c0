"""What is done once a day, by whichever process comes first: a ticker only ticks, and the claim is a row."""

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import and_, col, or_, update

from storage.database import Database
from storage.tables import DailyRow

LEASE: Final = timedelta(minutes=5)
"""What was claimed longer ago and is not done belonged to a process that died, or could not do it."""


async def claim_day(database: Database, what: str, day: date, now: datetime) -> bool:
    """Whether it falls to the caller to do it for that day, and to say so by `day_done`: true once in a LEASE, however
    many ask.

    `what` names the task, and whom it is for if it is done for each of several, such as "audit head/3". Who claims and
    dies leaves it to others: what is sent daily may come twice, and is missed only when the day ends before.
    """
    row = DailyRow(what=what, day=day.isoformat(), claimed=now)
    try:
        async with database.writing() as connection:
            await connection.execute(insert(DailyRow).values(row.model_dump()))
    except IntegrityError:
        left = and_(col(DailyRow.day) == row.day, col(DailyRow.claimed) < now - LEASE)
        query = update(DailyRow).where(col(DailyRow.what) == what, or_(col(DailyRow.day) < row.day, left))
        async with database.writing() as connection:
            return (await connection.execute(query.values(day=row.day, claimed=now))).rowcount == 1
    return True


async def day_done(database: Database, what: str, day: date) -> None:
    """It is done for that day, and falls to nobody any more."""
    query = update(DailyRow).where(col(DailyRow.what) == what, col(DailyRow.day) == day.isoformat())
    async with database.writing() as connection:
        await connection.execute(query.values(claimed=None))
