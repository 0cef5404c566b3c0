"""Intervals from respondents: of shares of mentions and of means, by drawing respondents again.

The limits are bias-corrected and accelerated (BCa: Efron 1987, "Better bootstrap confidence intervals", JASA 82,
171-185; Efron and Tibshirani 1993, chapter 14): ratings crowd at the upper end of their scale and small shares at 0, so
plain percentiles sit too low or too narrow there. Cost: draws x respondents; beyond `ENOUGH` respondents the normal
limit of the same thing is taken, and `Moments` serve those who do not fit into memory.
"""

from statistics import NormalDist

import numpy as np

from results.statistics.intervals import LEVEL, Interval, interval_of_error, two_sided
from results.statistics.moments import Answers, Moments, Numbers, split
from results.statistics.resampling import DRAWS, resampled_ratios

ENOUGH = 2_000
"""Respondents from whom on resampling tells nothing that the normal limit does not; docs/statistics.md shows it."""
FEWEST = 10
"""Respondents below whom no interval of a mean is given: the bootstrap knows nothing outside what it has seen."""


def bootstrap_means(
    ratings: Answers, *, seed: int, level: float = LEVEL, draws: int = DRAWS
) -> tuple[Interval | None, ...]:
    """The mean of each item among those who rated it, in points of its scale; None below `FEWEST` ratings.

    ratings: respondents by items, NaN for none. Where all ratings are equal the interval has no width.
    """
    values, given = split(ratings)
    if len(values) > ENOUGH:
        return means_of(Moments.of(ratings), level=level)
    enough = given.sum(axis=0) >= FEWEST
    if not enough.any():
        return (None,) * len(enough)
    rated = iter(_bca(values[:, enough], given[:, enough], seed=seed, level=level, draws=draws))
    return tuple(next(rated) if each else None for each in enough)


def bootstrap_shares(mentions: Answers, *, seed: int, level: float = LEVEL, draws: int = DRAWS) -> tuple[Interval, ...]:
    """Each item's share of all mentions, from 0 to 1; no items if nothing was mentioned.

    mentions: respondents by items, how often each mentioned it (0 or 1 for options), nobody missing. An item that
    nobody mentioned, that alone was mentioned, or of which all mentioned alike, cannot vary in a resample: it gets
    Wilson's interval of as many answers as respondents.
    """
    counts, _ = split(mentions)
    if len(counts) > ENOUGH:
        return shares_of(Moments.of(mentions), level=level)
    total = counts.sum()
    if not total:
        return ()
    shares = counts.sum(axis=0) / total
    each = counts.sum(axis=1, keepdims=True)
    varying = (counts * total != each * counts.sum(axis=0)).any(axis=0)
    if not varying.any():
        return tuple(interval_of_error(share, 0.0, worth=len(counts), level=level) for share in shares.tolist())
    resampled = iter(_bca(counts[:, varying], each, seed=seed, level=level, draws=draws))
    return tuple(
        next(resampled) if varies else interval_of_error(share, 0.0, worth=len(counts), level=level)
        for share, varies in zip(shares.tolist(), varying, strict=True)
    )


def means_of(moments: Moments, *, level: float = LEVEL) -> tuple[Interval | None, ...]:
    """The same as `bootstrap_means` from sums alone, by the normal limit."""
    errors = np.sqrt(moments.covariance.diagonal().clip(0))
    z = two_sided(level)
    return tuple(
        Interval(mean, mean - z * error, mean + z * error) if base >= FEWEST else None
        for mean, error, base in zip(moments.means.tolist(), errors.tolist(), moments.bases.tolist(), strict=True)
    )


def shares_of(moments: Moments, *, level: float = LEVEL) -> tuple[Interval, ...]:
    """The same as `bootstrap_shares` from sums alone: Wilson's interval at the linearised standard error."""
    means = moments.means
    total = means.sum()
    if not total:
        return ()
    shares = means / total
    # A share's first-order change: its own mean's, less its part of everybody's.
    change = (np.eye(len(means)) - shares[:, np.newaxis]) / total
    errors = np.sqrt((change @ moments.covariance @ change.T).diagonal().clip(0))
    return tuple(
        interval_of_error(share, error, worth=moments.respondents, level=level)
        for share, error in zip(shares.tolist(), errors.tolist(), strict=True)
    )


def _bca(over: Numbers, under: Numbers, *, seed: int, level: float, draws: int) -> tuple[Interval, ...]:
    """The interval of each column's ratio of sums; every column has something under it."""
    estimates = over.sum(axis=0) / under.sum(axis=0)
    resampled = resampled_ratios(over, under, draws=draws, seed=seed)
    influences = over - under * estimates
    return tuple(
        _bca_of_one(float(estimates[each]), resampled[:, each], influences[:, each], level)
        for each in range(len(estimates))
    )


def _bca_of_one(estimate: float, resampled: Numbers, influence: Numbers, level: float) -> Interval:
    normal = NormalDist()
    below = float((resampled < estimate).mean() + (resampled == estimate).mean() / 2)
    spread = float((influence**2).sum())
    if not spread:
        return Interval(estimate, estimate, estimate)
    # A resample count of 0 or of all would put the correction at infinity; half a draw stands for "less than one".
    half = 0.5 / len(resampled)
    bias = normal.inv_cdf(min(max(below, half), 1 - half))
    acceleration = float((influence**3).sum()) / (6 * spread**1.5)
    low, high = (_corrected(z, bias, acceleration) for z in (-two_sided(level), two_sided(level)))
    limits = np.quantile(resampled, (low, high))
    return Interval(estimate, float(limits[0]), float(limits[1]))


def _corrected(z: float, bias: float, acceleration: float) -> float:
    """The quantile of the resamples that stands for the normal quantile `z` (Efron and Tibshirani 1993, 14.10)."""
    return NormalDist().cdf(bias + (bias + z) / (1 - acceleration * (bias + z)))
