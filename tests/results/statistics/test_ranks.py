"""Ranges of places, against csranks' published output and the ranges of 2021, and in cases at the edge."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from results.statistics.bootstrap import ENOUGH, FEWEST
from results.statistics.moments import Answers, Moments, Numbers
from results.statistics.places import RankRange
from results.statistics.ranks import rank_ranges, rank_ranges_of, rank_ranges_of_estimates

PISA = Path(__file__).resolve().parents[2] / "data" / "pisa_2018_mathematics.csv"
OF_2021 = [(1, 1), (2, 6), (2, 6), (2, 6), (2, 7), (2, 7), (5, 8), (7, 9), (8, 9), (10, 10)]


def ends(ranges: tuple[RankRange, ...]) -> list[tuple[int, int]]:
    return [(each.first, each.last) for each in ranges]


def shuffled(table: Answers, seed: int) -> Answers:
    """Another table with the same counts and as many mentions a person, by 20,000 tries to trade two mentions."""
    random = np.random.default_rng(seed)
    people, options = table.shape
    other = table.copy()
    for one, two in zip(random.integers(0, people, (20_000, 2)), random.integers(0, options, (20_000, 2)), strict=True):
        traded = np.ix_(one, two)
        if np.array_equal(other[traded], [[1, 0], [0, 1]]):
            other[traded] = [[0, 1], [1, 0]]
    assert other.sum(axis=0).tolist() == table.sum(axis=0).tolist()
    assert other.sum(axis=1).tolist() == table.sum(axis=1).tolist()
    return other


@pytest.mark.parametrize("seed", range(5))
def test_the_problems_of_2021_come_out(problems: Answers, seed: int) -> None:
    found = ends(rank_ranges(problems, seed=seed))
    assert np.abs(np.array(found) - OF_2021).max() <= 1
    assert found[0] == (1, 1)


@pytest.mark.parametrize("seed", range(3))
def test_they_come_out_whoever_chose_what_together(problems: Answers, seed: int) -> None:
    assert np.abs(np.array(ends(rank_ranges(shuffled(problems, seed), seed=seed))) - OF_2021).max() <= 1


def test_csranks_published_example_comes_out() -> None:
    """`x <- seq(1,3,length=10); sd <- rep(0.2,10); csranks(x, sd)`, printed in the package's reference page of it."""
    estimates = np.linspace(1, 3, 10)
    found = rank_ranges_of_estimates(estimates, np.diag(np.full(10, 0.04)), seed=1, draws=10_000)
    assert [each.first for each in found] == [7, 6, 5, 4, 3, 2, 1, 1, 1, 1]
    assert [each.last for each in found] == [10, 10, 10, 10, 9, 8, 7, 6, 5, 4]


def test_what_csranks_authors_conclude_about_pisa_follows() -> None:
    """Vignette "Inference for Ranks" of csranks 1.2.3, mathematics in 2018, OECD members (OECD's figures)."""
    with PISA.open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    scores = np.array([float(row["score"]) for row in rows])
    covariance = np.diag([float(row["standard_error"]) ** 2 for row in rows])

    def at(level: float) -> dict[str, RankRange]:
        found = rank_ranges_of_estimates(scores, covariance, seed=1, level=level, draws=10_000)
        return {row["country"]: each for row, each in zip(rows, found, strict=True)}

    usual, lower = at(0.95), at(0.75)
    last_three = {"Chile", "Mexico", "Colombia"}
    worse = min(usual[each].first for each in last_three)
    assert worse > max(each.last for country, each in usual.items() if country not in last_three)
    assert usual["Germany"].first <= 7 <= usual["Korea"].last
    assert lower["Korea"].last < lower["Germany"].first


def test_sums_alone_give_nearly_the_same(problems: Answers, ratings: Numbers) -> None:
    for answers in (problems, ratings):
        resampled, summed = rank_ranges(answers, seed=1), rank_ranges_of(Moments.of(answers), seed=1)
        assert np.abs(np.array(ends(resampled)) - np.array(ends(summed))).max() <= 1


def test_many_respondents_go_by_their_sums() -> None:
    many = np.random.default_rng(1).integers(0, 2, size=(ENOUGH + 1, 4))
    assert rank_ranges(many, seed=1) == rank_ranges_of(Moments.of(many), seed=1)


def test_a_million_are_ranked_slice_by_slice(problems: Answers) -> None:
    slices = (problems[np.random.default_rng(each).integers(0, 305, size=10_000)] for each in range(100))
    found = ends(rank_ranges_of(Moments.over(slices), seed=1))
    assert found == [(1, 1), (2, 3), (2, 3), *((place, place) for place in range(4, 11))]


def test_it_depends_on_the_seed_and_on_nothing_else(ratings: Numbers) -> None:
    assert rank_ranges(ratings, seed=4) == rank_ranges(ratings, seed=4)


def test_means_are_compared_within_people() -> None:
    """All rate the second a point lower, however differently they rate: pairs settle what two means by far do not."""
    first = np.random.default_rng(1).integers(2, 11, size=40).astype(np.float64)
    lower = first - np.random.default_rng(2).integers(0, 3, size=40)
    paired = np.column_stack([first, lower])
    assert ends(rank_ranges(paired, seed=1)) == [(1, 1), (2, 2)]
    apart = np.full((80, 2), np.nan)
    apart[:40, 0], apart[40:, 1] = first, lower
    assert ends(rank_ranges(apart, seed=1)) == [(1, 2), (1, 2)]


def test_an_item_that_few_rated_is_never_told_apart() -> None:
    table = np.column_stack([np.tile([9.0, 10.0], 50), np.tile([1.0, 2.0], 50), np.full(100, np.nan)])
    table[: FEWEST - 1, 2] = 5
    assert ends(rank_ranges(table, seed=1)) == [(1, 2), (2, 3), (1, 3)]


@pytest.mark.parametrize("respondents", [0, 1, FEWEST - 1])
def test_few_respondents_settle_nothing(respondents: int) -> None:
    table = np.tile([1, 0, 0], (respondents, 1))
    assert ends(rank_ranges(table, seed=1)) == [(1, 3)] * 3


@pytest.mark.parametrize(("respondents", "settled"), [(10, False), (40, True)])
def test_agreement_of_all_settles_a_pair_only_if_there_are_enough(respondents: int, settled: bool) -> None:
    """Nothing varies, so no resample shows how wrong it may be; ten who agree on ten options do not settle them."""
    table = np.tile([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], (respondents, 1))
    assert ends(rank_ranges(table, seed=1)) == ([(1, 1)] + [(2, 10)] * 9 if settled else [(1, 10)] * 10)


def test_equal_answers_to_two_items_leave_both_places_to_both() -> None:
    column = np.random.default_rng(1).integers(0, 2, size=60)
    assert ends(rank_ranges(np.column_stack([column, column]), seed=1)) == [(1, 2), (1, 2)]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 6).flatmap(
        lambda items: st.lists(
            st.lists(st.one_of(st.just(np.nan), st.integers(1, 10)), min_size=items, max_size=items), max_size=40
        ).map(lambda rows: np.array(rows, dtype=np.float64).reshape(len(rows), items))
    )
)
def test_the_place_in_the_answers_lies_in_the_range(table: Numbers) -> None:
    means = Moments.of(table).means
    for mean, possible in zip(means, rank_ranges(table, seed=1, draws=50), strict=True):
        assert 1 <= possible.first <= 1 + (means > mean).sum()
        assert len(means) - (means < mean).sum() <= possible.last <= len(means)
