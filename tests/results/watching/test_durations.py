"""How long it takes, as exactly as buckets tell."""

from collections import Counter
from statistics import median_high, median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.watching.durations import Median, bucket_of, median

DAY = 24 * 3600


@pytest.mark.parametrize(
    ("seconds", "bucket"),
    [(0, "0"), (59.9, "0"), (60, "1"), (239, "3"), (15 * 60, "15"), (19 * 60, "15"), (DAY - 1, "960")],
)
def test_a_bucket_is_named_by_the_minute_it_begins_with(seconds: float, bucket: str) -> None:
    assert bucket_of(seconds) == bucket


@pytest.mark.parametrize("seconds", [-1, DAY, 10 * DAY])
def test_what_takes_a_day_is_not_measured(seconds: float) -> None:
    assert bucket_of(seconds) is None


@pytest.mark.parametrize(
    ("histogram", "found"),
    [
        ({"3": 1}, Median(low=3, high=4)),
        ({"3": 1, "5": 1}, Median(low=3, high=6)),  # between two people, as one may say
        ({"3": 10, "30": 9}, Median(low=3, high=4)),
        ({"960": 2}, Median(low=960, high=1440)),
        ({"17": 9, "2": 1}, Median(low=2, high=3)),  # no bucket is called 17
    ],
)
def test_the_median_is_told_with_its_bounds(histogram: dict[str, int], found: Median) -> None:
    assert median(histogram) == found


@pytest.mark.parametrize("histogram", [{}, {"3": 0}, {"nonsense": 4}])
def test_nobody_has_no_median(histogram: dict[str, int]) -> None:
    assert median(histogram) is None


@given(st.lists(st.floats(0, DAY - 1), min_size=1))
def test_the_true_median_is_within(seconds: list[float]) -> None:
    found = median(Counter(bucket for each in seconds if (bucket := bucket_of(each)) is not None))
    assert found is not None
    assert found.low <= median_low(seconds) / 60
    assert median_high(seconds) / 60 < found.high
