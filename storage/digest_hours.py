"""Who wants the daily digest, and from which hour of the city's day on. That it comes once is up to `storage.daily`."""

from sqlmodel import col, delete, insert, select

from storage.database import Database
from storage.tables import DigestHourRow


async def digest_hours(database: Database) -> dict[int, int]:
    """The hours, 0 to 23, by the number of the staff member."""
    async with database.reading() as connection:
        rows = await connection.execute(select(DigestHourRow.member, DigestHourRow.hour))
        return {row.member: row.hour for row in rows}


async def set_digest_hour(database: Database, member: int, hour: int | None) -> None:
    """Let the member have the digest from this hour on, none when None."""
    async with database.writing() as connection:
        await connection.execute(delete(DigestHourRow).where(col(DigestHourRow.member) == member))
        if hour is not None:
            await connection.execute(insert(DigestHourRow).values(member=member, hour=hour))
