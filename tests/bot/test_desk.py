"""What a request does to a chat, beside the conversation itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.asked import (
    Asked,
    Blocked,
    DeleteEverything,
    LanguageChanged,
    Move,
    NotRead,
    OpenRound,
    PageLeft,
    RoundClosed,
    RoundPaused,
    ShowConversation,
    ShowPage,
    SpeakLanguage,
    Subscribe,
    Unreadable,
)
from bot.desk import Desk
from bot.screens.pages import Page
from flows.answers import Chosen
from flows.events import ButtonsExpected, Stale
from flows.inputs import Begin, Say, Tap
from flows.places import Opening, Welcome
from storage.exchange import EVERYTHING, Decision, Wish


def begun(citizen):
    citizen.asks(OpenRound("demo"))
    citizen.taps_text("Start")
    citizen.taps_text("Continue")
    return citizen


@pytest.fixture
def two_rounds(timisoara):
    other = replace(timisoara, number=2, code="other")
    return Desk({1: timisoara, 2: other}, timisoara.opens + timedelta(days=1))


def closed(citizen):
    """The same citizen after the round has closed."""
    only = replace(citizen.desk.rounds[1], closes=citizen.desk.now - timedelta(hours=1))
    citizen.desk = Desk({1: only}, citizen.desk.now)
    return citizen


@pytest.mark.parametrize(
    ("spoken", "expected"), [("ro", "ro"), ("ro-RO", "ro"), ("en-GB", "en"), ("fr", "ro"), (None, "ro"), ("", "ro")]
)
def test_the_first_greeting_is_in_the_language_of_the_persons_telegram(citizen, spoken, expected):
    citizen.spoken = spoken
    citizen.asks(OpenRound("demo"))
    assert citizen.chat.language == expected


def test_a_chosen_language_is_remembered_and_kept(citizen):
    citizen.asks(OpenRound("demo"))
    citizen.asks(SpeakLanguage("ro"))
    assert citizen.shown.events == (LanguageChanged(),)
    assert citizen.chat.language == "ro"
    citizen.asks(SpeakLanguage("xx"))
    assert citizen.chat.language == "ro"
    assert "Începe" in citizen.buttons[0].text


def test_starting_again_goes_on_where_one_was(citizen):
    screen = begun(citizen).screen
    assert citizen.asks(OpenRound("demo")).html == screen.html
    assert citizen.asks(OpenRound(None)).html == screen.html


def test_without_a_code_several_open_rounds_are_a_choice(citizen, two_rounds):
    citizen.desk = two_rounds
    citizen.asks(OpenRound(None))
    assert citizen.chat.page == Page.ROUNDS
    citizen.taps(citizen.buttons[1])
    assert citizen.chat.round == 2
    assert citizen.chat.page == ""


def test_who_is_in_one_of_several_rounds_finds_the_others_by_starting_again(citizen, two_rounds):
    begun(citizen)
    citizen.desk = two_rounds
    before = citizen.asks(ShowConversation()).html
    assert citizen.asks(OpenRound(None)).html.count("Timișoara") >= 1
    citizen.taps(citizen.buttons[0])
    assert citizen.screen.html == before


def test_long_titles_stand_in_the_message_and_their_numbers_on_the_buttons(citizen, two_rounds):
    citizen.desk = two_rounds
    screen = citizen.asks(OpenRound(None))
    assert [each.text for each in citizen.buttons] == ["1", "2"]
    assert screen.html.count("Smart City") >= 2


def paused(citizen):
    """The same citizen while the round is paused."""
    citizen.desk = Desk({1: replace(citizen.desk.rounds[1], paused=citizen.desk.now)}, citizen.desk.now)
    return citizen


def test_a_tap_on_a_paused_round_is_answered_and_nothing_is_lost(citizen):
    button = begun(citizen).buttons[0]
    before = citizen.responses[1]
    screen = paused(citizen).taps(button)
    assert citizen.shown.events == (RoundPaused(),)
    assert "is kept; please come back later" in (citizen.toast or "")
    assert "paused for a while" in screen.html
    assert citizen.responses[1] == before
    citizen.desk = Desk({1: replace(citizen.desk.rounds[1], paused=None)}, citizen.desk.now)
    assert "paused" not in citizen.asks(ShowConversation()).html
    assert citizen.responses[1] == before


@pytest.mark.parametrize(("late", "event"), [(paused, RoundPaused(typed=True)), (closed, RoundClosed(typed=True))])
def test_what_is_typed_too_late_is_not_taken_and_told_so(citizen, late, event):
    before = begun(citizen).responses[1]
    screen = late(citizen).asks(Move(Say("3")))
    assert citizen.shown.events == (event,)
    assert "it still stands in this chat" in screen.html
    assert citizen.responses[1] == before


def test_a_paused_round_leads_to_the_open_ones(citizen, two_rounds):
    begun(citizen)
    citizen.desk = Desk(
        {1: replace(two_rounds.rounds[1], paused=two_rounds.now), 2: two_rounds.rounds[2]}, two_rounds.now
    )
    citizen.asks(ShowConversation())
    citizen.taps_text("Other consultations")
    assert citizen.chat.page == Page.ROUNDS
    citizen.taps(citizen.buttons[0])
    assert citizen.chat.round == 2


def test_a_draft_is_nobodys_to_see_and_a_scheduled_round_says_when(citizen):
    only = citizen.desk.rounds[1]
    citizen.desk = Desk({1: replace(only, opens=None)}, citizen.desk.now)
    assert "leads to no consultation" in citizen.asks(OpenRound("demo")).html
    citizen.desk = Desk({1: replace(only, opens=citizen.desk.now + timedelta(days=1))}, citizen.desk.now)
    assert "opens on" in citizen.asks(OpenRound("demo")).html
    assert "opens on" in citizen.asks(Move(Say("3"))).html
    assert citizen.shown.events == ()


def test_an_unknown_code_says_so_and_offers_what_there_is(citizen):
    screen = citizen.asks(OpenRound("nowhere"))
    assert "leads to no consultation" in screen.html
    assert len(citizen.buttons) == 1


def test_without_any_round_nothing_breaks(citizen):
    citizen.desk = Desk({}, citizen.desk.now)
    for request in (OpenRound(None), Move(Say("3")), ShowPage(Page.PRIVACY), ShowPage(Page.RESULTS), Unreadable()):
        assert "No consultation is open" in citizen.asks(request).html


def test_a_text_typed_before_a_page_is_not_an_answer(citizen):
    before = begun(citizen).responses[1]
    citizen.asks(ShowPage(Page.HELP))
    citizen.asks(Move(Say("2")))
    assert citizen.shown.events == (PageLeft(),)
    assert citizen.chat.page == ""
    assert citizen.responses[1] == before


def test_a_tap_on_the_screen_behind_a_page_changes_nothing(citizen):
    button = begun(citizen).buttons[0]
    citizen.asks(ShowPage(Page.HELP))
    citizen.taps(button)
    assert citizen.shown.events == (Stale(),)
    assert citizen.chat.page == Page.HELP


def test_typing_before_the_start_button_starts_nothing(citizen):
    citizen.asks(OpenRound("demo"))
    citizen.asks(Move(Say("hello")))
    assert citizen.shown.events == (ButtonsExpected(),)
    assert citizen.responses[1].place == Welcome()


def test_a_sticker_is_answered_and_changes_nothing(citizen):
    before = begun(citizen).responses[1]
    screen = citizen.asks(Unreadable())
    assert citizen.shown.events == (NotRead(),)
    assert "I can only read typed text" in screen.html
    assert citizen.responses[1] == before


def test_a_closed_round_takes_nothing_and_says_when_it_closed(citizen):
    before = begun(citizen).responses[1]
    screen = closed(citizen).asks(Move(Say("1")))
    assert citizen.shown.events == (RoundClosed(typed=True),)
    assert citizen.responses[1] == before
    assert "closed on 22 November 2026" in screen.html


def test_a_round_before_its_opening_takes_nothing(citizen):
    citizen.desk = Desk(citizen.desk.rounds, citizen.desk.now - timedelta(days=7))
    screen = citizen.asks(OpenRound("demo"))
    assert "opens on 21 November 2026, 12:00" in screen.html
    citizen.asks(Move(Tap(Welcome(), Begin())))
    assert citizen.responses[1].place == Welcome()


def test_after_a_closed_round_start_leads_to_the_open_one(citizen, two_rounds):
    begun(citizen)
    ended = replace(two_rounds.rounds[1], closes=two_rounds.now - timedelta(hours=1))
    citizen.desk = Desk({1: ended, 2: two_rounds.rounds[2]}, two_rounds.now)
    citizen.asks(OpenRound(None))
    assert citizen.chat.round == 2


def test_delete_asks_first_and_then_withdraws_everything(citizen):
    begun(citizen)
    citizen.asks(Subscribe(wanted=True))
    citizen.asks(DeleteEverything())
    assert citizen.shown.events == (Stale(),), "the page that asks was not open"
    assert citizen.responses[1].place != Welcome()
    citizen.asks(ShowPage(Page.DELETE))
    screen = citizen.taps_text("Yes, delete everything")
    assert citizen.chat.page == Page.DELETED
    assert not citizen.chat.subscribed
    assert citizen.responses[1].place == Welcome()
    assert "Nothing that you said is stored here any more" in screen.html


def test_keeping_everything_is_one_tap(citizen):
    before = begun(citizen).responses[1]
    citizen.asks(ShowPage(Page.DELETE))
    citizen.taps_text("No, keep it")
    assert citizen.responses[1] == before
    assert citizen.chat.page == ""


def test_starts_languages_and_sources_are_counted_once(citizen, timisoara):
    citizen.asks(OpenRound("demo", "poster"))
    fresh = {1: citizen.responses[1]}
    opened = citizen.desk.step(replace(citizen.chat, round=None), fresh, citizen.shown.arrival.request)
    assert opened.counts == ((1, "source", "poster"),)
    again = citizen.desk.step(opened.chat, fresh, citizen.shown.arrival.request)
    assert again.counts == ()
    asked = replace(citizen.shown.arrival.request, request=Move(Tap(Welcome(), Begin())))
    decision = citizen.desk.step(opened.chat, fresh, asked)
    assert decision.responses[1].place == Opening("organisation")
    assert decision.counts == ((1, "started", ""), (1, "language", "en"))


def test_a_tap_on_a_message_that_a_crash_made_forget_adopts_it(citizen):
    """It is newer than the conversation's message: it was sent, and the program died before it could note it."""
    begun(citizen)
    citizen.asks(ShowConversation(), callback="1", tapped=40)
    assert citizen.chat.message == 40
    assert citizen.chat.left == (10,)


