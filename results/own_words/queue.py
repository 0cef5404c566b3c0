"""The texts of a question one after another: those that wait for a decision, and those that were decided about."""

from collections.abc import Iterable, Sequence

from storage.own_words import Key, OwnWords


def waiting(texts: Iterable[OwnWords]) -> list[OwnWords]:
    """Those that nobody has decided about."""
    return [each for each in texts if not each.review.is_settled]


def settled(texts: Iterable[OwnWords]) -> list[OwnWords]:
    """Those that somebody has decided about."""
    return [each for each in texts if each.review.is_settled]


def next_after(key: Key, texts: Sequence[OwnWords]) -> OwnWords | None:
    """The next of the texts, which are of one question and in order; after the last the first. None if it is alone."""
    others = [each for each in texts if each.key != key]
    return next((each for each in others if each.key > key), others[0] if others else None)
