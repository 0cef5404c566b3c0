"""Short names by which staff point at texts: always the same for the same text's place, and telling nothing of it.

errors:
    UnknownText(LookupError)   no text has this handle; it may have been deleted
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence

from storage.own_words import Key, OwnWords


class UnknownText(LookupError):
    """No text has this handle; the message is a sentence for who typed it."""


def handle(key: Key) -> str:
    """Ten letters and digits. Responses have random ids, so nobody finds one from a handle."""
    response, question = key
    return _short(f"{response}/{question}", 10)


def stamp(words: OwnWords) -> str:
    """Three letters and digits, others when the text or what was decided about it is another."""
    review = words.review
    return _short(repr((words.key, words.text, review.verdict.value, review.shown, sorted(review.themes))), 3)


def tag(theme: str) -> str:
    """Four letters and digits by which a theme of a question is pointed at."""
    return _short(theme, 4)


def found(texts: Iterable[OwnWords], handles: Sequence[str]) -> list[OwnWords]:
    """The texts of these handles, in their order, each once. Raises UnknownText, which names all that are unknown."""
    by_handle = {handle(each.key): each for each in texts}
    wanted = list(dict.fromkeys(each.lower() for each in handles))
    if unknown := [each for each in wanted if each not in by_handle]:
        raise UnknownText(f"there is no text {', '.join(unknown)}: `glas words list` shows those that there are")
    return [by_handle[each] for each in wanted]


def _short(text: str, length: int) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.b32encode(digest)[:length].decode().lower()
