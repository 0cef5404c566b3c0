"""Broadcasts: what staff say to many subscribers at once. Each step of staff is one transaction with its audit line.

A state is computed from what is stored and the moment; what is so already stays as it is, without a line.

errors:
    storage.broadcast_words.BroadcastError
    ├── UnknownBroadcast
    ├── NotNow            the broadcast's state does not allow it
    ├── MomentPassed      it was to start at a moment that lies behind
    └── RoundNotOpen      it calls people to answer, and nobody can at that moment
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import func, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, delete, select, update

from storage.audit import Act, Author, note
from storage.broadcast_tables import BroadcastMessageRow, BroadcastRow, DeliveryRow
from storage.broadcast_words import BroadcastError, Rewording, Words, check_words
from storage.database import Database
from storage.digests import digest_of
from storage.exchange import Wish
from storage.quiet_hours import QuietHours, quiet_hours
from storage.rounds import Dates, State
from storage.segments import Segment
from storage.tables import RoundRow


class UnknownBroadcast(BroadcastError):
    """There is no broadcast of that number."""


class NotNow(BroadcastError):
    """The state does not allow it."""


class MomentPassed(BroadcastError):
    """It was to start at a moment that lies behind."""


class RoundNotOpen(BroadcastError):
    """It calls people to answer, and nobody can at that moment: the round is in this state then."""

    def __init__(self, state: State) -> None:
        super().__init__(f"it goes out only while the round is open; at that moment the round is {state.value}")
        self.state = state


class Kind(StrEnum):
    """What a broadcast is for."""

    ANNOUNCE = "announce"
    REMIND = "remind"
    THANK = "thank"
    RESULTS = "results"
    DEEDS = "deeds"

    @property
    def wish(self) -> Wish:
        """What a subscriber has to have asked for to get it."""
        return _WISHES[self]

    @property
    def invites(self) -> bool:
        """Whether it calls people to answer: then it goes out only while the round is open."""
        return self in {Kind.ANNOUNCE, Kind.REMIND}


_WISHES = {
    Kind.ANNOUNCE: Wish.ROUNDS,
    Kind.REMIND: Wish.REMINDERS,
    Kind.THANK: Wish.RESULTS,
    Kind.RESULTS: Wish.RESULTS,
    Kind.DEEDS: Wish.DEEDS,
}


class Standing(StrEnum):
    """The state of a broadcast at a moment."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


ENDED = frozenset({Standing.DONE, Standing.CANCELLED})
"""Nothing goes out any more."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How far it has got. `recipients` are the deliveries that were made; what is in none of the others is to come.

    `outside`: subscribers for whom it was not meant. `unasked`: those who did not ask for its kind, or have blocked the
    bot. `too_late`: those whose turn had not come when the round closed, whether or not it was meant for them.
    """

    recipients: int = 0
    sent: int = 0
    blocked: int = 0
    deactivated: int = 0
    failed: int = 0
    unknown: int = 0
    outside: int = 0
    unasked: int = 0
    too_late: int = 0

    @property
    def settled(self) -> int:
        """Deliveries of which it is known what became of them, or that nobody will know."""
        return self.reached + self.outside + self.unasked + self.too_late

    @property
    def reached(self) -> int:
        """Deliveries that were meant for somebody, whatever became of them."""
        return self.sent + self.blocked + self.deactivated + self.failed + self.unknown


