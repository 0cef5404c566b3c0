"""Texts of a consultation where there is little room for them."""

from collections.abc import Sequence


def shortened(text: str, limit: int) -> str:
    """The text, cut at a word where it is longer than `limit` characters, with an ellipsis that says so."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(None, 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;.") + "…"


def told_apart(texts: Sequence[str]) -> tuple[str, ...]:
    """The texts without what all of them say after a colon: "Funding: what do you need?" is "Funding" in a list."""
    parts = [text.partition(": ") for text in texts]
    endings = {ending for _, _, ending in parts}
    if len(texts) < 2 or len(endings) > 1 or "" in endings:
        return tuple(texts)
    return tuple(beginning for beginning, _, _ in parts)
