"""What the golden conversations don't show: inputs that no screen offers, and what every input leaves as it was."""

from decimal import Decimal

import pytest

from flows.answers import Answers, Chosen, Numbered, Ranked, Rated
from flows.conversation import advance, without_draft
from flows.events import (
    Answered,
    ButtonsExpected,
    ChoiceChanged,
    Event,
    Moved,
    OutOfRange,
    Required,
    Stale,
    TooMany,
)
from flows.inputs import (
    Action,
    Back,
    Begin,
    Choose,
    Confirm,
    ForgetOwnWords,
    GoTo,
    Leave,
    OpenReview,
    Proceed,
    Rate,
    Say,
    Skip,
    Tap,
    Unchoose,
)
from flows.places import Asking, Opening, Place, Review, Summary, Thanks, Welcome, place_named
from flows.response import Response
from tests.flows.paper import NOW, neighbourhood

CONSULTATION = neighbourhood()


def tapped(response: Response, action: Action) -> tuple[Response, tuple[Event, ...]]:
    return advance(CONSULTATION, response, Tap(response.place, action), NOW)


@pytest.mark.parametrize(
    ("question", "action"),
    [
        ("park", Choose("noise")),
        ("park", Unchoose("noise")),
        ("park", ForgetOwnWords()),
        ("wishes", ForgetOwnWords()),
        ("roles", Rate(3)),
        ("praise", Rate(3)),
        ("roles", Choose("noise")),
        ("roles", Begin()),
        ("roles", Proceed()),
        ("roles", GoTo(Review())),
    ],
)
def test_a_button_that_the_screen_does_not_have_changes_nothing(question: str, action: Action) -> None:
    response = Response("seed", Asking(question))
    assert tapped(response, action) == (response, (Stale(),))


def test_a_rating_outside_its_scale_is_refused() -> None:
    low, high = Decimal(0), Decimal(5)
    response = Response("seed", Asking("urgency"))
    assert tapped(response, Rate(6)) == (response, (OutOfRange(low, high),))
    assert tapped(response, Rate(None)) == (response, (OutOfRange(low, high),))
    assert tapped(response, Rate(0))[1] == (Answered("urgency"),)


def test_an_answer_given_before_can_be_confirmed_but_not_a_missing_one() -> None:
    response = Response("seed", Asking("park"))
    assert tapped(response, Confirm()) == (response, (Required("park"),))
    answered = Response("seed", Asking("park"), draft={"scores": {"park": Rated(9)}})
    assert tapped(answered, Confirm())[0].place == Asking("praise")


def test_a_single_answer_that_is_offered_no_more_is_not_confirmed() -> None:
    draft = {"about": {"roles": Chosen(("worker", "visitor")), "main_role": Chosen(("resident",))}}
    response = Response("seed", Asking("main_role"), draft=draft)
    assert tapped(response, Confirm()) == (response, (Required("main_role"),))


def test_options_that_are_offered_no_more_take_nobodys_place() -> None:
    closed: dict[str, Answers] = {"troubles": {"troubles": Chosen(("litter", "noise")), "worst": Ranked(("traffic",))}}
    after, events = tapped(Response("seed", Asking("worst"), closed=closed), Choose("litter"))
    assert events == (ChoiceChanged("worst"),)
    assert after.draft["troubles"]["worst"] == Ranked(("litter",))


def test_several_typed_options_are_taken_together_or_not_at_all() -> None:
    response = Response("seed", Asking("wishes"), draft={"places": {"wishes": Ranked(("tram",))}})
    assert advance(CONSULTATION, response, Say("1, 2"), NOW) == (response, (TooMany(2),))
    after, _ = advance(CONSULTATION, response, Say("3, 1"), NOW)
    assert after.draft["places"]["wishes"] == Ranked(("tram", "school"))


def test_typed_exclusive_options_tell_that_they_replaced_others() -> None:
    response = Response("seed", Asking("roles"))
    after, events = advance(CONSULTATION, response, Say("1, 4"), NOW)
    assert events == (ChoiceChanged("roles", replaced=True),)
    assert after.draft["about"] == {"roles": Chosen(("nobody",))}


@pytest.mark.parametrize("text", ["9" * 5000, "0", "6", "-1", "¹", "1.5", ""])
def test_numbers_that_no_entry_of_the_review_has(text: str) -> None:
    response = Response("seed", Review())
    assert advance(CONSULTATION, response, Say(text), NOW) == (response, (ButtonsExpected(),))


@pytest.mark.parametrize("action", [Back(), Proceed()])
def test_leaving_the_review_ends_it(action: Action) -> None:
    response = Response("seed", Review(), returning=Opening("scores"))
    after, events = tapped(response, action)
    assert events == (Moved(),)
    assert after == Response("seed", Opening("scores"))
    assert advance(CONSULTATION, response, Leave(), NOW) == (after, events)


def test_the_review_remembers_where_it_was_opened_first() -> None:
    response = Response("seed", Asking("park"))
    review, _ = advance(CONSULTATION, response, OpenReview(), NOW)
    assert review == Response("seed", Review(), returning=Asking("park"))
    elsewhere, _ = tapped(review, GoTo(Summary("about")))
    assert advance(CONSULTATION, elsewhere, OpenReview(), NOW)[0] == review
    second_page, _ = tapped(elsewhere, GoTo(Review(1)))
    assert second_page == Response("seed", Review(1), returning=Asking("park"))


@pytest.mark.parametrize("place", ["welcome", "thanks", "opening/about", "asking/park", "summary/about"])
def test_outside_an_edit_or_the_review_there_is_nothing_to_leave(place: str) -> None:
    response = Response("seed", place_named(place))
    assert advance(CONSULTATION, response, Leave(), NOW) == (response, (Moved(),))


def test_a_skipped_question_is_skipped_again_without_harm() -> None:
    response = Response("seed", Asking("arrived"))
    once, _ = tapped(response, Skip())
    assert advance(CONSULTATION, once, Tap(Asking("arrived"), Skip()), NOW) == (once, (Stale(),))


@pytest.mark.parametrize(
    ("place", "closed", "expected"),
    [
        ("welcome", {}, Welcome()),
        ("asking/park", {}, Opening("scores")),
        ("editing/park", {"scores": {}}, Summary("scores")),
        ("summary/scores", {}, Opening("scores")),
        ("summary/scores", {"scores": {}}, Summary("scores")),
        ("opening/scores", {}, Opening("scores")),
        ("asking/flat", {}, Opening("about")),
        ("review/1", {}, Review(1)),
        ("thanks", {}, Thanks()),
    ],
)
def test_after_its_open_sections_were_erased_a_conversation_stands_where_it_makes_sense(
    place: str, closed: dict[str, Answers], expected: Place
) -> None:
    draft: dict[str, Answers] = {"scores": {"park": Rated(3)}, "more": {"flat": Numbered(Decimal(3))}}
    response = Response("seed", place_named(place), returning=Asking("park"), draft=draft, closed=closed)
    assert without_draft(CONSULTATION, response) == Response("seed", expected, closed=closed)
