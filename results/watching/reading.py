"""The status of a round from the database; exact only for somebody who answers for that in the audit."""

from datetime import datetime

from results.participation import exact_participation, told_participation
from results.released import last_released
from results.watching.status import Status, status_of
from storage.audit import Act, Author, note_alone
from storage.counters import counters
from storage.database import Database
from storage.halts import halts
from storage.rounds import Round
from storage.tallies import tallies


async def status(database: Database, of: Round, now: datetime, exact: Author | None = None) -> Status:
    """How the round is doing at `now`, in the city's time zone. With an author it is exact, and the audit has a line.

    Who gives the author has made sure that this is an owner, or somebody at the server.
    """
    counted = await tallies(database, of)
    if exact is not None:
        await note_alone(database, exact, Act.EXACT_RESULTS, f"round {of.code}: its status")
        numbers = exact_participation(counted)
    else:
        shown = await last_released(database, of)
        numbers = told_participation(counted, shown, of.consultation.release)
    counts, stand = await counters(database, of), await halts(database, of)
    return status_of(of, now, numbers, counts, stand, exact=exact is not None)
