"""What a broadcast says in one language, and what Telegram would not take of it.

errors:
    BroadcastError
    └── UnfitBroadcast         it could not be sent as it is
        ├── NothingSaid        a text is empty, or there is none
        ├── TextTooLong        there is less room for it; least beside a picture
        ├── OtherPicture       it is neither PNG nor JPEG
        └── PictureTooLarge    a bot may not send as much
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

TEXT_UNITS: Final = 4000
"""UTF-16 units that a text may have: Telegram takes 4096."""
CAPTION_UNITS: Final = 1000
"""The same beside a picture, where Telegram takes 1024."""
PICTURE_BYTES: Final = 10_000_000
_PICTURES: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class BroadcastError(Exception):
    """A broadcast cannot be what was asked; the message is one sentence for the person who asked."""


class UnfitBroadcast(BroadcastError):
    """It could not be sent as it is."""


class NothingSaid(UnfitBroadcast):
    """A text is empty, or there is none."""


class TextTooLong(UnfitBroadcast):
    """`units` it has, `room` there is; `pictured`: it would be more without the picture."""

    def __init__(self, language: str, units: int, room: int, *, pictured: bool) -> None:
        beside = " beside a picture" if pictured else ""
        super().__init__(f"the text in {language} has {units} characters; there is room for {room}{beside}")
        self.units = units
        self.room = room
        self.pictured = pictured


class OtherPicture(UnfitBroadcast):
    """It is neither PNG nor JPEG."""


class PictureTooLarge(UnfitBroadcast):
    """A bot may not send as much."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in one language: plain text, and perhaps a picture (PNG or JPEG) above it."""

    text: str
    picture: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Rewording:
    """What changes in one language; None stays as it is. An empty picture takes away the one that was there."""

    language: str
    text: str | None = None
    picture: bytes | None = field(default=None, repr=False)

    def of(self, before: Words | None) -> Words:
        """The words as they are afterwards."""
        words = before or Words("")
        text = words.text if self.text is None else self.text
        return replace(words, text=text, picture=words.picture if self.picture is None else self.picture or None)


def check_words(words: Mapping[str, Words]) -> None:
    """Raises UnfitBroadcast for what Telegram would not take."""
    if not words:
        raise NothingSaid("a broadcast says something in at least one language")
    for language, each in words.items():
        room = TEXT_UNITS if each.picture is None else CAPTION_UNITS
        units = len(each.text.encode("utf-16-le", "surrogatepass")) // 2
        if not each.text.strip():
            raise NothingSaid(f"the text in {language} is empty")
        if units > room:
            raise TextTooLong(language, units, room, pictured=each.picture is not None)
        if each.picture is not None and not each.picture.startswith(_PICTURES):
            raise OtherPicture(f"the picture in {language} is neither PNG nor JPEG")
        if each.picture is not None and len(each.picture) > PICTURE_BYTES:
            raise PictureTooLarge(f"the picture in {language} has more than 10 MB")
