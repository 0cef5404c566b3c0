"""Ranges of places from released figures alone: counts or means, and nobody's answers.

Who chose what together is not known, so every difference gets the greatest variance that the released figures allow
(`couplings`, `released_means`), every rounding its worst case, and the pairs share out the error allowed, which holds
whatever ties them together. So these ranges are wider than those of `ranks`, seldom narrower, and tell nothing beyond
what was released. docs/statistics.md says by how much.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import permutations
from math import sqrt
from typing import Self

import numpy as np

from results.statistics.bootstrap import FEWEST
from results.statistics.couplings import greatest_variance
from results.statistics.intervals import LEVEL
from results.statistics.places import RankRange, ranges, told_apart
from results.statistics.ranks import shared_out
from results.statistics.released_means import Group, greatest_variance_of_ratings


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a released count says of the true one: 123 to 127 for "125", 0 to 9 for "under 10", anything if withheld."""

    low: int
    high: int

    @classmethod
    def rounded(cls, count: int, step: int) -> Self:
        """Around a count rounded to the nearest multiple of `step`; a step of 1 is exact."""
        return cls(max(0, count - step // 2), count + step // 2)


@dataclass(frozen=True, slots=True)
class ReleasedMean:
    """A mean in steps of `rounding`, with the groups of `released_means`: the distribution, or the whole scale."""

    mean: float
    rounding: float
    groups: tuple[Group, ...]

    @property
    def ratings(self) -> int:
        """How many rated."""
        return sum(group.count for group in self.groups)

    @property
    def error(self) -> float:
        """The greatest standard error that the mean can have; there have to be ratings."""
        return sqrt(greatest_variance_of_ratings(self.mean, self.groups) / self.ratings)


def rank_ranges_of_counts(items: Sequence[Sequence[Bounds]], n: int, *, level: float = LEVEL) -> tuple[RankRange, ...]:
    """The range of places of each item by its mentions, more of them first, of `n` respondents.

    items: of each the counts of its options, one for an option itself, several for a question of a section. Under
    `FEWEST` respondents nothing is told apart.
    """
    scores = np.zeros((len(items), len(items)))
    for above, below in permutations(range(len(items)) if n >= FEWEST else (), 2):
        lead = sum(count.low for count in items[above]) - sum(count.high for count in items[below])
        scores[above, below] = _score(lead / n, _greatest_variance(items[above], items[below], n), n)
    return ranges(told_apart(scores, partial(shared_out, level)))


def rank_ranges_of_means(means: Sequence[ReleasedMean], *, level: float = LEVEL) -> tuple[RankRange, ...]:
    """The range of places of each item by its mean, higher ones first.

    The same people may have rated two items in the most contrary way, so the standard errors of the two are added. An
    item with under `FEWEST` ratings is never told apart.
    """
    scores = np.zeros((len(means), len(means)))
    for above, below in permutations(range(len(means)), 2):
        one, other = means[above], means[below]
        n = min(one.ratings, other.ratings)
        if n >= FEWEST:
            lead = one.mean - other.mean - (one.rounding + other.rounding) / 2
            scores[above, below] = _score(lead, (one.error + other.error) ** 2 * n, n)
    return ranges(told_apart(scores, partial(shared_out, level)))


def _greatest_variance(above: Sequence[Bounds], below: Sequence[Bounds], n: int) -> float:
    """Of one respondent's mentions of the one item less those of the other; the counts where choices vary most."""
    half = n / 2
    shares = np.array([min(max(half, count.low), count.high) / n for count in (*above, *below)]).clip(0, 1)
    return greatest_variance(shares, np.repeat((1.0, -1.0), (len(above), len(below))))


def _score(lead: float, variance: float, n: int) -> float:
    """By how many standard errors one is ahead, under equality as in `ranks`; 0 without a lead."""
    return lead / sqrt((variance + lead**2) / n) if lead > 0 else 0.0
