"""Sums over respondents: what follows from them is what numpy makes of the respondents themselves."""

import numpy as np
import pytest

from results.statistics.moments import Moments, Numbers, WrongShape


@pytest.fixture
def ratings() -> Numbers:
    """Four items, one of which nobody rated, with about a quarter missing."""
    random = np.random.default_rng(3)
    table = random.integers(1, 11, size=(200, 4)).astype(np.float64)
    table[random.random(table.shape) < 0.25] = np.nan
    table[:, 3] = np.nan
    return table


def test_without_gaps_it_is_the_covariance_of_the_means() -> None:
    table = np.random.default_rng(1).integers(0, 2, size=(50, 3))
    moments = Moments.of(table)
    assert moments.respondents == 50
    np.testing.assert_allclose(moments.means, table.mean(axis=0))
    np.testing.assert_allclose(moments.covariance, np.cov(table.T, bias=True) / 50, atol=1e-15)


def test_with_gaps_it_is_what_many_resamples_vary_by(ratings: Numbers) -> None:
    moments = Moments.of(ratings)
    np.testing.assert_allclose(moments.means[:3], np.nanmean(ratings[:, :3], axis=0))
    random = np.random.default_rng(2)
    drawn = ratings[random.integers(0, 200, size=(4_000, 200)), :3]
    seen = np.cov(np.nanmean(drawn, axis=1).T)
    np.testing.assert_allclose(moments.covariance[:3, :3], seen, atol=0.1 * seen.max())


def test_what_nobody_rated_has_no_mean_and_no_spread(ratings: Numbers) -> None:
    moments = Moments.of(ratings)
    assert (moments.bases[3], moments.means[3]) == (0, 0)
    assert not moments.covariance[3].any()


@pytest.mark.parametrize("size", [1, 7, 200])
def test_slices_add_up(ratings: Numbers, size: int) -> None:
    whole = Moments.of(ratings)
    sliced = Moments.over(ratings[start : start + size] for start in range(0, 200, size))
    assert sliced.respondents == 200
    for one, other in (
        (sliced.answered, whole.answered),
        (sliced.sums, whole.sums),
        (sliced.products, whole.products),
    ):
        np.testing.assert_array_equal(one, other)


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(WrongShape, match="1 dimensions"):
        Moments.of(np.array([1, 0, 1]))
    with pytest.raises(WrongShape, match="no slice"):
        Moments.over([])
    with pytest.raises(WrongShape, match="3 items after 2"):
        Moments.over([np.zeros((4, 2)), np.zeros((4, 3))])
