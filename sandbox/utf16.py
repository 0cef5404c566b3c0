"""Lengths and offsets in UTF-16 code units, the unit of every limit and entity in Telegram."""

from __future__ import annotations


def units(text: str) -> int:
    """How many UTF-16 code units a text takes: one a character, two beyond the basic plane."""
    if text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def index_of(text: str, offset: int) -> int | None:
    """The index in `text` that lies `offset` units in; None inside a surrogate pair or outside the text."""
    if text.isascii() or max(text) <= "\uffff":
        return offset if 0 <= offset <= len(text) else None
    passed = 0
    for index, character in enumerate(text):
        if passed >= offset:
            return index if passed == offset else None
        passed += 2 if character > "\uffff" else 1
    return len(text) if passed == offset else None
