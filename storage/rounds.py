"""Rounds: each opens one consultation, whose structure is fixed from then on; `storage.round_changes` steers them.

errors:
    RoundError
    ├── UnknownRound
    ├── CodeUnusable        not of [a-z0-9-], at most 32
    │   └── CodeTaken
    ├── DatesUnusable       it would close before it opens, or a date that lies behind was to be set
    ├── IncompleteNotice    the privacy notice lacks a part
    └── RoundKeyMissing     the key ring has no key for the new round, so nobody could answer
"""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from flows.consultation import Consultation
from flows.lacking import notice_lacks
from storage.audit import Act, Author, note
from storage.database import Database
from storage.dialect import Rows
from storage.digests import canonical, digest_of
from storage.fingerprints import remember
from storage.keys import KeyRing
from storage.tables import ConsultationRow, ReleasingRow, RoundRow

_A_MOMENT = timedelta(microseconds=1)
LONGEST_CODE = 32
_CODE = re.compile(rf"[a-z0-9-]{{1,{LONGEST_CODE}}}")
_TEXTS = frozenset(
    {
        *("organiser", "title", "intro", "thanks", "text", "hint", "low", "high"),
        *("controller", "contact", "legal_basis", "complaints", "on_paper"),
    }
)


class RoundError(Exception):
    """A round cannot be what was asked; the message is one sentence for the person at the command line."""


class UnknownRound(RoundError):
    """There is no round of that code."""


class CodeUnusable(RoundError):
    """The code cannot stand in a link."""


class CodeTaken(CodeUnusable):
    """Another round has the code."""


class DatesUnusable(RoundError):
    """The round would close before it opens, or a date that lies behind was to be set."""


