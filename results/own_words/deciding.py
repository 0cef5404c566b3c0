"""What staff decide about texts: pure, from a text and its review to the next review.

errors:
    NotInText(ValueError)   what should be taken out does not stand in the text
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from storage.own_words import OwnWords, Review, Verdict

TAKEN_OUT = "[…]"


class NotInText(ValueError):
    """What should be taken out of a text does not stand in it; the message is a sentence for who asked."""


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
            raise NotInText(f"{part!r} does not stand in the text")
    return replace(words.review, shown=shown)


def quoted(words: OwnWords) -> Review:
    """May be shown to everybody, as redacted."""
    return replace(words.review, verdict=Verdict.QUOTED)


def set_aside(words: OwnWords) -> Review:
    """Was read and is not shown; a quotation is one no longer. Themes stay."""
    return replace(words.review, verdict=Verdict.ASIDE)


def put_under(words: OwnWords, theme: str) -> Review:
    """Counts under the theme, besides those that it is under already."""
    return replace(words.review, themes=words.review.themes | {theme})
