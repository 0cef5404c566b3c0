"""How a round is doing: what is told to whom, and how exactly."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.places import Asking, Opening, Review, Summary
from results.participation import Participation
from results.watching.durations import Median
from results.watching.status import MOST_DAYS, MOST_SOURCES, Day, Line, Status, Trend, status_of
from storage.counters import Count
from storage.halts import Halt
from tests.results.watching.town import NOON, OPENED, counted, round_of

NUMBERS = Participation(1, 2, 3, 4)
NOTHING = frozenset[str]()


def seen(
    *counts: Count, halts: tuple[Halt, ...] = (), exact: bool = False, now: datetime = NOON, **dates: datetime | None
) -> Status:
    return status_of(round_of(**dates), now, NUMBERS, counts, halts, exact=exact)


class TestDays:
    def test_every_day_since_the_opening_has_its_line(self) -> None:
        shown = seen(counted("started", 12), counted("started", 14, hours=1), counted("submitted", 17, hours=50))
        assert shown.days == (
            Day(day=date(2026, 11, 20), started=25, submitted=None),
            Day(day=date(2026, 11, 21), started=None, submitted=None),
            Day(day=date(2026, 11, 22), started=None, submitted=None),
        )

    def test_who_submitted_today_is_told_when_the_day_is_over(self) -> None:
        today = counted("submitted", 17, hours=50)
        assert seen(today).days[-1].submitted is None
        assert seen(today, now=NOON + timedelta(hours=12)).days[-2].submitted == 15
        assert seen(today, exact=True).days[-1].submitted == 17

    def test_days_are_those_of_the_city(self) -> None:
        # 22:30 in UTC is half past midnight in Bucharest.
        late = Count(datetime(2026, 11, 20, 22, tzinfo=UTC), "started", "", 3)
        assert [day.started for day in seen(late, exact=True).days] == [0, 3, 0]

    def test_they_end_with_the_round(self) -> None:
        shown = seen(counted("started", 1), closes=OPENED + timedelta(days=1), exact=True)
        assert [day.day.day for day in shown.days] == [20, 21]

    def test_a_draft_has_none(self) -> None:
        assert seen(opens=None).days == ()
        assert seen(opens=OPENED + timedelta(days=9)).days == ()

    def test_only_the_newest_are_told_one_by_one(self) -> None:
        shown = seen(now=NOON + timedelta(days=100))
        assert len(shown.days) == MOST_DAYS
        assert shown.days[-1].day == (NOON + timedelta(days=100)).date()
        assert shown.days_before == 103 - MOST_DAYS


class TestTrend:
    COUNTS = (*(counted("started", day, hours=24 * day) for day in range(15)),)

    def test_two_weeks_are_compared_and_today_is_none_of_them(self) -> None:
        now = NOON + timedelta(days=12)  # the fifteenth day
        assert seen(*self.COUNTS, now=now, exact=True).trend == Trend(last=70, before=21)
        assert seen(*self.COUNTS, now=now).trend == Trend(last=70, before=20)
        assert seen(now=now).trend == Trend(last=None, before=None)

    def test_before_there_are_two_weeks_there_is_none(self) -> None:
        assert seen(*self.COUNTS, now=NOON + timedelta(days=11), exact=True).trend is None


class TestSources:
    COUNTS = (
        counted("source", 40, key="poster"),
        counted("source", 23, key="poster", hours=30),
        counted("source", 90, key="school"),
        counted("source", 9, key="ana"),
        counted("language", 31, key="ro"),
        counted("language", 2, key="en"),
    )

    def test_the_greatest_come_first_and_small_ones_have_no_name(self) -> None:
        shown = seen(*self.COUNTS)
        assert shown.sources == (Line(key="school", n=90), Line(key="poster", n=65))
        assert shown.more_sources
        assert "ana" not in shown.model_dump_json()

    def test_exactly_all_are_told(self) -> None:
        shown = seen(*self.COUNTS, exact=True)
        assert [(line.key, line.n) for line in shown.sources] == [("school", 90), ("poster", 63), ("ana", 9)]
        assert not shown.more_sources

    def test_anyone_can_make_up_sources_and_only_so_many_are_told(self) -> None:
        shown = seen(*(counted("source", 20, key=f"s{n}") for n in range(100)))
        assert len(shown.sources) == MOST_SOURCES
        assert shown.more_sources

    def test_a_language_keeps_its_line_when_few_speak_it(self) -> None:
        assert seen(*self.COUNTS).languages == (Line(key="ro", n=30), Line(key="en", n=None))


class TestStops:
    HALTS = (
        Halt(Opening("parks"), NOTHING, 12),
        Halt(Asking("often"), NOTHING, 30),
        Halt(Asking("often", editing=True), NOTHING, 4),
        Halt(Asking("why"), NOTHING, 3),
        Halt(Summary("parks"), NOTHING, 11),
        Halt(Asking("age"), frozenset({"parks"}), 22),
        Halt(Summary("parks"), frozenset({"parks"}), 10),
        Halt(Asking("why", editing=True), frozenset({"parks", "you"}), 6),
        Halt(Review(), frozenset({"parks"}), 5),
    )

    def test_they_are_in_the_order_of_the_questions(self) -> None:
        shown = seen(halts=self.HALTS)
        assert [(stop.at, stop.question or stop.section, stop.n) for stop in shown.stops] == [
            ("opening", "parks", 10),
            ("question", "often", 35),
            ("question", "why", None),
            ("summary", "parks", 10),
            ("opening", "you", None),
            ("question", "age", 20),
            ("summary", "you", None),
        ]

    def test_who_changes_what_was_sent_has_stopped_nowhere(self) -> None:
        assert seen(halts=self.HALTS).changing == 15
        assert seen(halts=self.HALTS, exact=True).changing == 16
        assert {stop.question: stop.n for stop in seen(halts=self.HALTS, exact=True).stops}["why"] == 3


class TestMedian:
    def test_it_is_told_of_ten_and_more(self) -> None:
        assert seen(counted("duration", 9, key="3")).median is None
        shown = seen(counted("duration", 6, key="3"), counted("duration", 6, key="7", hours=9))
        assert (shown.timed, shown.median) == (10, Median(low=3, high=8))

    def test_exactly_it_is_told_of_one(self) -> None:
        assert seen(counted("duration", 1, key="3"), exact=True).median == Median(low=3, high=4)
        assert seen(exact=True).median is None


@pytest.mark.parametrize("exact", [False, True])
def test_a_status_survives_the_way_through_json(exact: bool) -> None:
    shown = seen(*TestSources.COUNTS, halts=TestStops.HALTS, exact=exact)
    assert Status.model_validate_json(shown.model_dump_json()) == shown


COUNTS = st.lists(
    st.builds(
        counted,
        st.sampled_from(["started", "submitted", "source", "language", "duration", "sent"]),
        st.integers(1, 40),
        key=st.sampled_from(["", "ro", "poster", "3"]),
        hours=st.integers(0, 60),
    )
)
HALTS = st.lists(
    st.builds(
        Halt,
        st.sampled_from([Opening("parks"), Asking("often"), Asking("age"), Summary("you")]),
        st.sampled_from([NOTHING, frozenset({"parks"}), frozenset({"you"})]),
        st.integers(1, 40),
    )
)


@given(COUNTS, HALTS)
def test_nothing_is_told_below_the_threshold_or_between_the_steps(counts: list[Count], halts: list[Halt]) -> None:
    shown = status_of(round_of(), NOON, Participation(None, None, None, None), counts, halts, exact=False)
    numbers = [shown.changing, shown.timed, *(line.n for line in (*shown.languages, *shown.sources))]
    numbers += [stop.n for stop in shown.stops]
    numbers += [] if shown.trend is None else [shown.trend.last, shown.trend.before]
    numbers += [n for day in shown.days for n in (day.started, day.submitted)]
    assert all(n is None or (n >= 10 and n % 5 == 0) for n in numbers)


@given(COUNTS, HALTS)
def test_everybody_is_somewhere(counts: list[Count], halts: list[Halt]) -> None:
    shown = status_of(round_of(), NOON, NUMBERS, counts, halts, exact=True)
    assert sum(stop.n or 0 for stop in shown.stops) + (shown.changing or 0) == sum(each.n for each in halts)
    assert sum(day.started or 0 for day in shown.days) == sum(each.n for each in counts if each.kind == "started")