class IncompleteNotice(RoundError):
    """The privacy notice lacks a part."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(str(notice_lacks(missing)))
        self.missing = missing


class RoundKeyMissing(RoundError):
    """The key ring has no key for the new round."""


class State(StrEnum):
    """Where a round stands at a moment."""

    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Dates:
    """When a round takes answers. `paused`: since when it takes none for a while."""

    opens: datetime | None = None
    closes: datetime | None = None
    paused: datetime | None = None

    def state(self, now: datetime) -> State:
        """Computed, so that a round opens and closes by itself, paused or not."""
        if self.closes is not None and now >= self.closes:
            return State.CLOSED
        if self.opens is None or now < self.opens:
            return State.DRAFT
        return State.OPEN if self.paused is None else State.PAUSED


@dataclass(frozen=True, slots=True)
class Round:
    """One opening of a consultation; `opens` is part of it, `closes` is not.

    `structure` is the hash of the consultation without its texts, `wording` counts the versions of these. `paused`:
    since when it takes no answers for a while. `served`: a real token has served it. `answers_erased`: the retention
    is over, only tallies are left.
    """

    number: int
    code: str
    consultation: Consultation
    structure: str
    opens: datetime | None = None
    closes: datetime | None = None
    paused: datetime | None = None
    wording: int = 1
    served: bool = False
    key_erased: bool = False
    answers_erased: bool = False

    def state(self, now: datetime) -> State:
        """Where it stands at that moment."""
        return Dates(self.opens, self.closes, self.paused).state(now)

    def last_moment(self, zone: tzinfo) -> datetime | None:
        """The last in which it can be answered, by the clock of the zone: closing at midnight ends the day before.

        None while no closing is set.
        """
        return None if self.closes is None else (self.closes - _A_MOMENT).astimezone(zone)

    def key_is_due(self, now: datetime) -> bool:
        """Whether the day has come for which the erasure of the key was announced."""
        days = self.consultation.privacy.key_erased_after_days
        return self.closes is not None and days is not None and now >= self.closes + timedelta(days=days)

    def retention_is_over(self, now: datetime) -> bool:
        """Whether the day has come for which the erasure of the answers was announced."""
        months = self.consultation.privacy.retention_months
        return self.closes is not None and months is not None and now >= months_after(self.closes, months)

    @property
    def digest(self) -> str:
        """Of what staff decide about a round."""
        # A pause only where there is one: digests in lines of before there were pauses stay true.
        moments = (self.opens, self.closes, *(() if self.paused is None else (self.paused,)))
        dates = [None if each is None else each.astimezone(UTC).isoformat() for each in moments]
        return digest_of([self.number, self.code, self.consultation.model_dump(mode="json", by_alias=True), *dates])


def structure_hash(consultation: Consultation) -> str:
    """SHA-256 of everything but texts, and the languages that they are in: what answers and buttons rely on."""
    return digest_of(_without_texts(consultation.model_dump(mode="json", by_alias=True)))


async def next_number(database: Database) -> int:
    """The number that `open_round` will give: first the key ring gets a key for it, and is saved."""
    async with database.reading() as connection, AsyncSession(connection) as session:
        return await _next_number(session)


async def open_round(
    database: Database,
    keys: KeyRing,
    consultation: Consultation,
    code: str,
    *,
    opens: datetime | None,
    closes: datetime | None = None,
    by: Author | None = None,
) -> Round:
    """Store a new round; it opens at `opens` by itself, and is a draft without. `by` whom, if a person asked for it.

    Raises CodeUnusable, DatesUnusable, IncompleteNotice, RoundKeyMissing, and storage.fingerprints.WrongKeys.
    """
    if not _CODE.fullmatch(code):
        raise CodeUnusable(f"a round's code is 1 to {LONGEST_CODE} lower-case letters (a-z), digits and hyphens")
    check_dates(opens, closes)
    check_notice(consultation)
    async with database.writing() as connection, AsyncSession(connection) as session:
        if (await session.exec(select(RoundRow).where(col(RoundRow.code) == code))).first() is not None:
            raise CodeTaken(f"there is a round {code} already")
        number = await _next_number(session)
        if not keys.has_round(number):
            raise RoundKeyMissing(f"the key ring has no key for round {number}")
        await remember(connection, keys, ("chat", "seal", f"round/{number}"))
        digest = await store_consultation(session, consultation)
        session.add(RoundRow(number=number, code=code, consultation=digest, opens=opens, closes=closes))
        await session.flush()
        session.add(ReleasingRow(round=number))
        await session.commit()
        opened = Round(number, code, consultation, structure_hash(consultation), opens, closes)
        if by is not None:
            act = Act.CREATION if opens is None else Act.OPENING
            await note(connection, by, act, f"round {code}", after=opened.digest)
    return opened


async def rounds(database: Database) -> list[Round]:
    """All rounds, the oldest first."""
    async with database.reading() as connection, AsyncSession(connection) as session:
        found = await session.exec(
            select(RoundRow, ConsultationRow)
            .join(ConsultationRow, col(RoundRow.consultation) == col(ConsultationRow.digest))
            .order_by(col(RoundRow.number))
        )
        return [round_of(row, consultation) for row, consultation in found]


async def rounds_as_written(database: Database) -> Rows:
    """All that makes rounds what they are, but for the documents, of which it has the digests: equal as long as
    `rounds` gives the same. It costs a fraction of that.
    """
    async with database.reading() as connection:
        return await connection.run_sync(database.run, database.statements.rounds)


async def round_by_code(database: Database, code: str) -> Round:
    """Raises UnknownRound."""
    for each in await rounds(database):
        if each.code == code:
            return each
    raise UnknownRound(f"there is no round {code}")


async def mark_served(database: Database, numbers: list[int]) -> None:
    """Note that a real token has served these rounds: nothing is imported into them any more."""
    async with database.writing() as connection:
        await connection.execute(update(RoundRow).where(col(RoundRow.number).in_(numbers)).values(served=True))


async def store_consultation(session: AsyncSession, consultation: Consultation) -> str:
    """Keep it as it is written now, and give its digest: what was kept before stays, so that old digests tell."""
    document = consultation.model_dump(mode="json", by_alias=True)
    digest = digest_of(document)
    if await session.get(ConsultationRow, digest) is None:
        structure = structure_hash(consultation)
        session.add(ConsultationRow(digest=digest, structure=structure, document=canonical(document)))
        await session.flush()
    return digest


async def _next_number(session: AsyncSession) -> int:
    return ((await session.exec(select(func.max(RoundRow.number)))).one() or 0) + 1


def check_dates(opens: datetime | None, closes: datetime | None) -> None:
    """Raises DatesUnusable."""
    if closes is not None and (opens is None or closes <= opens):
        raise DatesUnusable("a round has to open before it closes")


def check_notice(consultation: Consultation) -> None:
    """Raises IncompleteNotice."""
    if missing := consultation.privacy.missing:
        raise IncompleteNotice(missing)


def months_after(moment: datetime, months: int) -> datetime:
    """The same day of a later month, or that month's last."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def round_of(row: RoundRow, consultation: ConsultationRow) -> Round:
    """The round that the rows tell of."""
    return Round(
        number=row.number,
        code=row.code,
        consultation=_consultation(consultation.document),
        structure=consultation.structure,
        opens=row.opens,
        closes=row.closes,
        paused=row.paused,
        wording=row.wording,
        served=row.served,
        key_erased=row.key_erased,
        answers_erased=row.answers_erased,
    )


@lru_cache(maxsize=512)
def _consultation(document: str) -> Consultation:
    """Read once: much is done for each of the rounds, again and again."""
    return Consultation.model_validate_json(document)


def _without_texts(value: object) -> object:
    match value:
        case dict():
            return {
                key: _without_texts(part) for key, part in value.items() if key not in _TEXTS and key != "languages"
            }
        case list():
            return [_without_texts(part) for part in value]
        case _:
            return value
