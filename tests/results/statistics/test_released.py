"""From released figures alone: whatever the answers behind them were, nothing is surer than they allow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.statistics.bootstrap import FEWEST, means_of, shares_of
from results.statistics.couplings import greatest_variance, greatest_variance_within
from results.statistics.intervals import ImpossibleCounts, Interval
from results.statistics.moments import Answers, Moments, Numbers
from results.statistics.places import RankRange
from results.statistics.released_means import Group, greatest_variance_of_ratings, mean_of_groups
from results.statistics.released_ranks import Bounds, ReleasedMean, rank_ranges_of_counts, rank_ranges_of_means
from results.statistics.released_shares import shares_of_counts

BANDS = ((1, 4), (5, 6), (7, 8), (9, 10))
TABLES = st.integers(1, 5).flatmap(
    lambda items: st.lists(st.lists(st.booleans(), min_size=items, max_size=items), min_size=1, max_size=30)
)


def ends(ranges: tuple[RankRange, ...]) -> list[tuple[int, int]]:
    return [(each.first, each.last) for each in ranges]


def exact(counts: list[int]) -> list[list[Bounds]]:
    return [[Bounds.rounded(count, 1)] for count in counts]


def groups_of(ratings: Numbers) -> tuple[Group, ...]:
    return tuple(Group(low, high, int(((ratings >= low) & (ratings <= high)).sum())) for low, high in BANDS)


@given(TABLES, st.lists(st.sampled_from([-1.0, -0.3, 0.7, 1.0]), min_size=5, max_size=5))
def test_no_table_with_these_counts_varies_more(rows: list[list[bool]], factors: list[float]) -> None:
    table = np.array(rows, dtype=np.float64)
    weights = np.array(factors[: table.shape[1]])
    assert (table @ weights).var() <= greatest_variance(table.mean(axis=0), weights) + 1e-9


def test_of_two_options_it_is_who_chose_exactly_one() -> None:
    assert greatest_variance(np.array([0.5, 0.3]), np.array([1.0, -1.0])) == pytest.approx(0.8 - 0.2**2)
    assert greatest_variance(np.array([0.7, 0.6]), np.array([1.0, -1.0])) == pytest.approx(0.7 - 0.1**2)


@given(st.lists(st.integers(2, 7), min_size=1))
def test_nothing_within_ends_varies_more(values: list[int]) -> None:
    assert np.var(values) <= greatest_variance_within(float(np.mean(values)), 2, 7) + 1e-9


def test_a_mean_beyond_the_ends_varies_no_more_than_one_at_them() -> None:
    assert greatest_variance_within(3.1, 1, 3) == 0


def test_shares_are_a_little_wider_than_from_answers_and_narrower_than_wilsons(problems: Answers) -> None:
    counts = problems.sum(axis=0, dtype=int).tolist()
    released = shares_of_counts([[count] for count in counts], 305, fewest=1, most=3)
    for one, other in zip(released, shares_of(Moments.of(problems)), strict=True):
        assert one.value == pytest.approx(other.value)
        assert 1 <= (one.high - one.low) / (other.high - other.low) < 1.25
    assert (released[0].high - released[0].low) / 2 == pytest.approx(0.0216, abs=0.0002)


def test_questions_of_a_section_count_all_their_options() -> None:
    one, other = shares_of_counts([[30, 10], [20]], 50, fewest=0, most=3)
    assert one.value == pytest.approx(2 / 3)
    assert other.value == pytest.approx(1 / 3)
    assert one.low < 2 / 3 < one.high


@pytest.mark.parametrize(
    ("items", "n", "fewest", "most"),
    [([[0], [0]], 50, 1, 3), ([[5]], 0, 1, 3), ([[5]], 5, 3, 1), ([[5]], 5, 0, 0), ([[5]], 5, -1, 1), ([], 5, 1, 1)],
)
def test_shares_of_nothing_are_refused(items: list[list[int]], n: int, fewest: int, most: int) -> None:
    with pytest.raises(ImpossibleCounts, match=f"of {n} respondents with {fewest} to {most} each"):
        shares_of_counts(items, n, fewest=fewest, most=most)


def test_the_places_of_2021_are_nearly_those_of_the_answers(problems: Answers) -> None:
    counts = problems.sum(axis=0, dtype=int).tolist()
    found = ends(rank_ranges_of_counts(exact(counts), 305))
    assert found == [(1, 1), (2, 6), (2, 6), (2, 6), (2, 7), (2, 7), (5, 8), (7, 9), (8, 10), (9, 10)]
    released = [[Bounds(0, 9) if count < 10 else Bounds.rounded(5 * round(count / 5), 5)] for count in counts]
    found = ends(rank_ranges_of_counts(released, 305))
    assert found == [(1, 1), (2, 6), (2, 6), (2, 7), (2, 7), (2, 7), (4, 8), (7, 9), (8, 10), (9, 10)]


def test_a_rounded_count_stands_for_all_that_round_to_it() -> None:
    assert Bounds.rounded(125, 5) == Bounds(123, 127)
    assert Bounds.rounded(0, 5) == Bounds(0, 2)
    assert Bounds.rounded(7, 1) == Bounds(7, 7)


def test_a_withheld_count_may_have_any_place() -> None:
    found = rank_ranges_of_counts([[Bounds(80, 80)], [Bounds(0, 100)], [Bounds(5, 5)]], 100)
    assert ends(found) == [(1, 2), (1, 3), (2, 3)]


def test_few_respondents_settle_nothing() -> None:
    assert ends(rank_ranges_of_counts(exact([FEWEST - 1, 0]), FEWEST - 1)) == [(1, 2), (1, 2)]
    few, none = ReleasedMean(9, 0.1, (Group(1, 10, FEWEST - 1),)), ReleasedMean(0, 0.1, (Group(1, 10, 0),))
    many = ReleasedMean(2, 0.1, (Group(1, 10, 500),))
    assert ends(rank_ranges_of_means([few, none, many])) == [(1, 3)] * 3


@given(TABLES)
def test_the_place_by_counts_lies_in_the_range(rows: list[list[bool]]) -> None:
    counts = np.array(rows).sum(axis=0).tolist()
    for count, possible in zip(counts, rank_ranges_of_counts(exact(counts), len(rows)), strict=True):
        assert possible.first <= 1 + sum(other > count for other in counts)
        assert possible.last >= len(counts) - sum(other < count for other in counts)


@given(st.lists(st.integers(1, 10), min_size=1, max_size=50))
def test_no_ratings_with_this_distribution_and_mean_vary_more(given_ratings: list[int]) -> None:
    ratings = np.array(given_ratings, dtype=np.float64)
    greatest = greatest_variance_of_ratings(float(ratings.mean()), groups_of(ratings))
    assert ratings.var() <= greatest + 1e-9
    assert greatest <= greatest_variance_of_ratings(float(ratings.mean()), (Group(1, 10, len(ratings)),)) + 1e-9


def test_a_mean_out_of_reach_counts_as_the_nearest() -> None:
    assert greatest_variance_of_ratings(9.9, (Group(1, 4, 10), Group(9, 10, 10))) == pytest.approx(9)
    assert greatest_variance_of_ratings(5, ()) == 0


@pytest.mark.parametrize("item", range(7))
def test_means_of_2021_are_wider_than_from_answers(ratings: Numbers, item: int) -> None:
    column = ratings[~np.isnan(ratings[:, item]), item]
    (exactly,) = means_of(Moments.of(column[:, np.newaxis]))
    assert exactly is not None
    released = mean_of_groups(round(float(column.mean()), 1), groups_of(column), rounding=0.1)
    assert released.low < exactly.low < exactly.high < released.high + 0.1
    assert released.high - released.low < 2 * (exactly.high - exactly.low)


def test_an_interval_of_a_mean_ends_with_its_scale() -> None:
    assert mean_of_groups(9.9, (Group(1, 10, 20),), rounding=0.1).high == 10
    assert mean_of_groups(1.1, (Group(1, 10, 20),), rounding=0.1).low == 1
    assert mean_of_groups(9.0, (Group(9, 9, 20),), rounding=0.0) == Interval(9, 9, 9)
    with pytest.raises(ImpossibleCounts, match="nobody rated"):
        mean_of_groups(5, (Group(1, 10, 0),), rounding=0.1)


def test_means_far_apart_are_told_apart_from_released_figures() -> None:
    means = [ReleasedMean(mean, 0.1, (Group(1, 10, 305),)) for mean in (9.1, 8.9, 5.0)]
    assert ends(rank_ranges_of_means(means)) == [(1, 2), (1, 2), (3, 3)]
