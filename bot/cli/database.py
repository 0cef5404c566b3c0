"""`glas db` and `glas recount`: the database is brought up to date and copied, its tallies are set right."""

from datetime import datetime
from pathlib import Path

import typer

from bot.cli.author import author
from bot.opening import chosen_round, opened
from bot.settings import Settings
from storage.backup import back_up
from storage.database import upgrade
from storage.recount import recount


async def upgrade_tables(settings: Settings) -> None:
    """Brings the tables to this program's state, creating what is not there, and says so."""
    if settings.database_url is None:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    await upgrade(settings.database)
    typer.echo("✓ The database is up to date.")


async def back_up_database(settings: Settings, file: Path, now: datetime) -> None:
    """Copies the database while it is in use, and says how to keep the copy. Raises DatabaseError and OSError."""
    async with opened(settings) as database:
        await back_up(database, file, author(now))
    typer.echo(f"✓ The database was copied to {file}.")
    typer.echo(
        "It holds every answer: keep it on another machine, away from the copy of the keys, and destroy old ones."
    )


async def recount_round(settings: Settings, code: str | None, now: datetime) -> None:
    """Counts all answers anew, and says which tallies differed; those are right now."""
    async with opened(settings) as database:
        round_ = await chosen_round(database, code)
        differences = await recount(database, round_, author(now))
    if not differences:
        typer.echo("✓ tallies are equal to the answers")
    for each in differences:
        typer.echo(f"{each.table} / {each.cell}: was {each.found}, corrected to {each.counted}")
