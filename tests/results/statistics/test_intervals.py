"""Wilson's interval against the numbers that others have published."""

import pytest

from results.statistics.intervals import ImpossibleCounts, interval_of_error, score_interval, two_sided, wilson


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [  # Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_published_intervals_come_out(count: int, n: int, low: float, high: float) -> None:
    interval = wilson(count, n)
    assert interval.value == count / n
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_both_ends_of_the_scale_are_exact_and_mirror_each_other() -> None:
    nobody, everybody = wilson(0, 7), wilson(7, 7)
    assert (nobody.low, everybody.high) == (0, 1)
    assert nobody.high == pytest.approx(1 - everybody.low)


def test_a_higher_level_is_wider() -> None:
    assert wilson(5, 20, level=0.99).low < wilson(5, 20).low < wilson(5, 20, level=0.9).low
    assert round(two_sided(0.95), 2) == 1.96


@pytest.mark.parametrize(("count", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_impossible_counts_are_refused(count: int, n: int) -> None:
    with pytest.raises(ImpossibleCounts, match=f"{count} of {n}"):
        wilson(count, n)


def test_an_error_is_worth_as_many_answers_as_would_have_it() -> None:
    assert interval_of_error(0.2, 0.04, worth=7) == score_interval(0.2, 100)


@pytest.mark.parametrize(("share", "error"), [(0.0, 0.1), (1.0, 0.1), (0.3, 0.0)])
def test_where_the_error_says_nothing_the_given_number_stands(share: float, error: float) -> None:
    assert interval_of_error(share, error, worth=50) == score_interval(share, 50)
