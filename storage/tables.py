"""The tables. Models declare them; the statements of `storage.statements` carry what is done often.

No Telegram id stands here in clear: `chat` and `pseudonym` are HMACs under keys that are not in the database, `sealed`
and `owed` are encrypted. Rows of `response` carry random ids and most other tables are clustered by their keys, so that
the order of rows tells nothing of the order in which they came.
"""

from datetime import UTC, datetime
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Double,
    ForeignKeyConstraint,
    FromClause,
    Integer,
    MetaData,
    TypeDecorator,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_LARGE = BigInteger().with_variant(Integer(), "sqlite")  # SQLite clusters a table by an INTEGER key only
_CLUSTERED = {"sqlite_with_rowid": False}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored as UTC; SQLite keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses naive times (ValueError)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("only aware times are stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Table(SQLModel):
    """What all tables share: one metadata with named constraints, which SQLite migrations need."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)
    __table__: ClassVar[FromClause]  # which SQLModel makes and does not declare


class ConsultationRow(Table, table=True):
    """A consultation as it was when a round opened with it: a structure, and one wording of it."""

    __tablename__ = "consultation"

    digest: str = Field(primary_key=True, description="SHA-256 of the whole document")
    structure: str = Field(description="SHA-256 of the document without texts")
    document: str


class RoundRow(Table, table=True):
    """One opening of a consultation. `answers_erased`: its retention is over, only tallies are left."""

    __tablename__ = "round"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    code: str = Field(unique=True)
    consultation: str = Field(foreign_key="consultation.digest")
    opens: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closes: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paused: datetime | None = Field(default=None, sa_type=UtcDateTime, description="since when, while it is paused")
    wording: int = Field(
        default=1, sa_column_kwargs={"server_default": "1"}, description="how many wordings it has had so far"
    )
    served: bool = False
    key_erased: bool = False
    answers_erased: bool = False


class ResponseRow(Table, table=True):
    """One respondent's response: neither time of day nor language nor source, only the ISO week it was last touched."""

    __tablename__ = "response"
    __table_args__ = (UniqueConstraint("round", "pseudonym"),)

    id: int = Field(primary_key=True, sa_type=_LARGE, sa_column_kwargs={"autoincrement": False})
    round: int = Field(foreign_key="round.number")
    pseudonym: str
    place: str
    return_place: str | None = None
    draft: str = Field(description="open sections as JSON: answers by section and question")
    closed: str = Field(description="ids of the sections that were sent, a JSON list")
    week: str = Field(description="ISO week of the last touch, such as 2026-W47")
    imported: bool = False
    entered: str = Field(
        default="[]",
        sa_column_kwargs={"server_default": "[]"},
        description="the era in which it came into each table, a JSON list",
    )


class AnswerRow(Table, table=True):
    """One part of an answer that counts: a chosen option, a place in a ranking, a rating, a number, a text."""

    __tablename__ = "answer"
    __table_args__ = _CLUSTERED

    response: int = Field(primary_key=True, sa_type=_LARGE, foreign_key="response.id")
    question: str = Field(primary_key=True)
    option: str = Field(primary_key=True, description="an option's id, or empty")
    number: float | None = Field(default=None, sa_type=Double)
    text: str | None = None


class TallyRow(Table, table=True):
    """An exact count, kept in the transaction of what it counts."""

    __tablename__ = "tally"
    __table_args__ = _CLUSTERED

    round: int = Field(primary_key=True, foreign_key="round.number")
    table_name: str = Field(primary_key=True)
    cell: str = Field(primary_key=True)
    n: int


class CounterRow(Table, table=True):
    """How often something happened in an hour: starts, languages, durations. Never joined to a response."""

    __tablename__ = "counter"
    __table_args__ = _CLUSTERED

    round: int = Field(primary_key=True, foreign_key="round.number")
    hour: str = Field(primary_key=True, description="in UTC, such as 2026-11-22T14")
    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    n: int


class TombstoneRow(Table, table=True):
    """A table of which a released version holds a withdrawn response: who answers again is not new to it.

    Of who deleted what they had answered there is one more, of no table: who starts again counts as no further start.
    """

    __tablename__ = "tombstone"
    __table_args__ = _CLUSTERED

    round: int = Field(primary_key=True, foreign_key="round.number")
    pseudonym: str = Field(primary_key=True)
    table_name: str = Field(primary_key=True)


class ReleasingRow(Table, table=True):
    """How far the releases of a round have got; see `storage.entering`.

    `considered`: the last hour for which it was decided what to release.
    """

    __tablename__ = "releasing"

    round: int = Field(primary_key=True, foreign_key="round.number", sa_column_kwargs={"autoincrement": False})
    era: int = 0
    settled: int = 0
    considered: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TableVersionRow(Table, table=True):
    """The newest released version of a table of tallies: it shows what was there when this era began."""

    __tablename__ = "table_version"
    __table_args__ = _CLUSTERED

    round: int = Field(primary_key=True, foreign_key="round.number")
    table_name: str = Field(primary_key=True)
    era: int


class SnapshotRow(Table, table=True):
    """What was released of a round at one moment, for good."""

    __tablename__ = "snapshot"

    round: int = Field(primary_key=True, foreign_key="round.number")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    released: datetime = Field(sa_type=UtcDateTime)
    document: str
    digest: str = Field(description="SHA-256 of the document")


class UpdateSeenRow(Table, table=True):
    """An update whose effect is stored: when it comes again, it changes nothing."""

    __tablename__ = "update_seen"

    update_id: int = Field(primary_key=True, sa_type=_LARGE, sa_column_kwargs={"autoincrement": False})
    hour: str = Field(description="in UTC, such as 2026-11-22T14")


class ConversationRow(Table, table=True):
    """Where the bot stands with a chat."""

    __tablename__ = "conversation"
    __table_args__ = _CLUSTERED

    chat: str = Field(primary_key=True)
    round: int | None = Field(default=None, foreign_key="round.number")
    language: str | None = None
    page: str = Field(description="what is shown instead of the conversation, or empty")
    message: int | None = Field(default=None, sa_type=_LARGE, description="the message that is the conversation")
    latest: int = Field(sa_type=_LARGE, description="the newest message that was seen in the chat")
    leftover: str = Field(description="older messages of ours that still show answers, a JSON list")
    turn: int = Field(description="a random mark while a screen is owed, else 0")
    owed: str | None = Field(default=None, description="the sealed chat while a screen is owed")


class SubscriberRow(Table, table=True):
    """A chat that agreed to later messages."""

    __tablename__ = "subscriber"
    __table_args__ = _CLUSTERED

    chat: str = Field(primary_key=True)
    sealed: str
    language: str | None = None
    wishes: str = Field(description="what was agreed to, a JSON list")
    blocked: bool = False


class KeyFingerprintRow(Table, table=True):
    """By what a key is recognised without being stored: another key, or none, is a refusal to start."""

    __tablename__ = "key_fingerprint"
    __table_args__ = _CLUSTERED

    purpose: str = Field(primary_key=True)
    fingerprint: str


def _of_answer() -> ForeignKeyConstraint:
    """What staff noted about an own text goes with it: whoever edits or deletes an answer leaves no review behind."""
    key = ["response", "question", "option"]
    return ForeignKeyConstraint(key, [f"answer.{each}" for each in key], ondelete="CASCADE")


class ReviewRow(Table, table=True):
    """What staff decided about an own text; without a row nobody has looked at it."""

    __tablename__ = "review"
    __table_args__ = (_of_answer(), _CLUSTERED)

    response: int = Field(primary_key=True, sa_type=_LARGE)
    question: str = Field(primary_key=True)
    option: str = Field(primary_key=True, description="empty, as in the answer")
    verdict: str
    shown: str | None = Field(default=None, description="the text with parts taken out; none were when null")


class ThemeRow(Table, table=True):
    """What several own texts of a question are about, in the words of staff."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("round", "question", "name"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    round: int = Field(foreign_key="round.number")
    question: str
    name: str


class ThemeOfAnswerRow(Table, table=True):
    """An own text is about a theme; it may be about several."""

    __tablename__ = "theme_of_answer"
    __table_args__ = (_of_answer(), _CLUSTERED)

    response: int = Field(primary_key=True, sa_type=_LARGE)
    question: str = Field(primary_key=True)
    option: str = Field(primary_key=True, description="empty, as in the answer")
    theme: int = Field(primary_key=True, foreign_key="theme.id")


class ReviewStepRow(Table, table=True):
    """Something that staff did with own texts, as long as it can be undone."""

    __tablename__ = "review_step"

    round: int = Field(primary_key=True, foreign_key="round.number")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    action: str = Field(description="as the audit has it")


class ReviewBeforeRow(Table, table=True):
    """How the review of a text stood before a step."""

    __tablename__ = "review_before"
    __table_args__ = (
        _of_answer(),
        ForeignKeyConstraint(["round", "number"], ["review_step.round", "review_step.number"], ondelete="CASCADE"),
        _CLUSTERED,
    )

    # The answer first: when one goes, its rows here are found by the beginning of the key.
    response: int = Field(primary_key=True, sa_type=_LARGE)
    question: str = Field(primary_key=True)
    option: str = Field(primary_key=True, description="empty, as in the answer")
    round: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    review: str = Field(description="verdict, shown text and themes, as JSON")


class AuditRow(Table, table=True):
    """A line of the audit; see `storage.audit`. Triggers, made by a migration, let nobody change or delete one."""

    __tablename__ = "audit"

    number: int = Field(primary_key=True, sa_type=_LARGE, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    who: str
    what: str
    subject: str
    before: str | None = Field(default=None, description="SHA-256 of what was there")
    after: str | None = Field(default=None, description="SHA-256 of what is there instead")
    previous: str = Field(description="hash of the line before")
    hash: str


class IncidentRow(Table, table=True):
    """Something that looked wrong; see `storage.incidents`. When it happens again later, its row is used again."""

    __tablename__ = "incident"
    __table_args__ = _CLUSTERED

    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    began: datetime = Field(sa_type=UtcDateTime)
    seen: datetime = Field(sa_type=UtcDateTime, description="when it was last noticed")
    told: bool
    claimed: datetime | None = Field(default=None, sa_type=UtcDateTime, description="since when it is being told")
    facts: str = Field(description="counts and names of ours, as JSON")


class StaffRow(Table, table=True):
    """A staff member, or one who was; of the latter nothing is left that leads to a chat."""

    __tablename__ = "staff"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str = Field(unique=True, description="as the audit names them; never given twice")
    role: str
    chat: str | None = Field(default=None, unique=True)
    sealed: str | None = None
    language: str
    joined: datetime = Field(sa_type=UtcDateTime)
    removed: datetime | None = Field(default=None, sa_type=UtcDateTime)


class InvitationRow(Table, table=True):
    """An invitation that nobody has used yet; it goes when it is used or expired."""

    __tablename__ = "invitation"
    __table_args__ = _CLUSTERED

    digest: str = Field(primary_key=True, description="SHA-256 of its token")
    name: str = Field(unique=True)
    role: str
    expires: datetime = Field(sa_type=UtcDateTime)


class DailyRow(Table, table=True):
    """The last day for which something daily was begun; see `storage.daily`."""

    __tablename__ = "daily"
    __table_args__ = _CLUSTERED

    what: str = Field(primary_key=True)
    day: str = Field(description="in the city's time zone, such as 2026-11-22")
    claimed: datetime | None = Field(default=None, sa_type=UtcDateTime, description="since when it is done; null: done")


class DigestHourRow(Table, table=True):
    """A staff member who wants the daily digest, and from which hour of the city's day on."""

    __tablename__ = "digest_hour"
    __table_args__ = _CLUSTERED

    member: int = Field(primary_key=True, foreign_key="staff.number")
    hour: int


class LeaseRow(Table, table=True):
    """What only one process does at a time, and which; see `storage.leases`."""

    __tablename__ = "lease"
    __table_args__ = _CLUSTERED

    what: str = Field(primary_key=True)
    holder: str
    until: float = Field(sa_type=Double, description="in seconds since 1970, by the database's clock")
    handled: str = Field(description="ids of updates that are handled and not acknowledged, a JSON list")
