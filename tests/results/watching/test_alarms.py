"""What looks wrong, and what does not."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.watching.alarms import (
    FLOOR,
    MEMORY,
    NEW_FLOOR,
    WINDOW_SECONDS,
    Burst,
    Faults,
    Held,
    Sample,
    bursts,
    troubles,
)
from storage.counters import Count
from tests.results.watching.town import OPENED, counted

DAY = 24


def stream(ns: list[int], source: str = "poster") -> list[Count]:
    """A source's hours one after the other; an hour of nobody has no counter."""
    return [counted("source", n, key=source, hours=hour) for hour, n in enumerate(ns) if n]


def found(ns: list[int]) -> list[Burst]:
    """The bursts in the last of these hours."""
    return list(bursts(stream(ns), OPENED + timedelta(hours=len(ns) - 1)))


class TestBursts:
    def test_far_more_than_in_the_busiest_hour_before(self) -> None:
        assert found([*[4, 9, 7] * DAY, 60]) == [Burst("poster", 60, 9)]

    @pytest.mark.parametrize("n", [FLOOR - 1, 20, 0])
    def test_few_are_no_burst(self, n: int) -> None:
        assert found([*[1] * DAY, n]) == []

    def test_where_many_come_chance_alone_brings_more(self) -> None:
        assert found([*[100] * DAY, 150]) == []
        assert found([*[100] * DAY, 151]) == [Burst("poster", 151, 100)]

    def test_a_source_may_begin_well(self) -> None:
        assert found([NEW_FLOOR - 1]) == []
        assert found([NEW_FLOOR]) == [Burst("poster", NEW_FLOOR, 0)]
        assert found([1, *[0] * (DAY - 1), FLOOR]) == [Burst("poster", FLOOR, 1)]

    def test_the_hours_of_a_week_count(self) -> None:
        week = int(MEMORY / timedelta(hours=1))
        assert found([90, *[2] * (week - 1), 80]) == []
        assert found([90, *[2] * week, 80]) == [Burst("poster", 80, 2)]

    def test_each_source_is_compared_with_itself(self) -> None:
        hour = OPENED + timedelta(hours=DAY)
        counts = [*stream([*[200] * DAY, 210], "newsletter"), *stream([*[2] * DAY, 50]), *stream([*[1] * DAY, 60], "a")]
        assert list(bursts(counts, hour)) == [Burst("a", 60, 1), Burst("poster", 50, 2)]

    def test_other_counters_and_later_hours_are_no_sources(self) -> None:
        counts = [counted("started", 900), counted("source", 900, key="poster", hours=1)]
        assert list(bursts(counts, OPENED)) == []

    @pytest.mark.parametrize("seed", range(5))
    def test_a_month_of_days_and_nights_raises_none(self, seed: int) -> None:
        """Arrivals by chance, ten times as many at noon as at night."""
        draw = random.Random(seed)
        busy = [2 + 18 * max(0.0, 1 - abs(hour % DAY - 13) / 6) for hour in range(30 * DAY)]
        ns = [sum(draw.random() < mean / 200 for _ in range(200)) for mean in busy]
        counts = stream(ns)
        assert [burst for hour in range(len(ns)) for burst in bursts(counts, OPENED + timedelta(hours=hour))] == []

    @given(st.lists(st.integers(0, 300), min_size=1, max_size=60), st.integers(1, 500))
    def test_more_people_never_make_a_burst_go_away(self, ns: list[int], more: int) -> None:
        if found(ns):
            assert found([*ns[:-1], ns[-1] + more])


def sample(at: float, set_aside: float = 0, logged: float = 0, held: float = 0) -> Sample:
    return Sample(at, set_aside, logged, held)


class TestTroubles:
    @pytest.mark.parametrize("samples", [[], [sample(0)], [sample(0, 9, 9, 999)]])
    def test_what_was_before_the_first_sample_is_not_known(self, samples: list[Sample]) -> None:
        assert list(troubles(samples)) == []

    @pytest.mark.parametrize(
        ("last", "alarms"),
        [
            (sample(60, set_aside=2, logged=4, held=119), []),
            (sample(60, set_aside=3), [Faults(3, 0)]),
            (sample(60, logged=5), [Faults(0, 5)]),
            (sample(60, held=120), [Held(120)]),
            (sample(60, 4, 6, 600.4), [Faults(4, 6), Held(600)]),
        ],
    )
    def test_many_in_ten_minutes(self, last: Sample, alarms: list[Faults | Held]) -> None:
        assert list(troubles([sample(0), last])) == alarms

    def test_what_lies_further_back_is_over(self) -> None:
        early, soon = sample(0), sample(30, set_aside=5)
        assert list(troubles([early, soon, sample(WINDOW_SECONDS + 29, set_aside=5)])) == [Faults(5, 0)]
        assert list(troubles([early, soon, sample(WINDOW_SECONDS + 30, set_aside=5)])) == []
