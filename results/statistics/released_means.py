"""Intervals of means from released figures alone: a rounded mean, and how many gave the points of each group.

errors:
    ImpossibleCounts   (of `intervals`) nobody rated
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from results.statistics.intervals import LEVEL, ImpossibleCounts, Interval, two_sided


@dataclass(frozen=True, slots=True)
class Group:
    """How many gave one of the points from `first` to `last`, both included."""

    first: float
    last: float
    count: int


def mean_of_groups(mean: float, groups: Sequence[Group], *, rounding: float, level: float = LEVEL) -> Interval:
    """The interval of a mean released in steps of `rounding`, in points; never past the ends of the scale.

    groups: the released distribution in rising order, or the whole scale as one group where none is released. Within
    the groups the ratings are taken to lie as far apart as the mean allows, so the interval is too wide rather than
    too narrow; half a step of rounding is added on either side.
    """
    n = sum(group.count for group in groups)
    if n <= 0:
        raise ImpossibleCounts("nobody rated")
    half = two_sided(level) * sqrt(greatest_variance_of_ratings(mean, groups) / n) + rounding / 2
    return Interval(mean, max(groups[0].first, mean - half), min(groups[-1].last, mean + half))


def greatest_variance_of_ratings(mean: float, groups: Sequence[Group]) -> float:
    """The greatest variance of ratings with this mean and this many in each group; 0 of nobody.

    In a group with mean m the squares add up to at most (first + last) m - first last, when all stand at its ends
    (Bhatia and Davis 2000); the groups with the highest ends gain most by a higher m, so they are filled first. A
    mean that its rounding put out of reach counts as the nearest that the groups allow.
    """
    n = sum(group.count for group in groups)
    if n <= 0:
        return 0.0
    lowest = sum(group.first * group.count for group in groups) / n
    highest = sum(group.last * group.count for group in groups) / n
    reached = min(max(mean, lowest), highest)
    left = (reached - lowest) * n
    squares = 0.0
    for group in sorted(groups, key=lambda group: group.last, reverse=True):
        raised = min(left, (group.last - group.first) * group.count)
        left -= raised
        squares += (group.first + group.last) * (group.first * group.count + raised)
        squares -= group.first * group.last * group.count
    return max(0.0, squares / n - reached**2)
