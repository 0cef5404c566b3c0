"""The tables of broadcasts, beside those of `storage.tables`."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, LargeBinary
from sqlmodel import Field

from storage.tables import Table, UtcDateTime


def _count(what: str) -> int:
    counted: int = Field(default=0, sa_column_kwargs={"server_default": "0"}, description=what)
    return counted


class BroadcastRow(Table, table=True):
    """What staff say to many at once; see `storage.broadcasts.broadcast`. Its state is computed."""

    __tablename__ = "broadcast"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    round: int = Field(foreign_key="round.number")
    kind: str
    segment: str
    stopped_by: str | None = Field(default=None, description="the last ISO week of those in progress")
    quiet: str = Field(description="quiet hours such as 21:00-08:00, or empty")
    starts: datetime | None = Field(default=None, sa_type=UtcDateTime, description="null until it is confirmed")
    paused: bool = False
    cancelled: bool = False
    prepared: bool = Field(default=False, description="every subscriber has a delivery")
    ended: datetime | None = Field(default=None, sa_type=UtcDateTime)
    recipients: int = _count("deliveries that were made")
    sent: int = _count("messages that Telegram took")
    blocked: int = _count("people who have blocked the bot")
    deactivated: int = _count("accounts that are no more")
    failed: int = _count("messages that Telegram refused")
    unknown: int = _count("deliveries of which nobody knows whether they came to their end")
    outside: int = _count("subscribers who asked for it and are not of the segment")
    unasked: int = _count("subscribers who did not ask for it, or cannot be written to")
    too_late: int = _count("subscribers whose turn had not come when the round closed")


class BroadcastMessageRow(Table, table=True):
    """The words of a broadcast in one language, and perhaps a picture."""

    __tablename__ = "broadcast_message"

    broadcast: int = Field(primary_key=True, foreign_key="broadcast.number")
    language: str = Field(primary_key=True)
    place: int = Field(description="the first is for who has no language")
    text: str
    picture: bytes | None = Field(default=None, sa_type=LargeBinary)


class DeliveryRow(Table, table=True):
    """A subscriber to whom a broadcast has still to come, if it is meant for them. It goes with the subscription."""

    __tablename__ = "delivery"
    __table_args__ = (
        ForeignKeyConstraint(["chat"], ["subscriber.chat"], ondelete="CASCADE"),
        {"sqlite_with_rowid": False},
    )

    broadcast: int = Field(primary_key=True, foreign_key="broadcast.number")
    chat: str = Field(primary_key=True)
    due: datetime | None = Field(default=None, sa_type=UtcDateTime, description="not before, when it was put off")
    claimed: datetime | None = Field(default=None, sa_type=UtcDateTime, description="since when it is on its way")


class PaceRow(Table, table=True):
    """The one pace of all workers that send in bulk under a token."""

    __tablename__ = "pace"

    token: str = Field(primary_key=True, description="what is paced")
    next: datetime = Field(sa_type=UtcDateTime, description="the next free slot")
    held_until: datetime | None = Field(default=None, sa_type=UtcDateTime, description="the end of Telegram's hold")
