"""What stands in buttons: every tap is read back as written, and nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import callbacks
from bot.asked import DeleteEverything, Move, OpenRound, ShowConversation, ShowPage, SpeakLanguage, Subscribe, WishFor
from flows.inputs import (
    Back,
    Begin,
    Choose,
    Close,
    Confirm,
    ForgetOwnWords,
    GoTo,
    OpenReview,
    Proceed,
    Rate,
    Resume,
    Skip,
    Tap,
    Unchoose,
)
from flows.places import Asking, Opening, Review, Summary, Thanks, Welcome
from storage.exchange import Wish

TAPS = [
    Tap(Welcome(), Begin()),
    Tap(Opening("vision"), Proceed()),
    Tap(Asking("dysfunctions"), Choose("daily_stress")),
    Tap(Asking("dysfunctions", editing=True), Unchoose("none")),
    Tap(Asking("organisation_main"), Choose("bank")),
    Tap(Asking("city_for_all"), Rate(10)),
    Tap(Asking("city_for_all"), Rate(None)),
    Tap(Asking("recommendations"), Skip()),
    Tap(Asking("dysfunctions"), ForgetOwnWords()),
    Tap(Asking("dysfunctions"), Confirm()),
    Tap(Summary("needs"), Close()),
    Tap(Summary("needs"), GoTo(Asking("needs_funding", editing=True))),
    Tap(Review(2), GoTo(Review(3))),
    Tap(Review(2), GoTo(Opening("about_you"))),
    Tap(Thanks(), GoTo(Summary("vision"))),
    Tap(Thanks(), Back()),
]


@pytest.mark.parametrize("tap", TAPS, ids=str)
def test_a_tap_is_read_back_as_written(tap, timisoara):
    data = callbacks.written(12, timisoara.consultation, tap)
    assert len(data.encode()) <= 64
    assert callbacks.read(data, {12: timisoara.consultation}) == (12, Move(tap))


@pytest.mark.parametrize(
    "request_",
    [
        Move(OpenReview()),
        OpenRound("a-round-with-a-code-of-32-letters"[:32]),
        ShowPage("results-3"),
        ShowConversation(),
        SpeakLanguage("sr-Latn"),
        DeleteEverything(),
        Subscribe(wanted=True),
        Subscribe(wanted=False),
        *(WishFor(wish, wanted) for wish in Wish for wanted in (True, False)),
    ],
    ids=str,
)
def test_a_request_is_read_back_as_written(request_):
    data = callbacks.written_request(request_)
    assert len(data.encode()) <= 64
    assert callbacks.read(data, {}) == (None, request_)


def test_no_button_can_ask_for_what_has_none():
    with pytest.raises(ValueError, match="no button asks for Move"):
        callbacks.written_request(Move(Resume()))


@pytest.mark.parametrize(
    "data",
    [
        "",
        ".",
        "choose",
        "choose.12",
        "choose.12.a2.-1",
        "choose.12.a2.99",
        "choose.12.a2.²",
        "choose.12.a-1.0",
        "choose.12.a99.0",
        "choose.12.w.0",
        "choose.13.a2.0",
        "choose.x.a2.0",
        "rate.12.a3.-5",
        "goto.12.r0.z9",
        "toggle.12.a2.0",
        "close.12.s2.extra",
        "begin.12.",
        "round.a.b",
        "wish.nonsense",
        "wish.results.on",
        "a" * 64,
    ],
)
def test_what_no_button_says_is_not_read(data, timisoara):
    assert callbacks.read(data, {12: timisoara.consultation}) is None


@given(
    data=st.text(max_size=64) | st.from_regex(r"[a-z]{3,8}\.12\.[woaesrt][0-9-]{0,4}(\.[0-9x-]{0,4})?", fullmatch=True)
)
def test_reading_never_raises(data, timisoara_consultation):
    read = callbacks.read(data, {12: timisoara_consultation})
    assert read is None or isinstance(read[1], object)