_UNDATED = Dates()


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One broadcast. The first of `words` is for subscribers who have no language; `dates` are those of its round."""

    number: int
    round: int
    kind: Kind
    segment: Segment
    words: Mapping[str, Words]
    stopped_by: str | None = None
    quiet: QuietHours | None = None
    starts: datetime | None = None
    paused: bool = False
    cancelled: bool = False
    prepared: bool = False
    ended: datetime | None = None
    counts: Counts = Counts()
    dates: Dates = _UNDATED

    def standing(self, now: datetime) -> Standing:
        """Computed, so that a broadcast starts by itself."""
        if self.cancelled:
            return Standing.CANCELLED
        if self.ended is not None:
            return Standing.DONE
        if self.starts is None:
            return Standing.DRAFT
        if self.paused:
            return Standing.PAUSED
        return Standing.SCHEDULED if now < self.starts else Standing.RUNNING

    def barred(self, now: datetime) -> State | None:
        """The state of its round now, or at a start that is to come, if nothing of its kind goes out then; else None.

        It waits for the round to open or to be resumed, and ends when the round closes.
        """
        if not self.kind.invites or self.standing(now) in ENDED:
            return None
        state = self.dates.state(max(now, self.starts or now))
        return None if state is State.OPEN else state

    def quiet_until(self, now: datetime) -> datetime | None:
        """Until when it waits for its quiet hours to end, of one that runs; `now` carries the city's time zone."""
        if self.quiet is None or self.standing(now) is not Standing.RUNNING:
            return None
        return self.quiet.until(now)

    def in_language(self, language: str | None) -> Words:
        """What is said to somebody of that language."""
        first = next(iter(self.words.values()))
        return first if language is None else self.words.get(language, first)

    @property
    def digest(self) -> str:
        """Of what staff decide about it, for the audit: neither texts nor pictures stand there."""
        pictures = {each: words.picture and sha256(words.picture).hexdigest() for each, words in self.words.items()}
        starts = None if self.starts is None else self.starts.astimezone(UTC).isoformat()
        decided = [self.round, self.kind, self.segment, self.stopped_by, str(self.quiet), starts]
        return digest_of([*decided, self.paused, self.cancelled, _texts(self.words), pictures])


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
        return await _of(connection, made.number)


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
        found = await _of(connection, number)
        check_start(found, starts, now)
        return await _changed(connection, found, replace(found, starts=starts), Act.BROADCAST_STARTED, by)


async def unschedule(database: Database, number: int, now: datetime, by: Author) -> Broadcast:
    """Make a draft again of what was scheduled and has not started. Raises UnknownBroadcast, NotNow."""
    async with database.writing() as connection:
        found = await _of(connection, number)
        standing = found.standing(now)
        if standing is Standing.DRAFT:
            return found
        if standing is not Standing.SCHEDULED or found.prepared:
            raise NotNow(f"broadcast {number} is {standing.value}: there is no schedule to take back")
        return await _changed(connection, found, replace(found, starts=None), Act.BROADCAST_UNSCHEDULED, by)


async def pause(database: Database, number: int, now: datetime, by: Author) -> Broadcast:
    """Stop for a while: what is on its way arrives. Raises UnknownBroadcast, NotNow."""
    async with database.writing() as connection:
        found = await _of(connection, number)
        if found.standing(now) is Standing.PAUSED:
            return found
        if found.standing(now) not in {Standing.SCHEDULED, Standing.RUNNING}:
            raise NotNow(f"broadcast {number} is {found.standing(now).value}: there is nothing to pause")
        return await _changed(connection, found, replace(found, paused=True), Act.BROADCAST_PAUSED, by)


async def resume(database: Database, number: int, now: datetime, by: Author) -> Broadcast:
    """Go on where it was paused. Raises UnknownBroadcast, NotNow."""
    async with database.writing() as connection:
        found = await _of(connection, number)
        if found.standing(now) in {Standing.SCHEDULED, Standing.RUNNING}:
            return found
        if found.standing(now) is not Standing.PAUSED:
            raise NotNow(f"broadcast {number} is {found.standing(now).value}: there is nothing to resume")
        return await _changed(connection, found, replace(found, paused=False), Act.BROADCAST_RESUMED, by)


async def cancel(database: Database, number: int, now: datetime, by: Author) -> Broadcast:
    """End it for good: what is on its way arrives, nothing else goes out. Raises UnknownBroadcast, NotNow."""
    async with database.writing() as connection:
        found = await _of(connection, number)
        if found.standing(now) is Standing.CANCELLED:
            return found
        if found.standing(now) is Standing.DONE:
            raise NotNow(f"broadcast {number} is done: what was sent cannot be taken back")
        waiting = (col(DeliveryRow.broadcast) == number, col(DeliveryRow.claimed).is_(None))
        await connection.execute(delete(DeliveryRow).where(*waiting))
        return await _changed(connection, found, replace(found, cancelled=True), Act.BROADCAST_CANCELLED, by)


