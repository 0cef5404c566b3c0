"""The files that people send when they press "photo", "sticker" or "voice": tiny, fixed, valid enough."""

from __future__ import annotations

from base64 import b64decode
from typing import Final

PHOTO: Final = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/5ecmGAAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""
STICKER: Final = b64decode("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=")
"""A WebP of one pixel."""
STICKER_EMOJI: Final = "👍"
VOICE: Final = b"OggS\x00\x02" + bytes(22)
"""The beginning of an Ogg page: nobody plays it here."""
DOCUMENT: Final = "Un document de probă.\n".encode()
