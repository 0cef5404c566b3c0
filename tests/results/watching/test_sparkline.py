"""Bars made of letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.watching.sparkline import sparkline


@pytest.mark.parametrize(
    ("values", "bars"),
    [
        ((), ""),
        ((0, None), "▁▁"),
        ((7, None, 3, 1), "█▁▄▂"),
        ((10, 5, 0), "█▅▁"),
        ((1000, 1), "█▂"),
    ],
)
def test_a_bar_for_every_value(values: tuple[int | None, ...], bars: str) -> None:
    assert sparkline(values) == bars


@given(st.lists(st.none() | st.integers(0, 10**6)))
def test_what_is_more_is_never_lower(values: list[int | None]) -> None:
    bars = sparkline(values)
    assert len(bars) == len(values)
    ranked = sorted(zip((value or 0 for value in values), bars, strict=True))
    assert [bar for _, bar in ranked] == sorted(bars)
