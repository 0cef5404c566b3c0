"""Texts made fit for typesetting: whatever somebody typed comes out as text, and only as text."""

import re
import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator

_REPLACED: Final = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Controls, lone surrogates, private and unassigned characters: no font means anything by them, and a tagged PDF
must not hold them."""

_ORDERING: Final = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
"""Marks that reorder what follows them, which could be our words as well as theirs, and the byte order mark."""

_UNBROKEN: Final = re.compile(r"(\S{24})(?=\S)")
_BREAK_HERE: Final = "\u200b"


def printable(text: str) -> str:
    """The text without what cannot be printed, long runs without a space made breakable; lines stay lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").translate(_ORDERING)
    return _UNBROKEN.sub(_breakable, "".join(map(_shown, lines)))


def _shown(character: str) -> str:
    if character == "\n" or unicodedata.category(character) not in _REPLACED:
        return character
    return "\N{REPLACEMENT CHARACTER}"


def _breakable(found: re.Match[str]) -> str:
    following = found.string[found.end()]
    joined = unicodedata.category(following).startswith(("M", "Cf")) or found[0][-1] == "\u200d"
    return found[0] if joined else found[0] + _BREAK_HERE


Printed = Annotated[str, AfterValidator(printable)]
"""A text of typeset data: made printable wherever it comes from."""
