"""Files that bots and people send: kept in memory, found by file id or by path."""

from __future__ import annotations

import mimetypes
import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from sandbox.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Callable

_TYPE_BY_SUFFIX: Final = mimetypes.MimeTypes()
"""Python's own table: the machine's would make a document's mime type depend on where the sandbox runs."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    file_id: str
    unique_id: str
    path: str
    name: str
    mime_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


class FileStore:
    """Every file of one sandbox; equal contents are held once. `new_id` yields the ids' unguessable part."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._contents: dict[bytes, bytes] = {}

    def keep(self, folder: str, name: str, content: bytes, mime_type: str | None = None) -> StoredFile:
        """`folder` is Telegram's: documents, photos, stickers, voice. Raises ApiError for an empty file.

        The name tells the type before `mime_type` does: the libraries call everything application/octet-stream.
        """
        if not content:
            raise bad_request("file must be non-empty")
        number, unique_id = len(self._by_id), self._new_id()
        guessed = _TYPE_BY_SUFFIX.guess_type(name)[0] or mime_type or "application/octet-stream"
        suffix = name[name.rindex(".") :] if "." in name else ""
        stored = StoredFile(
            file_id=f"{folder}-{unique_id}-{number}",
            unique_id=unique_id,
            path=f"{folder}/file_{number}{suffix}",
            name=name,
            mime_type=guessed,
            content=self._contents.setdefault(sha256(content).digest(), content),
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def by_id(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    suffix: str


def picture(content: bytes) -> Picture:
    """Reads the head of a PNG, JPEG or GIF. Raises ApiError for what Telegram would not take as a photo."""
    for read, suffix in ((_png, ".png"), (_gif, ".gif"), (_jpeg, ".jpg")):
        if (size := read(content)) is not None:
            width, height = size
            if width + height > 10_000 or max(width, height) > 20 * min(width, height):
                raise bad_request("PHOTO_INVALID_DIMENSIONS")
            return Picture(width, height, suffix)
    raise bad_request("IMAGE_PROCESS_FAILED")


def _png(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _gif(content: bytes) -> tuple[int, int] | None:
    if content[:6] not in {b"GIF87a", b"GIF89a"} or len(content) < 10:
        return None
    width, height = struct.unpack("<HH", content[6:10])
    return width, height


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """Walks the segments up to the first frame header (SOF0 to SOF15, but for the three that are none)."""
    if not content.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return None
