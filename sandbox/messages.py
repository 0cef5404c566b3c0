"""Messages of a private chat, as the server keeps them: values that an edit replaces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sandbox.entities import EMPTY, Formatted
from sandbox.keyboards import InlineKeyboard, Markup

if TYPE_CHECKING:
    from sandbox.files import StoredFile


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


Content: TypeAlias = Text | Photo | Document | Sticker | Voice


@dataclass(frozen=True, slots=True)
class Message:
    """`date` and `edited` are Unix seconds; `edited` is None for a message that stands as it was sent."""

    message_id: int
    date: int
    from_bot: bool
    content: Content
    markup: Markup | None = None
    edited: int | None = None
    reply_to: int | None = None
    protected: bool = False

    @property
    def keyboard(self) -> InlineKeyboard | None:
        return self.markup if isinstance(self.markup, InlineKeyboard) else None


def body_of(content: Content) -> Formatted:
    """The text, or the caption of a file."""
    match content:
        case Text(body) | Photo(body=body) | Document(body=body):
            return body
        case Sticker() | Voice():
            return EMPTY
