"""What is shown of a round, and to whom: chat and page ask the same."""

from datetime import datetime, tzinfo

from flows.consultation import Results
from results.exact_view import exact_view
from results.published import Published
from results.released import last_released
from storage.database import Database
from storage.rounds import Round, State
from storage.tallies import tallies


def may_see(of: Round, now: datetime, *, answered: bool) -> bool:
    """Whether who has `answered` or not may see what was released, by the rule that was fixed when the round opened."""
    if of.state(now) is State.CLOSED:
        return True
    match of.consultation.release.results:
        case Results.LIVE:
            return True
        case Results.AFTER_ANSWERING:
            return answered
        case Results.WHEN_CLOSED:
            return False


async def shown_of(database: Database, of: Round, *, zone: tzinfo, exact: bool) -> Published:
    """The last snapshot, or an empty one before the first, its moment by the clock of `zone`; `exact`: the tallies.

    Raises DBAPIError.
    """
    if exact:
        return exact_view(of, await tallies(database, of))
    released = await last_released(database, of)
    return Published.nothing(of.code) if released is None else released.clocked(zone)
