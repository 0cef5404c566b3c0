"""What is done once a day, by whichever process comes first: a ticker only ticks, and the claim is a row."""

from datetime import date

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, update

from storage.database import Database
from storage.tables import DailyRow


async def claim_day(database: Database, what: str, day: date) -> bool:
    """Whether it falls to the caller to do it for that day: true once, however many ask.

    `what` names the task, and whom it is for if it is done for each of several, such as "audit head/3". Who claims
    and dies has done it for that day: what is sent daily may be missed once, and never comes twice.
    """
    row = DailyRow(what=what, day=day.isoformat())
    try:
        async with database.writing() as connection:
            await connection.execute(insert(DailyRow).values(row.model_dump()))
    except IntegrityError:
        query = update(DailyRow).where(col(DailyRow.what) == what, col(DailyRow.day) < row.day).values(day=row.day)
        async with database.writing() as connection:
            return (await connection.execute(query)).rowcount == 1
    return True
