"""`glas report`: the report of a round as a PDF."""

from datetime import datetime
from pathlib import Path

from bot.cli.author import author
from bot.cli.errors import complain
from bot.cli.languages import language_of
from bot.cli.new_files import refuse_unless_pdf, write_new
from bot.opening import chosen_round, opened
from bot.refusal import Refusal
from bot.settings import Settings
from results.report.apart import NothingReleased, gathered, typeset


async def write_report(
    settings: Settings, code: str | None, language: str | None, output: Path, now: datetime, *, exact: bool
) -> None:
    """Writes the report to a new file: of the last snapshot, or exact, which only the file's owner may read then.

    An exact one is written when the audit has its line about that.
    """
    refuse_unless_pdf(output)
    async with opened(settings) as database:
        found = await chosen_round(database, code)
        spoken = language_of(found.consultation, language)
        try:
            contents = await gathered(database, found, author(now), exact=exact)
        except NothingReleased as error:
            raise Refusal(
                f"nothing of round {found.code} has been released yet; --exact makes a report for staff only"
            ) from error
    document = typeset(contents, spoken, settings.time_zone)
    write_new(output, document, mode=0o600 if exact else 0o644)
    complain(f"report written to {output}" + (". It is exact, for staff only" if exact else ""))
