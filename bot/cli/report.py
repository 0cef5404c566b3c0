"""`glas report`: the report of a round as a PDF."""

import os
from datetime import datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.cli.author import author
from bot.cli.errors import complain
from bot.cli.languages import language_of
from bot.opening import chosen_round, opened
from bot.refusal import Refusal
from bot.settings import Settings
from results.own_words.told import words_for_all, words_for_staff
from results.published import Published
from results.report.making import report
from results.report.reporting import Held
from results.resampled_view import resampled_view
from storage.audit import Act, note_alone
from storage.database import Database
from storage.responses import exported
from storage.rounds import Round
from storage.snapshots import last_snapshot
from storage.tallies import tallies


async def write_report(
    settings: Settings, code: str | None, language: str | None, output: Path, now: datetime, *, exact: bool
) -> None:
    """Writes the report to a new file: of the last snapshot, or exact, which only the file's owner may read then.

    An exact one is written when the audit has its line about that.
    """
    async with opened(settings) as database:
        found = await chosen_round(database, code)
        spoken = language_of(found.consultation, language)
        published = await (_exact(database, found) if exact else _released(database, found))
        words = await (words_for_staff(database, found) if exact else words_for_all(database, found, now))
        if exact:
            await note_alone(database, author(now), Act.EXACT_REPORT, f"round {found.code}")
    held = _held(found, published, settings.time_zone)
    document = report(published, found.consultation, spoken, held=held, own_words=words)
    _write(output, document, mode=0o600 if exact else 0o644)
    complain(f"report written to {output}" + (". It is exact, for staff only" if exact else ""))


async def _exact(database: Database, of: Round) -> Published:
    # No secret, only an order: whoever reads the report sees sums.
    return await resampled_view(of, await tallies(database, of), exported(database, of, Random(0)))  # noqa: S311 - as above


async def _released(database: Database, of: Round) -> Published:
    snapshot = await last_snapshot(database, of)
    if snapshot is None:
        raise Refusal(f"nothing of round {of.code} has been released yet; --exact makes a report for staff only")
    return Published.model_validate_json(snapshot.document)


def _held(of: Round, published: Published, zone: ZoneInfo) -> Held:
    def day(moment: datetime | None) -> datetime | None:
        return None if moment is None else moment.astimezone(zone)

    return Held(first=day(of.opens), last=day(of.closes), released=day(published.released))


def _write(output: Path, document: bytes, *, mode: int) -> None:
    """Raises OSError, FileExistsError among them: nothing is overwritten."""
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(document)