async def broadcasts(database: Database) -> list[Broadcast]:
    """All broadcasts, the oldest first."""
    async with database.reading() as connection:
        return await _found(connection)


async def due(database: Database, now: datetime) -> list[tuple[int, QuietHours | None]]:
    """The broadcasts that run, the oldest first, with their quiet hours."""
    going = select(BroadcastRow.number, BroadcastRow.quiet).where(
        col(BroadcastRow.starts) <= now,
        col(BroadcastRow.ended).is_(None),
        col(BroadcastRow.paused).is_(False),
        col(BroadcastRow.cancelled).is_(False),
    )
    async with database.reading() as connection:
        rows = await connection.execute(going.order_by(col(BroadcastRow.number)))
        return [(number, quiet_hours(quiet)) for number, quiet in rows]


async def broadcast(database: Database, number: int) -> Broadcast:
    """Raises UnknownBroadcast."""
    async with database.reading() as connection:
        return await _of(connection, number)


async def counts_of(database: Database, number: int) -> Counts:
    """How far the broadcast has got. Raises UnknownBroadcast."""
    return (await broadcast(database, number)).counts


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
        found = await _of(connection, number)
        same = replace(wanted, number=number, starts=None, dates=found.dates) == found
        if same and list(wanted.words) == list(found.words):
            return found
    return None


async def _draft(connection: AsyncConnection, number: int, now: datetime) -> Broadcast:
    found = await _of(connection, number)
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


async def _of(connection: AsyncConnection, number: int) -> Broadcast:
    found = await _found(connection, number)
    if not found:
        raise UnknownBroadcast(f"there is no broadcast {number}")
    return found[0]


async def _found(connection: AsyncConnection, number: int | None = None) -> list[Broadcast]:
    words: dict[int, dict[str, Words]] = {}
    said = select(
        BroadcastMessageRow.broadcast,
        BroadcastMessageRow.language,
        BroadcastMessageRow.text,
        BroadcastMessageRow.picture,
    ).order_by(col(BroadcastMessageRow.broadcast), col(BroadcastMessageRow.place))
    columns = [*BroadcastRow.__table__.columns]  # type: ignore[attr-defined]  # SQLModel declares no __table__
    columns += [col(RoundRow.opens), col(RoundRow.closes), col(RoundRow.paused).label("round_paused")]
    wanted = select(*columns).join(RoundRow).order_by(col(BroadcastRow.number))
    if number is not None:
        said = said.where(col(BroadcastMessageRow.broadcast) == number)
        wanted = wanted.where(col(BroadcastRow.number) == number)
    for of, language, text, picture in await connection.execute(said):
        words.setdefault(of, {})[language] = Words(text, picture)
    rows = (await connection.execute(wanted)).mappings()
    return [
        Broadcast(
            number=row["number"],
            round=row["round"],
            kind=Kind(row["kind"]),
            segment=Segment(row["segment"]),
            words=words[row["number"]],
            stopped_by=row["stopped_by"],
            quiet=quiet_hours(row["quiet"]),
            starts=row["starts"],
            paused=row["paused"],
            cancelled=row["cancelled"],
            prepared=row["prepared"],
            ended=row["ended"],
            counts=Counts(**{each: row[each] for each in COUNTED}),
            dates=Dates(row["opens"], row["closes"], row["round_paused"]),
        )
        for row in rows
    ]


COUNTED = ("recipients", "sent", "blocked", "deactivated", "failed", "unknown", "outside", "unasked", "too_late")
"""The columns of a broadcast that count."""


def _written(quiet: QuietHours | None) -> str:
    return "" if quiet is None else str(quiet)


def _texts(words: Mapping[str, Words]) -> dict[str, str]:
    return {each: said.text for each, said in words.items()}


def _subject(of: Broadcast) -> str:
    return f"broadcast {of.number}"
