"""From pairs to places: which items stand apart, tested pair by pair and step by step, and what ranges that leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from results.statistics.moments import Numbers

Pairs = NDArray[np.bool_]
"""Items by items: whether something holds of the first above the second."""


@dataclass(frozen=True, slots=True)
class RankRange:
    """The places that an item may have in the whole population, 1 for the highest; both ends belong to it."""

    first: int
    last: int


def told_apart(scores: Numbers, critical: Callable[[Pairs], float]) -> Pairs:
    """Which item is above which, so that the chance of even one wrong pair is at most what `critical` allows.

    scores[j, k]: by how many standard errors j is above k. critical(pairs): what no score among these pairs exceeds,
    with the confidence wanted, were none of them above. Stepwise as Romano and Wolf 2005 (Econometrica 73, 1237-1282;
    its use for places: Mogstad, Romano, Shaikh and Wilhelm 2024): pairs found are set aside and
    the rest measured against the smaller critical value of the rest, until no more are found.
    """
    open_pairs = ~np.eye(len(scores), dtype=np.bool_)
    apart = np.zeros_like(open_pairs)
    while open_pairs.any():
        found = open_pairs & (scores > critical(open_pairs))
        if not found.any():
            break
        apart |= found
        open_pairs &= ~found
    return apart


def ranges(apart: Pairs) -> tuple[RankRange, ...]:
    """The places left to each item: below all that are above it, above all that are below it."""
    items = len(apart)
    above: list[Any] = apart.sum(axis=0).tolist()
    below: list[Any] = apart.sum(axis=1).tolist()
    return tuple(RankRange(1 + over, items - under) for over, under in zip(above, below, strict=True))
