"""Intervals of shares: Wilson's score interval, also for samples that are worth fewer answers than they have.

errors:
    ImpossibleCounts   counts that nobody can have counted
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

LEVEL = 0.95
"""Of all intervals and ranges, unless another is asked for."""


class ImpossibleCounts(ValueError):
    """A count is negative or above its base, or a base is empty."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its confidence interval, all three in the unit of the estimate; shares run from 0 to 1."""

    value: float
    low: float
    high: float


def two_sided(level: float) -> float:
    """The normal quantile that leaves half of what `level` leaves on either side: 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(count: int, n: int, *, level: float = LEVEL) -> Interval:
    """The share of `n` respondents who chose an option, with Wilson's score interval (no continuity correction).

    Wilson 1927, "Probable inference", JASA 22, 209-212. Brown, Cai and DasGupta 2001, "Interval estimation
    for a binomial proportion", Statistical Science 16, 101-133, recommend it up to n = 40 and find it as good as the
    others they recommend beyond.
    Raises `ImpossibleCounts` unless 0 <= count <= n and n > 0.
    """
    if not 0 <= count <= n or n == 0:
        raise ImpossibleCounts(f"{count} of {n}")
    return score_interval(count / n, n, level=level)


def score_interval(share: float, n: float, *, level: float = LEVEL) -> Interval:
    """Wilson's interval of a share among `n` > 0 independent answers; `n` need not be whole."""
    z2 = two_sided(level) ** 2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    # At its ends the scale is the limit; the rounding of floats must not leave a trace there.
    return Interval(share, 0.0 if share == 0 else middle - half, 1.0 if share == 1 else middle + half)


def interval_of_error(share: float, error: float, *, worth: float, level: float = LEVEL) -> Interval:
    """Wilson's interval of a share whose standard error is known otherwise: that of as many independent answers as
    would have this error (the effective sample size of survey statistics; Korn and Graubard 1998, Survey Methodology
    24; Dean and Pagano 2015, J. Survey Statistics and Methodology 3).

    `worth`: that number where the error says nothing, because the share is 0 or 1 or the error 0.
    """
    spread = share * (1 - share)
    return score_interval(share, spread / error**2 if error > 0 and spread > 0 else worth, level=level)
