"""How long a conversation took is a bucket, known to the process that saw it begin and end."""

from dataclasses import dataclass

import pytest

from bot.asked import OpenRound
from bot.durations import DAY_SECONDS, Durations
from flows.response import Response
from storage.exchange import Chat, Decision

START, SUBMIT = (1, "started", ""), (1, "submitted", "")


@dataclass
class Hand:
    """A clock that stands still until it is moved."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


def seen(durations: Durations, who: str, *counts: tuple[int, str, str]) -> tuple[tuple[int, str, str], ...]:
    """What is counted when these are."""
    before = {1: Response(seed=who), 2: Response(seed=f"{who} in another round")}
    return durations.timed(before, Decision(Chat(), counts=counts)).counts


def test_from_the_start_to_the_submission(hand) -> None:
    durations = Durations(hand)
    assert seen(durations, "ana", START, (1, "language", "ro")) == (START, (1, "language", "ro"))
    hand.now += 200
    assert seen(durations, "ana", (1, "sent", "views"), SUBMIT) == (
        (1, "sent", "views"),
        SUBMIT,
        (1, "duration", "3"),
    )


def test_a_batch_that_is_tried_again_counts_the_same(hand) -> None:
    durations = Durations(hand)
    seen(durations, "ana", START)
    hand.now += 65
    assert seen(durations, "ana", SUBMIT) == seen(durations, "ana", SUBMIT) == (SUBMIT, (1, "duration", "1"))


def test_what_was_not_seen_to_begin_is_not_measured(hand) -> None:
    durations = Durations(hand)
    seen(durations, "ana", START)
    assert seen(durations, "boris", SUBMIT) == (SUBMIT,)
    assert seen(durations, "ana", (2, "submitted", "")) == ((2, "submitted", ""),)


def test_who_begins_anew_is_measured_from_there(hand) -> None:
    durations = Durations(hand)
    seen(durations, "ana", START)
    hand.now += 3600
    seen(durations, "ana", START)
    hand.now += 60
    assert (1, "duration", "1") in seen(durations, "ana", SUBMIT)


def test_after_a_day_nobody_is_remembered(hand) -> None:
    durations = Durations(hand)
    seen(durations, "ana", START)
    hand.now += DAY_SECONDS
    assert seen(durations, "ana", SUBMIT) == (SUBMIT,)
    seen(durations, "boris", START)
    assert len(durations) == 1


def test_the_oldest_are_forgotten_when_there_are_too_many(hand) -> None:
    durations = Durations(hand, most=2)
    for who in ("ana", "boris", "ana", "carla"):
        hand.now += 1
        seen(durations, who, START)
    assert len(durations) == 2
    assert seen(durations, "boris", SUBMIT) == (SUBMIT,)
    assert (1, "duration", "0") in seen(durations, "ana", SUBMIT)


def test_a_whole_conversation_is_measured(citizen, hand) -> None:
    durations = Durations(hand)
    citizen.desk = _Timed(citizen.desk, durations)
    citizen.asks(OpenRound("demo"))
    citizen.taps_text("Start")
    assert len(durations) == 1


@dataclass
class _Timed:
    """The desk as it serves: what it decides is timed."""

    desk: object
    durations: Durations

    def step(self, chat, responses, asked):
        return self.durations.timed(responses, self.desk.step(chat, responses, asked))

    def __getattr__(self, name):
        return getattr(self.desk, name)
