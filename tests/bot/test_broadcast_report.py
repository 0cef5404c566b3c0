"""What staff are told of a broadcast: everything at the end, and nothing that would tell who has answered."""

from dataclasses import replace

import pytest

from bot.asked import OpenRound
from bot.broadcasting.message import message_of
from bot.broadcasting.report import Figure, left, meant, told
from bot.callbacks import read, stands_alone
from flows.consultation import Release
from storage.broadcasts.broadcast import Broadcast, Counts, Kind
from storage.broadcasts.segments import Segment
from storage.broadcasts.surveys import Survey
from storage.broadcasts.words import Words
from tests.bot.conftest import NOW

POLICY = Release()
WORDS = {"ro": Words("Bună <ziua>"), "en": Words("Hello")}


def broadcast(segment: Segment, **counts: int) -> Broadcast:
    return Broadcast(1, 1, Kind.REMIND, segment, WORDS, ended=NOW, counts=Counts(**counts))


def surveyed(never: int, stopped: int, going: int, submitted: int) -> Survey:
    """A language of which so many have never started, have stopped by some week, are answering since, have finished."""
    places = {
        (Segment.NEVER_STARTED, False): never,
        (Segment.IN_PROGRESS, True): stopped,
        (Segment.IN_PROGRESS, False): going,
        (Segment.SUBMITTED, False): submitted,
    }
    whole = {"ro": sum(places.values())}
    return Survey(whole, whole, {"ro": places}, 0)


def test_of_a_broadcast_to_all_everything_is_told() -> None:
    of = broadcast(Segment.ALL, recipients=20, sent=7, blocked=2, deactivated=1, failed=1, unknown=3, unasked=5)
    assert {name: str(each) for name, each in told(of, POLICY).items()} == {
        "subscribers": "20",
        "sent": "7",
        "blocked": "2",
        "deactivated": "1",
        "failed": "1",
        "unknown": "3",
        "not asked for": "5",
        "left meanwhile": "1",
    }
    assert str(meant(of, Survey({"ro": 9}, {"ro": 7}, {}, 0), "ro", POLICY)) == "7"


def test_of_a_segment_what_answers_decide_is_rounded_and_small_counts_are_not_told() -> None:
    of = broadcast(Segment.SUBMITTED, recipients=113, sent=42, blocked=3, outside=55, unasked=13)
    assert {name: str(each) for name, each in told(of, POLICY).items()} == {
        "subscribers": "113",
        "sent": "about 40",
        **dict.fromkeys(("blocked", "deactivated", "failed", "unknown"), "under 10"),
        "not asked for": "13",
        "left meanwhile": "0",
    }


@pytest.mark.parametrize(("sent", "outside"), [(95, 5), (5, 95)])
def test_few_in_a_segment_or_few_outside_are_not_told(sent: int, outside: int) -> None:
    figures = told(broadcast(Segment.SUBMITTED, recipients=200, sent=sent, outside=outside, unasked=100), POLICY)
    assert str(figures["sent"]) == "not told", "who did not ask for it hides nobody"


def test_of_those_who_stopped_few_or_few_others_are_not_told() -> None:
    since = Broadcast(1, 1, Kind.REMIND, Segment.IN_PROGRESS, WORDS, stopped_by="2026-W46")
    assert str(meant(since, surveyed(100, 32, 31, 41), "ro", POLICY)) == "about 30"
    assert str(meant(since, surveyed(100, 9, 31, 41), "ro", POLICY)) == "not told"
    assert str(meant(since, surveyed(0, 32, 5, 0), "ro", POLICY)) == "not told"
    assert str(meant(since, surveyed(100, 32, 31, 41), "en", POLICY)) == "0", "nobody asked for it there"


def test_two_counts_a_moment_apart_do_not_name_who_has_answered_between_them() -> None:
    """Somebody looks, one person finishes, somebody looks again: but for one time in five, nothing has moved."""
    of = Broadcast(1, 1, Kind.THANK, Segment.SUBMITTED, WORDS)

    def looked(going: int, submitted: int) -> Figure:
        places = {(Segment.NEVER_STARTED, False): 60, (Segment.IN_PROGRESS, False): going}
        found = Survey({}, {"ro": 260}, {"ro": {**places, (Segment.SUBMITTED, True): submitted}}, 0)
        return meant(of, found, "ro", POLICY)

    moved = [looked(200 - n, n) != looked(199 - n, n + 1) for n in range(10, 190)]
    assert sum(moved) == len(moved) // POLICY.rounding
    assert all(each.told == "about" for each in (looked(200 - n, n) for n in range(10, 190)))


def test_what_was_not_sent_before_the_round_closed_is_told() -> None:
    figures = told(broadcast(Segment.ALL, recipients=20, sent=7, too_late=12), POLICY)
    assert (figures["too late"], figures["left meanwhile"]) == (Figure(12), Figure(1))


def test_on_its_way_it_tells_how_many_are_to_come() -> None:
    of = replace(broadcast(Segment.ALL, recipients=20, sent=7), ended=None)
    assert told(of, POLICY)["to come"] == Figure(13)


@pytest.mark.parametrize(("settled", "to_come"), [(0, "about 100"), (58, "about 40"), (92, "under 10")])
def test_how_many_would_not_get_it_is_rounded(settled: int, to_come: str) -> None:
    of = replace(broadcast(Segment.ALL, recipients=100, sent=settled), ended=None)
    assert str(left(of, POLICY)) == to_come


@pytest.mark.parametrize("kind", Kind)
def test_its_button_leads_into_the_round_and_never_becomes_the_conversation(kind: Kind, timisoara) -> None:
    of = Broadcast(1, 1, kind, Segment.ALL, WORDS)
    screen = message_of(of, "ro", timisoara, "glas_bot")
    assert screen.html == "Bună &lt;ziua&gt;"
    button = screen.keyboard[0][0]
    assert len(button.data.encode()) <= 64
    assert stands_alone(button.data)
    found = read(button.data, {})
    assert found is not None
    assert isinstance(found[1], OpenRound)
    assert found[1].code == "demo"


def test_an_announcement_can_be_passed_on(timisoara) -> None:
    screen = message_of(Broadcast(1, 1, Kind.ANNOUNCE, Segment.ALL, WORDS), "en", timisoara, "glas_bot")
    assert (
        screen.keyboard[1][0].url
        == "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fglas_bot%3Fstart%3Dr_demo_passed-on"
    )
