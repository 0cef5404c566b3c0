"""Intervals from respondents, against other people's numbers and against each other."""

import numpy as np
import pytest

from results.statistics.bootstrap import ENOUGH, FEWEST, bootstrap_means, bootstrap_shares, means_of, shares_of
from results.statistics.intervals import Interval, two_sided, wilson
from results.statistics.moments import Answers, Moments

SKEWED = np.array([10, 10, 10, 9, 10, 8, 10, 9, 10, 10, 7, 10, 9, 10, 2, 10, 9, 10, 8, 5], dtype=np.float64)


def near(one: Interval | None, other: Interval | None, within: float) -> bool:
    assert one is not None
    assert other is not None
    return abs(one.low - other.low) < within and abs(one.high - other.high) < within


def test_it_is_the_bca_interval_of_scipy() -> None:
    """scipy 1.17.1, `bootstrap(..., method="BCa", n_resamples=100_000)`: 7.50 to 9.45 with seeds 1 and 2 alike."""
    (interval,) = bootstrap_means(SKEWED[:, np.newaxis], seed=1, draws=100_000)
    assert interval is not None
    assert interval.value == SKEWED.mean()
    assert near(interval, Interval(8.8, 7.5, 9.45), 0.051)


def test_it_depends_on_the_seed_and_on_nothing_else(problems: Answers) -> None:
    assert bootstrap_shares(problems, seed=1) == bootstrap_shares(problems, seed=1)
    assert bootstrap_shares(problems, seed=1) != bootstrap_shares(problems, seed=2)


def test_wilson_is_too_wide_for_shares_of_mentions(problems: Answers) -> None:
    """Whoever may choose three of ten adds to the base with every choice: issue 3 has 1.38 points for a true 0.94."""
    counts = problems.sum(axis=0)
    half = two_sided(0.95) * 2
    naive = wilson(int(counts[0]), int(counts.sum()))
    assert (naive.high - naive.low) / half == pytest.approx(0.0138, abs=0.00005)
    resampled = bootstrap_shares(problems, seed=1)[0]
    assert (resampled.high - resampled.low) / half == pytest.approx(0.0094, abs=0.0004)


def test_sums_alone_give_nearly_the_same(problems: Answers) -> None:
    for one, other in zip(bootstrap_shares(problems, seed=1), shares_of(Moments.of(problems)), strict=True):
        assert one.value == pytest.approx(other.value)
        assert near(one, other, 0.003)


def test_shares_that_cannot_vary_get_wilsons_interval() -> None:
    mentions = np.array([[1, 0, 0], [0, 1, 0]] * 10)
    *_, nobody = bootstrap_shares(mentions, seed=1)
    assert nobody == wilson(0, 20)
    assert bootstrap_shares(mentions[:, 2:], seed=1) == shares_of(Moments.of(mentions[:, 2:])) == ()
    alone = (wilson(20, 20), wilson(0, 20))
    only = np.tile([1, 0], (20, 1))
    assert bootstrap_shares(only, seed=1) == alone
    assert shares_of(Moments.of(only)) == alone
    both = np.tile([1, 1], (20, 1))
    assert bootstrap_shares(both, seed=1) == shares_of(Moments.of(both)) == (wilson(10, 20), wilson(10, 20))
    assert bootstrap_shares(both[:1], seed=1)[0].high > 0.9


def test_means_leave_out_who_did_not_rate() -> None:
    ratings = np.array([[1.0, np.nan], [3.0, np.nan]] * FEWEST)
    ratings[0, 1] = 5
    mean, too_few = bootstrap_means(ratings, seed=1)
    assert mean is not None
    assert mean.value == 2
    assert too_few is None
    assert bootstrap_means(ratings[:2], seed=1) == (None, None)
    assert means_of(Moments.of(ratings))[1] is None
    assert near(mean, means_of(Moments.of(ratings))[0], 0.06)


def test_equal_ratings_have_no_width() -> None:
    assert bootstrap_means(np.full((20, 1), 9.0), seed=1) == (Interval(9, 9, 9),)


def test_many_respondents_go_by_their_sums() -> None:
    random = np.random.default_rng(1)
    many = random.integers(0, 2, size=(ENOUGH + 1, 3))
    assert bootstrap_shares(many, seed=1) == shares_of(Moments.of(many))
    assert bootstrap_means(many, seed=1) == means_of(Moments.of(many))
    fewer = many[:ENOUGH]
    for one, other in zip(bootstrap_means(fewer, seed=1), means_of(Moments.of(fewer)), strict=True):
        assert near(one, other, 0.0025)


def test_one_resample_is_still_an_interval() -> None:
    (interval,) = bootstrap_means(SKEWED[:, np.newaxis], seed=1, draws=1)
    assert interval is not None
    assert interval.low == interval.high
