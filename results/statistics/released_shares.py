"""Shares of mentions from released counts alone: nobody's answers are known, only how many chose each option.

errors:
    ImpossibleCounts   (of `intervals`) a base or all mentions are 0, or nobody may mention anything
"""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from results.statistics.couplings import greatest_variance, greatest_variance_within
from results.statistics.intervals import LEVEL, ImpossibleCounts, Interval, interval_of_error

Items = Sequence[Sequence[int]]
"""Of each item the released counts of its options: one count for an option, several for a question of a section."""


def shares_of_counts(items: Items, n: int, *, fewest: int, most: int, level: float = LEVEL) -> tuple[Interval, ...]:
    """Each item's share of the mentions of all these items, from 0 to 1, never narrower than the answers would give
    on average: whichever options went together, the standard error cannot have been larger.

    n: respondents, each of whom made `fewest` to `most` mentions in all (the question's rule, which binds the sum: with
    at most three of ten, two options cannot go together as freely as their counts alone allow).
    """
    mentions = sum(map(sum, items))
    if n <= 0 or mentions <= 0 or not 0 <= fewest <= most or most == 0:
        raise ImpossibleCounts(f"{mentions} mentions of {n} respondents with {fewest} to {most} each")
    owners = np.repeat(np.arange(len(items)), [len(item) for item in items])
    shares = np.array([count / n for item in items for count in item], dtype=np.float64).clip(0, 1)
    each = min(max(mentions / n, fewest), most)
    in_all = sqrt(greatest_variance_within(each, fewest, most))
    found = []
    for item, counts in enumerate(items):
        part = sum(counts) / mentions
        own = (owners == item).astype(np.float64)
        # The item less its part of everything: bounded by the counts of all options, and by the rule for the sum.
        by_counts = sqrt(greatest_variance(shares, own - part))
        by_rule = sqrt(greatest_variance(shares, own)) + part * in_all
        error = min(by_counts, by_rule) / (each * sqrt(n))
        found.append(interval_of_error(part, error, worth=n, level=level))
    return tuple(found)
