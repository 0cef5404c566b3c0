from decimal import Decimal

from flows.answers import Answers, Chosen, Numbered, Ranked, Rated, Said
from flows.closing import close
from flows.events import AnswersDropped, Moved, Required, SectionClosed, Submitted, TooFew
from flows.places import Asking, Opening, Review, Summary, Thanks
from flows.response import Response
from tests.flows.paper import neighbourhood

CONSULTATION = neighbourhood()
WORKER, BOTH = Chosen(("worker",)), Chosen(("resident", "worker"))


def test_a_section_counts_once_it_was_sent() -> None:
    response = Response("seed", Summary("scores"), draft={"scores": {"park": Rated(5)}, "places": {}})
    closed, events = close(CONSULTATION, response, "scores")
    assert events == (SectionClosed("scores", again=False),)
    assert closed.closed == {"scores": {"park": Rated(5)}}
    assert closed.draft == {"places": {}}
    assert closed.place == Opening("places")


def test_a_section_can_be_sent_without_having_been_opened() -> None:
    closed, events = close(CONSULTATION, Response("seed", Summary("scores")), "scores")
    assert events == (SectionClosed("scores", again=False),)
    assert closed.closed == {"scores": {}}


def test_a_required_answer_comes_first() -> None:
    response = Response("seed", Summary("about"), draft={"about": {}})
    closed, events = close(CONSULTATION, response, "about")
    assert events == (Required("roles"),)
    assert closed.place == Asking("roles", editing=True)
    assert closed.closed == {}
    assert closed.draft == {"about": {}}


def test_a_required_answer_whose_option_is_offered_no_more_comes_first() -> None:
    draft: dict[str, Answers] = {
        "about": {"roles": BOTH},
        "places": {"base": Chosen(("visitor",)), "street": Said("Main")},
    }
    _, events = close(CONSULTATION, Response("seed", Summary("places"), draft=draft), "places")
    assert events == (Required("base"),)


def test_a_choice_that_was_left_halfway_comes_first() -> None:
    response = Response("seed", Summary("scores"), draft={"scores": {"pair": Chosen(("pond",))}})
    closed, events = close(CONSULTATION, response, "scores")
    assert events == (TooFew(2, 1),)
    assert closed.place == Asking("pair", editing=True)


def test_a_ranking_is_whole_when_more_is_to_be_ranked() -> None:
    draft: dict[str, Answers] = {"troubles": {"troubles": Chosen(("litter", "traffic")), "worst": Ranked(("traffic",))}}
    _, events = close(CONSULTATION, Response("seed", Summary("troubles"), draft=draft), "troubles")
    assert events == (TooFew(2, 1),)


def test_what_was_sent_and_not_changed_only_goes_on() -> None:
    response = Response("seed", Summary("scores"), closed={"scores": {"park": Rated(5)}})
    closed, events = close(CONSULTATION, response, "scores")
    assert events == (Moved(),)
    assert closed.closed == response.closed
    assert closed.place == Opening("places")


def test_answers_without_a_reason_are_dropped_from_sent_and_open_sections() -> None:
    response = Response(
        "seed",
        Summary("about"),
        draft={"about": {"roles": WORKER, "years": Numbered(Decimal(20))}, "more": {"flat": Numbered(Decimal(4))}},
        closed={
            "about": {"roles": BOTH, "years": Numbered(Decimal(20))},
            "places": {"base": BOTH, "street": Said("A")},
        },
    )
    closed, events = close(CONSULTATION, response, "about")
    assert events == (SectionClosed("about", again=True), AnswersDropped(("years", "street", "flat")))
    assert closed.closed == {"about": {"roles": WORKER, "main_role": WORKER}, "places": {"base": WORKER}}
    assert closed.draft == {"more": {}}


def test_what_followed_from_a_sent_section_and_follows_no_more_is_dropped() -> None:
    response = Response(
        "seed",
        Summary("about"),
        draft={"about": {"roles": BOTH}},
        closed={"about": {"roles": WORKER, "main_role": WORKER}, "places": {"base": WORKER}},
    )
    closed, events = close(CONSULTATION, response, "about")
    assert events == (SectionClosed("about", again=True), AnswersDropped(("base",)))
    assert closed.closed == {"about": {"roles": BOTH}, "places": {}}


def test_the_last_section_submits_once() -> None:
    rest = {"about": {"roles": WORKER, "main_role": WORKER}, "troubles": {}, "scores": {}}
    response = Response("seed", Summary("places"), returning=Opening("places"), closed=rest)
    closed, events = close(CONSULTATION, response, "places")
    assert events == (SectionClosed("places", again=False), Submitted())
    assert closed.place == Thanks()
    assert closed.returning is None
    again = Response(
        "seed", Summary("scores"), draft={"scores": {"park": Rated(2), "blame": Said("A")}}, closed=closed.closed
    )
    closed, events = close(CONSULTATION, again, "scores")
    assert events == (SectionClosed("scores", again=True),)
    assert closed.place == Thanks()


def test_a_section_that_was_opened_from_the_review_leads_back_to_it() -> None:
    response = Response("seed", Summary("scores"), returning=Opening("about"), draft={"scores": {}})
    closed, _ = close(CONSULTATION, response, "scores")
    assert closed.place == Review()
    assert closed.returning == Opening("about")
