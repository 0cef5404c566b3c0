"""Messages, as the server keeps them: values that an edit replaces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sandbox.bots import Bot
from sandbox.entities import EMPTY, Formatted
from sandbox.keyboards import InlineKeyboard, Markup
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.files import StoredFile

Member: TypeAlias = Person | Bot
"""Whoever can be in a chat."""


@dataclass(frozen=True, slots=True)
class Text:
    body: Formatted


@dataclass(frozen=True, slots=True)
class Photo:
    file: StoredFile
    width: int
    height: int
    body: Formatted = EMPTY


@dataclass(frozen=True, slots=True)
class Document:
    file: StoredFile
    body: Formatted = EMPTY


@dataclass(frozen=True, slots=True)
class Sticker:
    file: StoredFile
    emoji: str


@dataclass(frozen=True, slots=True)
class Voice:
    file: StoredFile
    seconds: int


@dataclass(frozen=True, slots=True)
class Created:
    """The group came into being."""

    title: str


@dataclass(frozen=True, slots=True)
class Joined:
    member: Member


@dataclass(frozen=True, slots=True)
class Left:
    member: Member


@dataclass(frozen=True, slots=True)
class MigratedTo:
    """The last message of a group: a supergroup took its place."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class MigratedFrom:
    """The first message of that supergroup."""

    chat_id: int


Service: TypeAlias = Created | Joined | Left | MigratedTo | MigratedFrom
"""What the server says of a group."""
Content: TypeAlias = Text | Photo | Document | Sticker | Voice | Service


@dataclass(frozen=True, slots=True)
class Message:
    """`date` and `edited` are Unix seconds; `edited` is None for a message that stands as it was sent.

    Messages of one `album` belong together.
    """

    message_id: int
    date: int
    author: Member
    content: Content
    markup: Markup | None = None
    edited: int | None = None
    reply_to: int | None = None
    protected: bool = False
    album: str | None = None

    @property
    def from_bot(self) -> bool:
        return isinstance(self.author, Bot)

    @property
    def keyboard(self) -> InlineKeyboard | None:
        return self.markup if isinstance(self.markup, InlineKeyboard) else None


def body_of(content: Content) -> Formatted:
    """The text, or the caption of a file."""
    match content:
        case Text(body) | Photo(body=body) | Document(body=body):
            return body
        case Sticker() | Voice() | Created() | Joined() | Left() | MigratedTo() | MigratedFrom():
            return EMPTY


def is_service(content: Content) -> bool:
    return isinstance(content, Created | Joined | Left | MigratedTo | MigratedFrom)
