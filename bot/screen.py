"""What a chat shows: one message with its buttons, and perhaps a file that comes with it."""

from dataclasses import dataclass
from typing import Final, Literal

TEXT_UNITS: Final = 4096
"""UTF-16 units that a message may have, after parsing."""

Style = Literal["primary", "success", "danger"]


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: either callback data of at most 64 bytes, or a link."""

    text: str
    data: str | None = None
    url: str | None = None
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is sent once, below the screen it comes with."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Screen:
    """A message in Telegram's HTML, at most TEXT_UNITS long, and its keyboard, row by row.

    A document or a picture (PNG) is sent once, below it, to who asked for the page.
    """

    html: str
    keyboard: tuple[tuple[Button, ...], ...] = ()
    document: Document | None = None
    picture: bytes | None = None
