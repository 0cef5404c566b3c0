"""What staff decide about texts: pure, from a text and its review to the next review.

errors:
    NotInText(ValueError)       what should be taken out, or left, does not stand in the text
    NothingLeft(ValueError)     a text without all of its words says nothing
    ThemeUnusable(ValueError)   a theme cannot be called so
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from results.own_words.folding import folded
from storage.own_words import OwnWords, Review, Verdict

TAKEN_OUT: Final = "[…]"
LONGEST_THEME: Final = 120

_WORD: Final = re.compile(r"\w+")


class NotInText(ValueError):
    """What should be taken out of a text, or left of it, does not stand in it; the message is a sentence for who asked.

    `part`: what that is.
    """

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.part = part


class NothingLeft(ValueError):
    """A text without all of its words says nothing; the message is a sentence for who asked."""


class ThemeUnusable(ValueError):
    """A theme cannot be called so; the message is a sentence for who asked."""


def redacted(words: OwnWords, parts: Sequence[str]) -> Review:
    """The text without these parts, whatever their case: each gives way to a mark that says so. Raises NotInText.

    What was taken out before stays out. The verdict stays as it was.
    """
    shown = words.shown
    for part in parts:
        if not part.strip():
            raise NotInText("there is nothing to take out")
        shown, found = re.subn(re.escape(part.strip()), TAKEN_OUT, shown, flags=re.IGNORECASE)
        if not found:
            raise NotInText(f"{part!r} does not stand in the text", part)
    return replace(words.review, shown=shown)


def typed_without(words: OwnWords, typed: str) -> Review:
    """The text as somebody typed it who left words out: each run of those gives way to a mark that says so.

    The words that are left stay as their citizen wrote them, and nothing is put between them: case, accents and signs
    of what was typed make no difference. The verdict stays as it was. Raises NotInText and NothingLeft.
    """
    text, kept = words.shown, _kept(words.shown, typed)
    if not any(kept):
        raise NothingLeft("nothing would be left of the text")
    pieces, end = [], 0
    for out, run in _runs_left_out(list(_WORD.finditer(text)), kept):
        pieces += [text[end:out], TAKEN_OUT]
        end = run
    shown = "".join([*pieces, text[end:]])
    return words.review if shown == text else replace(words.review, shown=shown)


def _kept(text: str, typed: str) -> list[bool]:
    """Whether each word of the text was typed: in order, at the first place where it stands. Raises NotInText."""
    left = [folded(each) for each in _WORD.findall(text)]
    kept, at = [False] * len(left), 0
    for each in _WORD.findall(typed):
        try:
            at = left.index(folded(each), at) + 1
        except ValueError:
            raise NotInText(f"{each!r} does not stand in the text there", each) from None
        kept[at - 1] = True
    return kept


def _runs_left_out(found: Sequence[re.Match[str]], kept: Sequence[bool]) -> list[tuple[int, int]]:
    """From where to where words were left out; what stands between two of them goes with them."""
    runs: list[tuple[int, int]] = []
    before = True
    for word, is_kept in zip(found, kept, strict=True):
        if not is_kept and before:
            runs.append(word.span())
        elif not is_kept:
            runs[-1] = (runs[-1][0], word.end())
        before = is_kept
    return runs


def quoted(words: OwnWords) -> Review:
    """May be shown to everybody, as redacted."""
    return replace(words.review, verdict=Verdict.QUOTED)


def set_aside(words: OwnWords) -> Review:
    """Was read and is not shown; a quotation is one no longer. Themes stay."""
    return replace(words.review, verdict=Verdict.ASIDE)


def put_under(words: OwnWords, theme: str) -> Review:
    """Counts under the theme, besides those that it is under already."""
    return replace(words.review, themes=words.review.themes | {theme})


def theme_called(name: str, known: Collection[str]) -> str:
    """The name without needless spaces; that of a `known` theme where only case, accents or signs differ.

    Raises ThemeUnusable.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_THEME or not name.isprintable():
        raise ThemeUnusable(f"a theme has a name of 1 to {LONGEST_THEME} characters")
    if name in known:
        return name
    return next((each for each in sorted(known) if folded(name) and folded(each) == folded(name)), name)
