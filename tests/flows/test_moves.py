from collections.abc import Mapping
from decimal import Decimal

import pytest

from flows.answers import Answers, Chosen, Numbered, Rated, Said
from flows.moves import after_question, before, first_question, is_complete, is_pending, onward, returned
from flows.places import Asking, Place, place_named
from flows.response import Response
from tests.flows.paper import neighbourhood

CONSULTATION = neighbourhood()
SECTIONS = CONSULTATION.section_by_id
ROLES = {"roles": Chosen(("worker", "visitor"))}
EVERYTHING = {
    "about": ROLES,
    "troubles": {},
    "scores": {},
    "places": {"base": Chosen(("worker",))},
}


def at(place: str, returning: str | None = None, **sections: Mapping[str, Answers]) -> Response:
    return Response(
        "seed",
        place_named(place),
        place_named(returning) if returning else None,
        **sections,
    )


def pending(response: Response) -> list[str]:
    return [section.id for section in CONSULTATION.sections if is_pending(CONSULTATION, section, response)]


def test_a_section_that_asks_something_is_pending_until_it_was_sent() -> None:
    assert pending(Response("seed")) == ["about", "troubles", "scores", "places"]
    assert pending(Response("seed", closed={"troubles": {}})) == ["about", "scores", "places"]
    assert pending(Response("seed", closed=EVERYTHING)) == []


def test_a_section_that_was_sent_is_pending_while_it_lacks_an_answer() -> None:
    lacking = Response("seed", closed={**EVERYTHING, "places": {}})
    assert pending(lacking) == ["places"]
    assert not is_complete(CONSULTATION, lacking)
    assert is_complete(CONSULTATION, Response("seed", closed=EVERYTHING))


def test_drafts_neither_make_nor_unmake_a_section_pending() -> None:
    drafted = Response("seed", draft={"about": {"years": Numbered(Decimal(20))}, "places": {}}, closed=EVERYTHING)
    assert pending(drafted) == []


@pytest.mark.parametrize(
    ("closed", "after", "expected"),
    [
        ({}, None, "opening/about"),
        ({"about": ROLES}, "about", "opening/troubles"),
        ({"scores": {}}, "scores", "opening/places"),
        ({"scores": {}, "places": {}}, "scores", "opening/about"),
        (EVERYTHING, "places", "thanks"),
    ],
)
def test_onward_leads_to_the_next_pending_section_and_around(
    closed: dict[str, Answers], after: str | None, expected: str
) -> None:
    response = Response("seed", closed=closed)
    assert onward(CONSULTATION, response, SECTIONS[after] if after else None) == place_named(expected)


@pytest.mark.parametrize(
    ("place", "draft", "expected"),
    [
        ("asking/roles", ROLES, "asking/main_role"),
        ("asking/roles", {"roles": Chosen(("worker",))}, "asking/arrived"),
        ("asking/arrived", ROLES, "summary/about"),
        # An edit leads back to the summary, unless what depends on it has no answer yet.
        ("editing/roles", {**ROLES, "main_role": Chosen(("worker",))}, "summary/about"),
        ("editing/roles", ROLES, "editing/main_role"),
        ("editing/roles", {**ROLES, "main_role": Chosen(("resident",))}, "editing/main_role"),
        ("editing/main_role", {"roles": Chosen(("resident", "worker"))}, "summary/about"),
        ("editing/arrived", ROLES, "summary/about"),
    ],
)
def test_after_a_question(place: str, draft: Answers, expected: str) -> None:
    response = at(place, draft={"about": draft})
    assert isinstance(response.place, Asking)
    assert after_question(CONSULTATION, response, response.place) == place_named(expected)


def test_an_edit_leads_to_a_required_answer_that_is_missing() -> None:
    response = at("editing/park", draft={"scores": {"park": Rated(1)}})
    assert after_question(CONSULTATION, response, Asking("park", editing=True)) == Asking("blame", editing=True)
    answered = at("editing/park", draft={"scores": {"park": Rated(1), "blame": Said("Dogs")}})
    assert after_question(CONSULTATION, answered, Asking("park", editing=True)) == place_named("summary/scores")


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (at("welcome"), "welcome"),
        (at("thanks"), "thanks"),
        (at("opening/about"), "welcome"),
        (at("opening/troubles"), "summary/about"),
        (at("opening/about", returning="asking/park"), "review/0"),
        (at("asking/roles"), "opening/about"),
        (at("asking/arrived", draft={"about": ROLES}), "asking/main_role"),
        (at("asking/arrived"), "asking/roles"),
        (at("editing/arrived"), "summary/about"),
        (at("editing/arrived", returning="welcome"), "review/0"),
        (at("summary/about"), "asking/arrived"),
        (at("summary/about", returning="welcome"), "review/0"),
        (at("summary/more"), "opening/more"),
        (at("review/1", returning="opening/scores"), "opening/scores"),
    ],
)
def test_back(response: Response, expected: str) -> None:
    assert before(CONSULTATION, response) == place_named(expected)


def test_the_first_question_of_a_section_is_one_that_is_asked() -> None:
    assert first_question(CONSULTATION, Response("seed", closed={"about": {}}), "places") == Asking("wishes")
    assert first_question(CONSULTATION, Response("seed", closed={"about": ROLES}), "places") == Asking("base")
    assert first_question(CONSULTATION, Response("seed"), "more") == place_named("summary/more")


SENT = {"about": ROLES}


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (at("review/0"), "opening/about"),
        (at("review/0", returning="thanks"), "opening/about"),
        (at("review/0", returning="thanks", closed=EVERYTHING), "thanks"),
        (at("review/0", returning="welcome"), "welcome"),
        (at("review/0", returning="asking/arrived"), "asking/arrived"),
        (at("review/0", returning="asking/years"), "opening/about"),
        (at("review/0", returning="asking/arrived", closed=SENT), "opening/troubles"),
        (at("review/0", returning="asking/arrived", closed=SENT, draft=SENT), "asking/arrived"),
        (at("review/0", returning="summary/about"), "summary/about"),
        (at("review/0", returning="summary/about", closed=SENT), "opening/troubles"),
        (at("review/0", returning="opening/about", closed=SENT, draft=SENT), "opening/about"),
    ],
)
def test_the_review_leads_back_to_what_is_still_open(response: Response, expected: str) -> None:
    found: Place = returned(CONSULTATION, response)
    assert found == place_named(expected)
