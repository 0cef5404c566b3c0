"""A round's report, gathered from the database and typeset: for `glas report` and the staff's bot alike.

errors:
    NothingReleased   there is no snapshot yet that a report could be made of
"""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from results.own_words.themes import WordsTable
from results.own_words.told import words_for_all, words_for_staff
from results.published import Published
from results.report.making import report
from results.report.reporting import Held
from results.resampled_view import resampled_view
from storage.audit import Act, Author, note_alone
from storage.database import Database
from storage.responses import exported
from storage.rounds import Round
from storage.snapshots import last_snapshot
from storage.tallies import tallies


class NothingReleased(Exception):
    """There is no snapshot yet."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a report is made of."""

    round: Round
    published: Published
    words: tuple[WordsTable, ...]


async def gathered(database: Database, of: Round, by: Author, *, exact: bool) -> Gathered:
    """The last snapshot; or what is exact, once the audit has its line about that. Raises NothingReleased."""
    published = await (_exact(database, of) if exact else _released(database, of))
    words = await (words_for_staff(database, of) if exact else words_for_all(database, of, by.at))
    if exact:
        await note_alone(database, by, Act.EXACT_REPORT, f"round {of.code}")
    return Gathered(of, published, words)


def typeset(found: Gathered, language: str, zone: ZoneInfo) -> bytes:
    """The report as PDF; it takes seconds of processor."""
    held = _held(found.round, found.published, zone)
    return report(found.published, found.round.consultation, language, held=held, own_words=found.words)


async def _exact(database: Database, of: Round) -> Published:
    # No secret, only an order: whoever reads the report sees sums.
    return await resampled_view(of, await tallies(database, of), exported(database, of, Random(0)))  # noqa: S311 - as above


async def _released(database: Database, of: Round) -> Published:
    snapshot = await last_snapshot(database, of)
    if snapshot is None:
        raise NothingReleased(of.code)
    return Published.model_validate_json(snapshot.document)


def _held(of: Round, published: Published, zone: ZoneInfo) -> Held:
    def day(moment: datetime | None) -> datetime | None:
        return None if moment is None else moment.astimezone(zone)

    return Held(first=day(of.opens), last=of.last_moment(zone), released=day(published.released))
