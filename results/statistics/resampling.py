"""Respondents drawn again with replacement: the bootstrap (Efron 1979, Annals of Statistics 7)."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np

from results.statistics.moments import Numbers

DRAWS = 2_000
"""Enough for a quantile of 2.5 %: the chance beyond it is then known to a third of a percent (its standard error)."""

_CELLS = 1_000_000
"""Of one chunk of weights: 8 MB as floats, whatever the number of respondents."""


def weights(respondents: int, draws: int, seed: int) -> Iterator[Numbers]:
    """How often each respondent comes in each resample: chunks of draws by respondents, `draws` rows altogether.

    Equal for equal arguments with one version of numpy; NEP 19 lets the streams of a Generator change between them.
    """
    random = np.random.default_rng(seed)
    at_once = max(1, _CELLS // respondents)
    for start in range(0, draws, at_once):
        rows = min(at_once, draws - start)
        drawn = random.integers(0, respondents, size=(rows, respondents))
        drawn += np.arange(rows)[:, np.newaxis] * respondents
        counted = np.bincount(drawn.ravel(), minlength=rows * respondents)
        yield counted.reshape(rows, respondents).astype(np.float64)


def _same_weights(respondents: int, draws: int, seed: int) -> Iterable[Numbers]:
    """The same, kept where they are no more than one chunk: most questions of a round have as many respondents."""
    if respondents * draws > _CELLS:
        return weights(respondents, draws, seed)
    return _kept(respondents, draws, seed)


@lru_cache(maxsize=4)
def _kept(respondents: int, draws: int, seed: int) -> tuple[Numbers, ...]:
    return tuple(weights(respondents, draws, seed))


def resampled_ratios(over: Numbers, under: Numbers, *, draws: int, seed: int) -> Numbers:
    """Sums of `over` divided by sums of `under` in each resample: draws by items.

    `over`: respondents by items; `under`: the same shape, or respondents by 1. Where a resample has nothing under,
    the ratio of all respondents stands instead.
    """
    items = over.shape[1]
    whole = _ratios(over.sum(axis=0)[np.newaxis], under.sum(axis=0)[np.newaxis], np.zeros(items))[0]
    both = np.hstack([over, under])
    sums = (weight @ both for weight in _same_weights(len(over), draws, seed))
    return np.concatenate([_ratios(each[:, :items], each[:, items:], whole) for each in sums], axis=0)


def _ratios(over: Numbers, under: Numbers, otherwise: Numbers) -> Numbers:
    under = np.broadcast_to(under, over.shape)
    out = np.broadcast_to(otherwise, over.shape).copy()
    return np.divide(over, under, out=out, where=under > 0)
