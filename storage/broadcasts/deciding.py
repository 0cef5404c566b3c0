"""What staff decide about a broadcast. Each step is one transaction with its audit line.

What is so already stays as it is, without a line.

errors:
    storage.broadcasts.words.BroadcastError
    ├── NotNow            the broadcast's state does not allow it
    ├── MomentPassed      it was to start at a moment that lies behind
    └── RoundNotOpen      it calls people to answer, and nobody can at that moment
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, delete, select, update

from storage.audit import Act, Author, note
from storage.broadcasts.broadcast import Broadcast, Standing
from storage.broadcasts.quiet_hours import QuietHours
from storage.broadcasts.reading import broadcast_in
from storage.broadcasts.segments import Segment
from storage.broadcasts.tables import BroadcastMessageRow, BroadcastRow, DeliveryRow
from storage.broadcasts.words import BroadcastError, Rewording, check_words
from storage.database import Database
from storage.rounds import State


class NotNow(BroadcastError):
    """The state does not allow it."""


class MomentPassed(BroadcastError):
    """It was to start at a moment that lies behind."""


class RoundNotOpen(BroadcastError):
    """It calls people to answer, and nobody can at that moment: the round is in this state then."""

    def __init__(self, state: State) -> None:
        super().__init__(f"it goes out only while the round is open; at that moment the round is {state.value}")
        self.state = state


async def create(database: Database, wanted: Broadcast, by: Author) -> Broadcast:
    """Store a draft, under the next number; one that is there already, the same in everything, is that draft.

    Raises UnfitBroadcast.
    """
    check_words(wanted.words)
    async with database.writing() as connection:
        same = await _same_draft(connection, wanted)
        if same is not None:
            return same
        newest = (await connection.execute(select(func.max(BroadcastRow.number)))).scalar_one_or_none()
        made = replace(wanted, number=(newest or 0) + 1, starts=None)
        row = {
            "number": made.number,
            "round": made.round,
            "kind": made.kind.value,
            "segment": made.segment.value,
            "stopped_by": made.stopped_by,
            "quiet": _written(made.quiet),
        }
        await connection.execute(insert(BroadcastRow), [row])
        said = [
            {"broadcast": made.number, "language": each, "place": place, "text": words.text, "picture": words.picture}
            for place, (each, words) in enumerate(made.words.items())
        ]
        await connection.execute(insert(BroadcastMessageRow), said)
        await note(connection, by, Act.BROADCAST_WRITTEN, _subject(made), after=made.digest)
        return await broadcast_in(connection, made.number)


async def reword(database: Database, number: int, wanted: Rewording, now: datetime, by: Author) -> Broadcast:
    """Let a draft say this in one language. Raises UnknownBroadcast, NotNow, UnfitBroadcast."""
    language = wanted.language
    async with database.writing() as connection:
        found = await _draft(connection, number, now)
        said = wanted.of(found.words.get(language))
        check_words({language: said})
        if said == found.words.get(language):
            return found
        after = replace(found, words={**found.words, language: said})
        values = {"text": said.text, "picture": said.picture}
        if language in found.words:
            there = (col(BroadcastMessageRow.broadcast) == number, col(BroadcastMessageRow.language) == language)
            await connection.execute(update(BroadcastMessageRow).where(*there).values(values))
        else:
            row = {"broadcast": number, "language": language, "place": len(found.words), **values}
            await connection.execute(insert(BroadcastMessageRow), [row])
        await note(connection, by, Act.BROADCAST_REWORDED, _subject(found), before=found.digest, after=after.digest)
    return after


async def redirect(
    database: Database, number: int, to: tuple[Segment, str | None], now: datetime, by: Author
) -> Broadcast:
    """Let a draft go to that segment; of those in progress to who stopped in that week or before.

    Raises UnknownBroadcast, NotNow.
    """
    async with database.writing() as connection:
        found = await _draft(connection, number, now)
        after = replace(found, segment=to[0], stopped_by=to[1])
        return await _changed(connection, found, after, Act.BROADCAST_REDIRECTED, by)


async def keep_quiet(database: Database, number: int, quiet: QuietHours | None, now: datetime, by: Author) -> Broadcast:
    """Let a draft keep these quiet hours, or none. Raises UnknownBroadcast, NotNow."""
    async with database.writing() as connection:
        found = await _draft(connection, number, now)
        return await _changed(connection, found, replace(found, quiet=quiet), Act.BROADCAST_REDIRECTED, by)


async def schedule(database: Database, number: int, starts: datetime, now: datetime, by: Author) -> Broadcast:
    """Let a draft start at that moment, or at once. Raises UnknownBroadcast, NotNow, MomentPassed, RoundNotOpen."""
    async with database.writing() as connection:
        found = await broadcast_in(connection, number)
        check_start(found, starts, now)
        return await _changed(connection, found, replace(found, starts=starts), Act.BROADCAST_STARTED, by)


async def unschedule(database: Database, number: int, now: datetime, by: Author) -> Broadcast:
    """Make a draft again of what was scheduled and has not started. Raises UnknownBroadcast, NotNow."""
    async with database.writing() as connection:
        found = await broadcast_in(connection, number)
        standing = found.standing(now)
        if standing is Standing.DRAFT:
            return found
        if standing is not Standing.SCHEDULED or found.prepared:
            raise NotNow(f"broadcast {number} is {standing.value}: there is no schedule to take back")
        return await _changed(connection, found, replace(found, starts=None), Act.BROADCAST_UNSCHEDULED, by)


async def pause(database: Database, number: int, now: datetime, by: Author) -> Broadcast:
    """Stop for a while: what is on its way arrives. Raises UnknownBroadcast, NotNow."""
    async with database.writing() as connection:
        found = await broadcast_in(connection, number)
        if found.standing(now) is Standing.PAUSED:
            return found
        if found.standing(now) not in {Standing.SCHEDULED, Standing.RUNNING}:
            raise NotNow(f"broadcast {number} is {found.standing(now).value}: there is nothing to pause")
        return await _changed(connection, found, replace(found, paused=True), Act.BROADCAST_PAUSED, by)


async def resume(database: Database, number: int, now: datetime, by: Author) -> Broadcast:
    """Go on where it was paused. Raises UnknownBroadcast, NotNow."""
    async with database.writing() as connection:
        found = await broadcast_in(connection, number)
        if found.standing(now) in {Standing.SCHEDULED, Standing.RUNNING}:
            return found
        if found.standing(now) is not Standing.PAUSED:
            raise NotNow(f"broadcast {number} is {found.standing(now).value}: there is nothing to resume")
        return await _changed(connection, found, replace(found, paused=False), Act.BROADCAST_RESUMED, by)


async def cancel(database: Database, number: int, now: datetime, by: Author) -> Broadcast:
    """End it for good: what is on its way arrives, nothing else goes out. Raises UnknownBroadcast, NotNow."""
    async with database.writing() as connection:
        found = await broadcast_in(connection, number)
        if found.standing(now) is Standing.CANCELLED:
            return found
        if found.standing(now) is Standing.DONE:
            raise NotNow(f"broadcast {number} is done: what was sent cannot be taken back")
        waiting = (col(DeliveryRow.broadcast) == number, col(DeliveryRow.claimed).is_(None))
        await connection.execute(delete(DeliveryRow).where(*waiting))
        return await _changed(connection, found, replace(found, cancelled=True), Act.BROADCAST_CANCELLED, by)


def check_start(of: Broadcast, starts: datetime, now: datetime) -> None:
    """Raises what `schedule` would raise."""
    if of.standing(now) is not Standing.DRAFT:
        raise NotNow(f"broadcast {of.number} is {of.standing(now).value}, and starts only once")
    if starts < now:
        raise MomentPassed("a broadcast is scheduled for a moment that lies ahead")
    if (state := replace(of, starts=starts).barred(now)) is not None:
        raise RoundNotOpen(state)


async def _same_draft(connection: AsyncConnection, wanted: Broadcast) -> Broadcast | None:
    alike = select(BroadcastRow.number).where(
        col(BroadcastRow.round) == wanted.round,
        col(BroadcastRow.kind) == wanted.kind.value,
        col(BroadcastRow.starts).is_(None),
        col(BroadcastRow.cancelled).is_(False),
    )
    for number in (await connection.execute(alike)).scalars().all():
        found = await broadcast_in(connection, number)
        same = replace(wanted, number=number, starts=None, dates=found.dates) == found
        if same and list(wanted.words) == list(found.words):
            return found
    return None


async def _draft(connection: AsyncConnection, number: int, now: datetime) -> Broadcast:
    found = await broadcast_in(connection, number)
    if found.standing(now) is not Standing.DRAFT:
        raise NotNow(f"broadcast {number} is {found.standing(now).value}: it stays as it is")
    return found


async def _changed(connection: AsyncConnection, before: Broadcast, after: Broadcast, act: Act, by: Author) -> Broadcast:
    values = {
        "segment": after.segment.value,
        "stopped_by": after.stopped_by,
        "quiet": _written(after.quiet),
        "starts": after.starts,
        "paused": after.paused,
        "cancelled": after.cancelled,
    }
    await connection.execute(update(BroadcastRow).where(col(BroadcastRow.number) == after.number).values(values))
    await note(connection, by, act, _subject(after), before=before.digest, after=after.digest)
    return after


def _written(quiet: QuietHours | None) -> str:
    return "" if quiet is None else str(quiet)


def _subject(of: Broadcast) -> str:
    return f"broadcast {of.number}"
