"""The gate: what it lets pass, and when, on a clock that the test drives."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.gate import BULK_RATE, BURST, RATE, SLOW_SECONDS, Gate


@dataclass
class Clock:
    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(clock: Clock) -> Gate:
    return Gate(clock)


def spend_all(gate: Gate, chat: int) -> int:
    """Spends while the gate is open; returns how often that was."""
    spent = 0
    while gate.delay(chat) == 0:
        gate.spend(chat)
        spent += 1
    return spent


def test_lets_ten_pass_at_once_and_then_one_a_second(gate: Gate, clock: Clock) -> None:
    assert spend_all(gate, 1) == 10
    assert gate.delay(1) == pytest.approx(1.0)
    clock.seconds += 1
    assert spend_all(gate, 1) == 1
    clock.seconds += 3
    assert spend_all(gate, 1) == 3


def test_each_chat_has_its_own_bucket(gate: Gate) -> None:
    spend_all(gate, 1)
    assert gate.delay(2) == 0


def test_what_went_without_asking_is_waited_for_later(gate: Gate) -> None:
    spend_all(gate, 1)
    gate.spend(1)
    assert gate.delay(1) == pytest.approx(2.0)


def test_asking_costs_nothing(gate: Gate) -> None:
    for _ in range(100):
        assert gate.delay(1) == 0
    assert len(gate) == 0


def test_a_refused_chat_is_held_for_as_long_as_it_was_told(gate: Gate, clock: Clock) -> None:
    gate.told_to_wait(1, 42)
    assert gate.delay(1) == pytest.approx(42)
    assert gate.delay(2) == 0
    clock.seconds += 41
    assert gate.delay(1) == pytest.approx(1)
    clock.seconds += 1
    assert gate.delay(1) == 0


def test_a_shorter_hold_does_not_end_a_longer_one(gate: Gate) -> None:
    gate.told_to_wait(1, 42)
    gate.told_to_wait(1, 3)
    assert gate.delay(1) == pytest.approx(42)


def test_after_a_hold_one_every_three_seconds_for_ten_minutes(gate: Gate, clock: Clock) -> None:
    gate.told_to_wait(1, 5)
    clock.seconds += 5
    assert spend_all(gate, 1) == 1
    assert gate.delay(1) == pytest.approx(3)
    clock.seconds += 60
    assert spend_all(gate, 1) == 1, "the slow bucket keeps one, not twenty"
    clock.seconds += SLOW_SECONDS
    assert spend_all(gate, 1) == BURST


def test_a_second_chat_refused_soon_after_holds_the_token(gate: Gate, clock: Clock) -> None:
    gate.told_to_wait(1, 60)
    clock.seconds += 5
    gate.told_to_wait(2, 30)
    assert gate.delay(3) == pytest.approx(30)
    assert gate.bulk_delay() == pytest.approx(30)
    clock.seconds += 30
    assert gate.delay(3) == 0
    assert gate.delay(1) == pytest.approx(25)


def test_one_chat_refused_twice_or_two_far_apart_do_not_hold_the_token(gate: Gate, clock: Clock) -> None:
    gate.told_to_wait(1, 60)
    gate.told_to_wait(1, 60)
    clock.seconds += 5.1
    gate.told_to_wait(2, 30)
    assert gate.delay(3) == 0


def test_unprompted_messages_have_a_pace_of_their_own(gate: Gate, clock: Clock) -> None:
    passed = 0
    while gate.bulk_delay() == 0:
        gate.spend_bulk()
        passed += 1
    assert passed == BULK_RATE
    assert gate.bulk_delay() == pytest.approx(1 / BULK_RATE)
    assert gate.delay(1) == 0, "conversation goes first"
    clock.seconds += 1 / BULK_RATE
    assert gate.bulk_delay() == 0


def test_broadcasts_yield_to_a_surge_of_taps_and_come_back(gate: Gate, clock: Clock) -> None:
    for tap in range(40):
        gate.spend(tap % 20)
        clock.seconds += 0.1
    assert 19 < gate.bulk_rate < 25, "ten screens a second leave room for twenty broadcasts"
    for tap in range(400):
        gate.spend(tap % 200)
        clock.seconds += 0.01
    assert gate.bulk_rate == 1, "a hundred leave room for one"
    clock.seconds += 20
    assert gate.bulk_rate == BULK_RATE
    for _ in range(100):
        gate.spend_bulk(7)
    assert gate.bulk_rate == BULK_RATE, "broadcasts don't yield to themselves"


def test_a_pace_of_ones_own_and_a_hold_in_bulk(clock: Clock) -> None:
    gate = Gate(clock, bulk_rate=2)
    gate.spend_bulk(1)
    gate.spend_bulk(2)
    assert gate.bulk_delay() == pytest.approx(1 / 2)
    gate.hold(30)
    assert gate.bulk_delay() == gate.delay(3) == pytest.approx(30), "the conversation is held, too"


def test_a_minute_of_a_group_has_no_more_than_twenty(gate: Gate, clock: Clock) -> None:
    begin, passed = clock.seconds, 0
    while clock.seconds - begin < 60 + 1e-6:
        if (delay := gate.delay(-5)) > 0:
            clock.seconds += delay
        else:
            gate.spend_bulk(-5)
            passed += 1
    assert passed == 20


def test_idle_chats_are_forgotten(gate: Gate, clock: Clock) -> None:
    for chat in range(50_000):
        gate.spend(chat)
        clock.seconds += 0.01  # a chat is full again after a second, a hundred chats later
    assert len(gate) <= 2048


def test_a_held_chat_is_not_forgotten(gate: Gate, clock: Clock) -> None:
    gate.told_to_wait(1, 100_000)
    for chat in range(2, 10_000):
        gate.spend(chat)
        clock.seconds += 0.01
    assert gate.delay(1) > 99_000


@given(st.lists(st.tuples(st.floats(0, 5), st.integers(1, 3)), max_size=200))
def test_never_lets_more_pass_than_the_burst_and_the_rate(steps: list[tuple[float, int]]) -> None:
    clock = Clock()
    gate = Gate(clock)
    passed: dict[int, list[float]] = {}
    for wait, chat in steps:
        clock.seconds += wait
        for _ in range(4):
            if gate.delay(chat) == 0:
                gate.spend(chat)
                passed.setdefault(chat, []).append(clock.seconds)
    for times in passed.values():
        for first in range(len(times)):
            for last in range(first, len(times)):
                assert last - first + 1 <= BURST + RATE * (times[last] - times[first]) + 1e-3


@given(st.floats(0.1, 1000), st.integers(0, 30))
def test_waiting_for_the_delay_opens_the_gate(retry_after: float, spent: int) -> None:
    clock = Clock()
    gate = Gate(clock)
    for _ in range(spent):
        gate.spend(1)
    gate.told_to_wait(1, retry_after)
    for _ in range(5):
        waits = 0
        while (delay := gate.delay(1)) > 0:
            clock.seconds += delay
            waits += 1
        assert waits <= 2
        gate.spend(1)
