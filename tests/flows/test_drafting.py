from flows.answers import Answers, Chosen, Rated, Said
from flows.drafting import opened, parted, with_answer
from flows.response import Response, in_section
from tests.flows.paper import neighbourhood

CONSULTATION = neighbourhood()
WORKER, BOTH = Chosen(("worker",)), Chosen(("worker", "visitor"))


def test_an_answer_is_taken_into_the_draft_and_out_of_it() -> None:
    rated = with_answer(CONSULTATION, Response("seed"), "park", Rated(3))
    assert rated.draft == {"scores": {"park": Rated(3)}}
    praised = with_answer(CONSULTATION, rated, "praise", Said("Trees"))
    assert praised.draft == {"scores": {"park": Rated(3), "praise": Said("Trees")}}
    assert with_answer(CONSULTATION, praised, "park", None).draft == {"scores": {"praise": Said("Trees")}}


def test_what_was_sent_is_copied_and_stays() -> None:
    sent = Response("seed", closed={"scores": {"park": Rated(3), "praise": Said("Trees")}})
    changed = with_answer(CONSULTATION, sent, "park", Rated(4))
    assert changed.closed == sent.closed
    assert changed.draft == {"scores": {"park": Rated(4), "praise": Said("Trees")}}


def test_what_follows_comes_and_goes_in_every_open_section() -> None:
    response = Response("seed", draft={"places": {}})
    one = with_answer(CONSULTATION, response, "roles", WORKER)
    assert one.draft == {"places": {"base": WORKER}, "about": {"roles": WORKER, "main_role": WORKER}}
    assert with_answer(CONSULTATION, one, "roles", BOTH).draft == {"places": {}, "about": {"roles": BOTH}}


def test_an_opened_section_has_its_answers_and_what_follows() -> None:
    response = Response("seed", closed={"about": {"roles": WORKER}, "scores": {"park": Rated(3)}})
    assert opened(CONSULTATION, response, "scores").draft == {"scores": {"park": Rated(3)}}
    assert opened(CONSULTATION, response, "places").draft == {"places": {"base": WORKER}}
    assert opened(CONSULTATION, opened(CONSULTATION, response, "places"), "places").draft == {
        "places": {"base": WORKER}
    }


def test_answers_are_parted_by_section() -> None:
    answers: Answers = {"park": Rated(3), "roles": WORKER}
    assert parted(CONSULTATION, ["scores", "more"], answers) == {"scores": {"park": Rated(3)}, "more": {}}


def test_a_response_shows_its_drafts_and_counts_what_was_sent() -> None:
    response = Response(
        "seed",
        draft={"scores": {"park": Rated(4)}},
        closed={"scores": {"park": Rated(3), "praise": Said("Trees")}, "about": {"roles": WORKER}},
    )
    assert response.answers == {"park": Rated(4), "roles": WORKER}
    assert response.sent == {"park": Rated(3), "praise": Said("Trees"), "roles": WORKER}
    assert in_section(response, "scores") == {"park": Rated(4)}
    assert in_section(response, "about") == {"roles": WORKER}
    assert in_section(response, "more") == {}
