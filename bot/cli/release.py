"""`glas release`: the release of this hour, when no bot has made it."""

from datetime import datetime, timedelta

import typer

from bot.cli.author import author
from bot.cli.errors import told
from bot.cli.moments import said
from bot.opening import chosen_round, opened
from bot.refusal import Refusal
from bot.settings import Settings
from results.release.apart import DecisionFailed
from results.releasing import Released, hour_at, release_due
from storage.rounds import State


async def release(settings: Settings, code: str | None, now: datetime) -> None:
    """Releases what may be released, and says what that was, or when there can be the next release."""
    async with opened(settings) as database:
        found = await chosen_round(database, code)
        if found.state(now) is State.DRAFT:
            raise Refusal(f"round {found.code} has not opened yet")
        with told(DecisionFailed):
            released = await release_due(database, found, now, by=author(now))
    following = said(hour_at(now) + timedelta(hours=1), settings.time_zone)
    if released is None:
        typer.echo(f"nothing to release of round {found.code} for this hour; the next release can be at {following}")
        return
    typer.echo(f"{_told(released)} of round {found.code}; the next release can be at {following}")
    for table in sorted(released.waiting):
        typer.echo(f"  {table} waits: with what was released before it would tell too much of a few people")


def _told(released: Released) -> str:
    if released.snapshot is None:
        return "nothing could be released"
    tables = f"{len(released.moved)} table{'' if len(released.moved) == 1 else 's'}"
    return f"✓ snapshot {released.snapshot.number} released: {tables} new or newer,"
