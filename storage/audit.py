"""The audit: who did what, and when, in a chain that shows when somebody tampers with it.

A line's hash is the SHA-256 of its other fields, the hash of the line before among them, as canonical JSON (see
`storage.digests`); `at` is in ISO format, in UTC, with six decimals. A line that is changed, taken out, put in or
moved breaks the chain. Lines that are cut off at its end don't: who noted an earlier head misses it then.

What stood there before and after is told by digests, so that nothing that a citizen wrote is kept here. A digest of
few possible values can be guessed; what is digested of own words holds their responses' random ids, which go with them.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from storage.database import Database
from storage.dialect import dialect_named
from storage.digests import digest_of
from storage.tables import AuditRow

ORIGIN = "0" * 64
"""What the first line has for the hash of the line before; the head of an empty chain."""


class Act(StrEnum):
    """What can be done that leaves a line."""

    CREATION = "round created"
    SCHEDULING = "round scheduled"
    OPENING = "round opened"
    PAUSING = "round paused"
    RESUMING = "round resumed"
    CLOSING = "round closed"
    REOPENING = "round reopened"
    REWORDING = "round reworded"
    REPLACING = "draft replaced"
    RELEASE = "release by hand"
    REPLAY = "responses imported"
    RECOUNT = "tallies corrected"
    SHEET_ENTERED = "sheet entered"
    SHEET_WITHDRAWN = "sheet withdrawn"
    WORDS_READ = "own words read"
    WORDS_REDACTED = "own words redacted"
    WORDS_QUOTED = "own words approved"
    WORDS_PUT_ASIDE = "own words put aside"
    WORDS_UNDER_THEME = "own words put under a theme"
    THEMES_RELEASED = "themes released"
    WORDS_UNDONE = "decision on own words undone"
    EXACT_RESULTS = "exact results"
    EXACT_REPORT = "exact report"
    EXPORT = "export of responses"
    STAFF_INVITED = "staff member invited"
    STAFF_UNINVITED = "invitation taken back"
    STAFF_JOINED = "staff member joined"
    STAFF_ROLE = "role of a staff member changed"
    STAFF_REMOVED = "staff member removed"
    BROADCAST_WRITTEN = "broadcast written"
    BROADCAST_REWORDED = "broadcast reworded"
    BROADCAST_REDIRECTED = "broadcast redirected"
    BROADCAST_COUNTED = "recipients of a broadcast counted"
    BROADCAST_TRIED = "broadcast tried"
    BROADCAST_STARTED = "broadcast started"
    BROADCAST_UNSCHEDULED = "schedule of a broadcast taken back"
    BROADCAST_PAUSED = "broadcast paused"
    BROADCAST_RESUMED = "broadcast resumed"
    BROADCAST_CANCELLED = "broadcast cancelled"
    DATABASE_COPIED = "database copied"
    KEYS_BACKED_UP = "key ring backed up"
    KEYS_RESTORED = "key ring restored"


@dataclass(frozen=True, slots=True)
class Author:
    """Who does something and when. `who` begins with where they did it, such as `cli:maria`."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One act. `before` and `after`: digests of what it changed, None where there was or is nothing to tell."""

    number: int
    at: datetime
    who: str
    what: str
    subject: str
    before: str | None
    after: str | None
    previous: str
    hash: str

    @property
    def document(self) -> dict[str, object]:
        """The line as JSON has it."""
        return {**asdict(self), "at": self.at.astimezone(UTC).isoformat(timespec="microseconds")}

    @property
    def is_sound(self) -> bool:
        """Whether the hash is that of the other fields."""
        return self.hash == _hash(self.document)


class Fault(StrEnum):
    """What is wrong with a line."""

    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is broken first."""

    number: int
    fault: Fault


async def note(
    connection: AsyncConnection,
    by: Author,
    what: Act,
    subject: str,
    *,
    before: str | None = None,
    after: str | None = None,
) -> Line:
    """Add a line in a writing transaction, which is best to end then: others who write lines wait for it.

    `subject` is in our words or staff's, never a citizen's.
    """
    await take_turn(connection)
    number, previous = await _newest(connection)
    fields = Line(number + 1, by.at, by.who, what.value, subject, before, after, previous, hash="")
    line = Line(**{**asdict(fields), "hash": _hash(fields.document)})
    await connection.execute(insert(AuditRow).values(asdict(line)))
    return line


async def take_turn(connection: AsyncConnection) -> None:
    """Let nobody else add a line until this transaction ends, also before it adds one itself."""
    turn = dialect_named(connection.dialect.name).turn_to_audit
    if turn is not None:
        await connection.execute(text(turn))


async def note_alone(database: Database, by: Author, what: Act, subject: str) -> Line:
    """Add a line for what changes nothing here, such as a view; it is stored when this returns."""
    async with database.writing() as connection:
        return await note(connection, by, what, subject)


async def note_once(database: Database, by: Author, what: Act, subject: str, *, since: datetime) -> None:
    """As `note_alone`, unless there is such a line of the same author since then: for who looks again and again."""
    query = select(AuditRow.number).where(
        col(AuditRow.at) >= since,
        col(AuditRow.who) == by.who,
        col(AuditRow.what) == what.value,
        col(AuditRow.subject) == subject,
    )
    async with database.reading() as connection:
        noted = (await connection.execute(query.limit(1))).one_or_none()
    if noted is None:
        await note_alone(database, by, what, subject)


async def lines(database: Database) -> list[Line]:
    """The whole chain, the oldest line first."""
    async with database.reading() as connection:
        rows = await connection.execute(select(*AuditRow.__table__.columns).order_by(col(AuditRow.number)))
        return [Line(**row) for row in rows.mappings()]


async def verify(database: Database) -> Break | None:
    """Where the chain is broken first; None when it is whole."""
    return first_break(await lines(database))


async def head(database: Database) -> str:
    """The hash of the newest line: it vouches for all lines before."""
    async with database.reading() as connection:
        _, newest = await _newest(connection)
    return newest


def head_of(chain: list[Line]) -> str:
    """The hash of the last of the lines."""
    return chain[-1].hash if chain else ORIGIN


def line_of(chain: Iterable[Line], head: str) -> int | None:
    """The number of the line whose hash a head is that was kept; None when no line has it, so that some are gone.

    An empty chain's head is before the first line: 0.
    """
    return 0 if head == ORIGIN else next((line.number for line in chain if line.hash == head), None)


def first_break(chain: Iterable[Line]) -> Break | None:
    """As `verify`, of lines in the order of their numbers."""
    number, previous = 0, ORIGIN
    for line in chain:
        if line.number > number + 1:
            return Break(number + 1, Fault.MISSING)
        if line.number <= number or not line.is_sound:
            return Break(line.number, Fault.CHANGED)
        if line.previous != previous:
            # This line is as it was written, after another one than stands before it now.
            return Break(max(number, 1), Fault.CHANGED)
        number, previous = line.number, line.hash
    return None


async def _newest(connection: AsyncConnection) -> tuple[int, str]:
    """Number and hash of the last line."""
    query = select(AuditRow.number, AuditRow.hash).order_by(col(AuditRow.number).desc()).limit(1)
    found = (await connection.execute(query)).one_or_none()
    return (0, ORIGIN) if found is None else (found.number, found.hash)


def _hash(document: dict[str, object]) -> str:
    return digest_of({name: value for name, value in document.items() if name != "hash"})
