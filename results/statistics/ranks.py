"""Simultaneous confidence sets for places, from respondents or from sums over them.

All pairs of items are compared, in a way that holds for all of them at once; an item's range leaves out the places of
those that stand apart from it. With probability `level` *every* item's true place lies in its range, ties included.
Mogstad, Romano, Shaikh and Wilhelm 2024, "Inference for Ranks with Applications to Mobility across Neighbourhoods and
Academic Achievement across Countries", Review of Economic Studies 91(1), 476-518, doi 10.1093/restud/rdad006. Their R
package csranks does the same from estimates and a covariance matrix, as `rank_ranges_of_estimates` does here.
"""

from functools import partial
from math import inf
from statistics import NormalDist

import numpy as np

from results.statistics.bootstrap import ENOUGH, FEWEST
from results.statistics.intervals import LEVEL
from results.statistics.moments import Answers, Moments, Numbers, split
from results.statistics.places import Pairs, RankRange, ranges, told_apart
from results.statistics.resampling import DRAWS, resampled_ratios


def rank_ranges(answers: Answers, *, seed: int, level: float = LEVEL, draws: int = DRAWS) -> tuple[RankRange, ...]:
    """The range of places of each item, by its mean among those who answered it (the count, if everybody did).

    answers: respondents by items; 0 and 1 for options, numbers of mentions for a section's questions, ratings with
    NaN for none. Respondents are drawn again whole, so that whatever ties one person's answers together is kept.
    Beyond `ENOUGH` respondents their covariance stands in for them. An item with under `FEWEST` answers is never
    told apart.
    """
    values, given = split(answers)
    moments = Moments.of(answers)
    if len(values) > ENOUGH:
        return rank_ranges_of(moments, seed=seed, level=level, draws=draws)
    if not len(values):
        return ranges(np.zeros_like(moments.answered, dtype=np.bool_))
    deviations = resampled_ratios(values, given, draws=draws, seed=seed) - moments.means
    return _ranges(moments, deviations, level)


def rank_ranges_of(moments: Moments, *, seed: int, level: float = LEVEL, draws: int = DRAWS) -> tuple[RankRange, ...]:
    """The same from sums over any number of respondents: normal deviations with the covariance of the means."""
    return _ranges(moments, _normal(moments.covariance, draws, seed), level)


def rank_ranges_of_estimates(
    estimates: Numbers, covariance: Numbers, *, seed: int, level: float = LEVEL, draws: int = DRAWS
) -> tuple[RankRange, ...]:
    """The ranges of any approximately normal estimates, larger ones first, whose covariance matrix is known."""
    errors = _errors(covariance)
    critical = partial(_greatest, _normal(covariance, draws, seed), errors, level)
    return ranges(told_apart(_divided(_differences(estimates), errors), critical))


def _ranges(moments: Moments, deviations: Numbers, level: float) -> tuple[RankRange, ...]:
    differences = _differences(moments.means)
    errors = _errors(moments.covariance)
    fewer = np.minimum.outer(moments.bases, moments.bases)
    # Were two items equal, the variance of their difference would be its mean square: McNemar's statistic (1947,
    # Psychometrika 12, 153-157). So a pair on which all agree does not count as settled without limit: its score is
    # the square root of n, and of two respondents, or of ten, not much follows.
    under_equality = np.sqrt(errors**2 + _divided(differences**2, fewer))
    scores = np.where(fewer >= FEWEST, _divided(differences, under_equality), 0.0)
    unvaried = (errors == 0) & (differences != 0)
    critical = partial(_greatest_or_counted, deviations, errors, unvaried, level)
    return ranges(told_apart(scores, critical))


def _greatest_or_counted(deviations: Numbers, errors: Numbers, unvaried: Pairs, level: float, pairs: Pairs) -> float:
    """The critical value; pairs that no resample can vary say nothing about it, and are then merely counted."""
    greatest = _greatest(deviations, errors, level, pairs)
    return max(greatest, shared_out(level, pairs)) if (pairs & unvaried).any() else greatest


def shared_out(level: float, pairs: Pairs) -> float:
    """A normal critical value for whatever dependence: the error allowed is shared out among the pairs (Holm 1979,
    Scandinavian Journal of Statistics 6, 65-70, when called for the pairs that remain)."""
    return NormalDist().inv_cdf(1 - (1 - level) / int(pairs.sum()))


def _greatest(deviations: Numbers, errors: Numbers, level: float, pairs: Pairs) -> float:
    """What the greatest studentised deviation among the pairs exceeds in at most 1 - level of the draws.

    deviations: draws by items. One item against all others at a time, so that memory is draws x items, not x pairs.
    """
    greatest = np.full(len(deviations), -inf)
    for item in np.flatnonzero(pairs.any(axis=1)):
        others = np.flatnonzero(pairs[item])
        against = deviations[:, [item]] - deviations[:, others]
        np.maximum(greatest, _divided(against, errors[item, others]).max(axis=1), out=greatest)
    return float(np.quantile(greatest, level, method="higher"))


def _normal(covariance: Numbers, draws: int, seed: int) -> Numbers:
    """Normal deviations, draws by items; singular covariances are usual here (shares add up)."""
    values, vectors = np.linalg.eigh(covariance)
    standard = np.random.default_rng(seed).standard_normal((draws, len(covariance)))
    drawn: Numbers = standard @ (vectors * np.sqrt(values.clip(0))).T
    return drawn


def _differences(estimates: Numbers) -> Numbers:
    return estimates[:, np.newaxis] - estimates[np.newaxis, :]


def _errors(covariance: Numbers) -> Numbers:
    """The standard error of each difference; exactly 0 where only rounding of floats is left."""
    own = covariance.diagonal()
    both = own[:, np.newaxis] + own[np.newaxis, :]
    variances = both - 2 * covariance
    return np.sqrt(np.where(variances > 1e-12 * both, variances, 0.0))


def _divided(over: Numbers, under: Numbers) -> Numbers:
    """0 where there is nothing to divide by."""
    return np.divide(over, under, out=np.zeros_like(over), where=under > 0)