def test_a_tap_on_an_older_message_brings_the_screen_anew_below_it(citizen):
    begun(citizen)
    citizen.asks(ShowConversation(), callback="1", tapped=5)
    assert citizen.chat.message == 10
    assert citizen.chat.latest > 10


def test_later_messages_are_chosen_one_by_one(citizen):
    begun(citizen)
    citizen.asks(ShowPage(Page.NEWS))
    assert citizen.chat.wishes == frozenset()
    citizen.taps_text("Results")
    screen = citizen.taps_text("A new consultation")
    assert citizen.chat.wishes == {Wish.RESULTS, Wish.ROUNDS}
    assert [button.text for row in screen.keyboard for button in row if button.text.startswith("✓")] == [
        "✓ A new consultation",
        "✓ Results",
    ]
    citizen.taps_text("✓ Results")
    assert citizen.chat.wishes == {Wish.ROUNDS}
    citizen.taps_text("All of this")
    assert citizen.chat.wishes == EVERYTHING
    assert not any("All of this" in button.text for button in citizen.buttons)
    citizen.taps_text("No more messages")
    assert citizen.chat.wishes == frozenset()


def test_stop_is_answered_by_how_things_stand(citizen):
    begun(citizen)
    citizen.asks(Subscribe(wanted=True), callback="1")
    assert citizen.chat.page == "", "a tap leaves its screen"
    screen = citizen.asks(Subscribe(wanted=False))
    assert "I don&#x27;t write to you by myself" in screen.html or "I don't write to you by myself" in screen.html
    assert citizen.chat.wishes == frozenset()


def test_who_stops_halfway_can_ask_to_be_reminded(citizen):
    begun(citizen)
    assert not any("Remind me" in button.text for button in citizen.buttons)
    sent = {"dysfunctions": {"dysfunctions": Chosen(("daily_stress",))}}
    citizen.responses[1] = replace(citizen.responses[1], place=Opening("vision"), closed=sent)
    citizen.asks(ShowConversation())
    citizen.taps_text("Remind me to finish")
    assert citizen.chat.wishes == {Wish.REMINDERS}
    assert citizen.toast == "I will remind you if you stop halfway. To take that back, send /stop."
    assert not any("Remind me" in button.text for button in citizen.buttons)


def test_who_blocks_is_shown_nothing_and_who_writes_has_let_the_bot_in(citizen):
    before = begun(citizen).chat
    decision = citizen.desk.step(before, citizen.responses, Asked(Blocked(now=True)))
    assert decision == Decision(replace(before, blocked=True), silent=True)
    citizen.chat = decision.chat
    citizen.asks(ShowConversation())
    assert not citizen.chat.blocked
