"""Releases as they fall due: from the tallies, through the audit, into a snapshot."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from results.release.apart import Decided, Task, decided_apart
from results.release.deciding import is_worth
from results.release.due import Moment
from results.released import last_released
from storage.audit import Author
from storage.database import Database
from storage.rounds import Round, State
from storage.snapshots import Counted, Snapshot, begin, digest, publish, settle, settled_hour

Decide = Callable[[Task], Awaitable[Decided]]


@dataclass(frozen=True, slots=True)
class Released:
    """What a release brought. `snapshot` is None when nothing moved; `waiting`: tables that the audit held back."""

    snapshot: Snapshot | None
    moved: frozenset[str]
    waiting: frozenset[str]


async def release_due(
    database: Database, of: Round, now: datetime, *, by: Author | None = None, decide: Decide = decided_apart
) -> Released | None:
    """Release what may be released of the round at this full hour; None when that was done before, or is not to be.

    After a round has closed there is one release, with what is shown only then. Whoever calls, and however often, an
    hour has one release. `by` whom, if a person asked for it. Raises results.release.apart.DecisionFailed.
    """
    state, hour = of.state(now), hour_at(now)
    if state is State.DRAFT:
        return None
    closed = state is State.CLOSED
    done = await settled_hour(database, of)
    if closed and done is not None and of.closes is not None and done >= of.closes:
        return None
    shown = await last_released(database, of)

    def worth(counted: Counted) -> bool:
        return is_worth(Moment(of.consultation, counted.tallies, counted.newcomers, shown, closed))

    begun = await begin(database, of, hour, worth=worth)
    if begun is None:
        return None
    counted, earlier = begun
    task = Task(
        consultation=of.consultation,
        code=of.code,
        tallies=counted.tallies,
        newcomers=counted.newcomers,
        history=tuple(each.document for each in earlier),
        hour=hour,
        closed=closed,
    )
    try:
        found = await decide(task)
    except BaseException:  # also when the program is told to stop: nothing was released, and that is to be known
        await settle(database, of, counted)
        raise
    if found.document is None:
        await settle(database, of, counted, by)
        return Released(None, frozenset(), found.waiting)
    document = found.document.model_dump_json()
    snapshot = Snapshot(found.document.number, hour, document, digest(document))
    await publish(database, of, counted, snapshot, found.moved, by=by)
    return Released(snapshot, found.moved, found.waiting)


def hour_at(moment: datetime) -> datetime:
    """The full hour that has begun, in UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
