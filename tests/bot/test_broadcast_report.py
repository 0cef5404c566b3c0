"""What staff are told of a broadcast: everything at the end, and nothing that would tell who has answered."""

from dataclasses import replace

import pytest

from bot.asked import OpenRound
from bot.broadcasting.message import message_of
from bot.broadcasting.report import Figure, left, told
from bot.callbacks import read, stands_alone
from flows.consultation import Release
from storage.broadcast_words import Words
from storage.broadcasts import Broadcast, Counts, Kind
from storage.segments import Segment
from tests.bot.conftest import NOW

WORDS = {"ro": Words("Bună <ziua>"), "en": Words("Hello")}


def broadcast(segment: Segment, **counts: int) -> Broadcast:
    return Broadcast(1, 1, Kind.REMIND, segment, WORDS, ended=NOW, counts=Counts(**counts))


def test_of_a_broadcast_to_all_everything_is_told() -> None:
    of = broadcast(Segment.ALL, recipients=20, sent=7, blocked=2, deactivated=1, failed=1, unknown=3, outside=5)
    assert {name: str(each) for name, each in told(of, 10).items()} == {
        "subscribers": "20",
        "sent": "7",
        "blocked": "2",
        "deactivated": "1",
        "failed": "1",
        "unknown": "3",
        "not meant for": "5",
        "left meanwhile": "1",
    }


@pytest.mark.parametrize(("sent", "outside"), [(95, 5), (5, 95)])
def test_few_in_a_segment_or_few_outside_are_not_told(sent: int, outside: int) -> None:
    figures = told(broadcast(Segment.SUBMITTED, recipients=100, sent=sent, outside=outside), 10)
    assert sorted((str(figures["sent"]), str(figures["not meant for"]))) == ["over 90", "under 10"]


def test_enough_of_both_are_told() -> None:
    figures = told(broadcast(Segment.SUBMITTED, recipients=100, sent=40, outside=60), 10)
    assert (figures["sent"], figures["not meant for"]) == (Figure(40), Figure(60))


def test_on_its_way_it_tells_how_many_are_to_come() -> None:
    of = replace(broadcast(Segment.ALL, recipients=20, sent=7), ended=None)
    assert told(of, 10)["to come"] == Figure(13)


@pytest.mark.parametrize(("settled", "to_come"), [(0, "about 100"), (58, "about 40"), (92, "under 10")])
def test_how_many_would_not_get_it_is_rounded(settled: int, to_come: str) -> None:
    of = replace(broadcast(Segment.ALL, recipients=100, sent=settled), ended=None)
    assert str(left(of, Release())) == to_come


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
