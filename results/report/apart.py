"""A round's report, gathered from the database and typeset: here, as `glas report` does, or in a process of its own,
as the staff's bot does: resampling and typesetting take seconds of processor, and taps must not wait for them.

errors:
    NothingReleased   there is no snapshot yet that a report could be made of
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from results.apart import answer_here, answered_apart
from results.own_words.themes import WordsTable
from results.own_words.told import words_for_all, words_for_staff
from results.published import Published
from results.released import last_released
from results.report.making import report
from results.report.reporting import held
from results.resampled_view import resampled_view
from storage.audit import Act, Author, note_alone
from storage.database import Database, open_database
from storage.responses import exported
from storage.rounds import Round, round_by_code
from storage.tallies import tallies

_PROCESSOR_SECONDS: Final = 300
_MEMORY_BYTES: Final = 4 << 30


class NothingReleased(Exception):
    """There is no snapshot yet."""


class Task(BaseModel):
    """Which report: `database` is its URL, `who` and `at` are for the audit, `zone` is the city's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database: str
    code: str
    language: str
    zone: str
    who: str
    at: datetime
    exact: bool


async def reported_apart(task: Task) -> bytes:
    """The report as PDF. Raises NothingReleased, and results.apart.EndedWithoutAnswer."""
    answer = await answered_apart(__name__, task.model_dump_json().encode())
    if not answer:
        raise NothingReleased(task.code)
    return answer


async def answer_to(task: Task) -> bytes:
    """What the child process answers: the report, or nothing where nothing is released."""
    database = await open_database(task.database)
    try:
        of = await round_by_code(database, task.code)
        found = await gathered(database, of, Author(task.who, task.at), exact=task.exact)
    except NothingReleased:
        return b""
    finally:
        await database.close()
    return typeset(found, task.language, ZoneInfo(task.zone))


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a report is made of."""

    round: Round
    published: Published
    words: tuple[WordsTable, ...]


async def gathered(database: Database, of: Round, by: Author, *, exact: bool) -> Gathered:
    """The last snapshot; or what is exact, once the audit has its line about that. Raises NothingReleased."""
    published = await (_exact(database, of) if exact else _released(database, of))
    words = await (words_for_staff(database, of) if exact else words_for_all(database, of, published, by.at))
    if exact:
        await note_alone(database, by, Act.EXACT_REPORT, f"round {of.code}")
    return Gathered(of, published, words)


def typeset(found: Gathered, language: str, zone: ZoneInfo) -> bytes:
    """The report as PDF; it takes seconds of processor."""
    dates = held(found.round, found.published, zone)
    return report(found.published, found.round.consultation, language, held=dates, own_words=found.words)


async def _exact(database: Database, of: Round) -> Published:
    # No secret, only an order: whoever reads the report sees sums.
    return await resampled_view(of, await tallies(database, of), exported(database, of, Random(0)))  # noqa: S311 - as above


async def _released(database: Database, of: Round) -> Published:
    found = await last_released(database, of)
    if found is None:
        raise NothingReleased(of.code)
    return found


if __name__ == "__main__":
    answer_here(
        lambda message: asyncio.run(answer_to(Task.model_validate_json(message))),
        processor_seconds=_PROCESSOR_SECONDS,
        memory_bytes=_MEMORY_BYTES,
    )
