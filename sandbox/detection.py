"""What Telegram marks in a text by itself: links, e-mail addresses, commands, mentions, hashtags.

A modest reading of tdlib's `find_entities`: enough that commands and links look and act as they do in Telegram.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sandbox import utf16

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATTERNS: Final = (
    ("url", re.compile(r"(?<![\w@./-])(?:https?://|t\.me/|www\.)[^\s<>\"'«»]*[^\s<>\"'«».,;:!?)\]]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?!\w)")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z]\w{2,31}(?!\w)", re.ASCII)),
    ("hashtag", re.compile(r"(?<!\w)#(?=\w*[^\W\d])\w{1,256}(?!\w)")),
)


def found_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yields (offset, length, entity type) in UTF-16 units; where two would overlap, the first named above stands."""
    taken: list[tuple[int, int]] = []
    for type_, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            begin, end = match.span()
            if all(end <= left or begin >= right for left, right in taken):
                taken.append((begin, end))
                yield utf16.units(text[:begin]), utf16.units(match[0]), type_
