import json
from typing import Any

import pytest

from flows.answers import Chosen, Rated
from flows.consultation import Consultation
from flows.places import Thanks
from flows.replaying import Mistake, Record, record_of, recorded, replayed
from flows.response import Response
from tests.flows.paper import NOW, encoded, neighbourhood

CONSULTATION = neighbourhood()
WHOLE = {
    "roles": {"chosen": ["resident", "worker"], "own_words": "A neighbour"},
    "main_role": "worker",
    "years": 12.5,
    "arrived": "2020-12-24",
    "troubles": ["noise", "litter"],
    "worst": ["litter", "noise"],
    "remedy": {"chosen": "police", "own_words": "At night"},
    "urgency": 4,
    "park": 8,
    "praise": "Trees",
    "pair": ["trees", "pond"],
    "base": "resident",
    "street": "Strada Mare",
    "wishes": ["tram", "school"],
    "flat": 3,
}


def record(answers: dict[str, Any], closed: list[str] | None = None, **more: Any) -> Record:
    found = recorded(json.dumps({"respondent": "r001", "closed": closed, "answers": answers, **more}))
    assert isinstance(found, Record)
    return found


def replay(answers: dict[str, Any], closed: list[str] | None = None, **more: Any) -> Response | tuple[Mistake, ...]:
    return replayed(CONSULTATION, record(answers, closed, **more), "seed", NOW)


def mistakes(answers: dict[str, Any], closed: list[str] | None = None, **more: Any) -> dict[str | None, str]:
    found = replay(answers, closed, **more)
    assert isinstance(found, tuple)
    assert len({each.question for each in found}) == len(found)
    return {each.question: each.message for each in found}


def test_a_whole_line_is_a_complete_response() -> None:
    response = replay(WHOLE, language="en")
    assert isinstance(response, Response)
    assert response.place == Thanks()
    assert response.draft == {}
    assert {
        each: value for answers in encoded(CONSULTATION, response.closed).values() for each, value in answers.items()
    } == WHOLE
    assert record_of(CONSULTATION, "r001", "en", response) == record(WHOLE, language="en")


def test_what_was_left_out_was_skipped_and_what_follows_is_filled_in() -> None:
    response = replay({"roles": ["worker"]})
    assert isinstance(response, Response)
    assert encoded(CONSULTATION, response.closed) == {
        "about": {"roles": ["worker"], "main_role": "worker"},
        "troubles": {},
        "scores": {},
        "places": {"base": "worker"},
    }
    assert response.place == Thanks()


def test_only_the_closed_sections_are_sent() -> None:
    response = replay({"park": "dont_know"}, ["more", "scores"])
    assert isinstance(response, Response)
    assert response.closed == {"scores": {"park": Rated(None)}, "more": {}}
    assert record_of(CONSULTATION, "r001", None, response) == record({"park": "dont_know"}, ["scores", "more"])


def test_nothing_sent_is_a_response_too() -> None:
    assert replay({}, []) == Response("seed")


def test_options_may_stand_in_any_order_and_texts_in_white_space() -> None:
    response = replay({"roles": {"chosen": ["worker", "resident"], "own_words": " A neighbour\n"}}, ["about"])
    assert isinstance(response, Response)
    assert response.sent == {"roles": Chosen(("resident", "worker"), "A neighbour")}


def test_an_answer_that_follows_may_be_given() -> None:
    assert isinstance(replay({"roles": ["worker"], "main_role": "worker"}, ["about"]), Response)


@pytest.mark.parametrize(
    ("answers", "question", "message"),
    [
        ({"colour": "red"}, "colour", "There is no such question."),
        ({"park": "7"}, "park", "It cannot be '7': expected a whole number or 'dont_know', found '7'."),
        ({"park": 11}, "park", "It takes a number between 1 and 10."),
        ({"years": 5, "flat": 3}, "flat", "It does not apply, given the other answers."),
        ({"troubles": ["rain", "noise", "snow"]}, "troubles", "It has no option 'rain', 'snow'."),
        ({"troubles": ["noise", "noise"]}, "troubles", "It names an option twice."),
        ({"wishes": ["tram", "tram"]}, "wishes", "It names an option twice."),
        ({"troubles": ["noise", "none"]}, "troubles", "It combines an option that stands alone with others."),
        ({"troubles": ["noise", "litter", "traffic", "darkness"]}, "troubles", "It takes at most 3 of its options."),
        ({"troubles": []}, "troubles", "It takes at least 1 of its options, not 0."),
        ({"pair": ["trees"]}, "pair", "It takes at least 2 of its options, not 1."),
        ({"pair": {"own_words": "Hedges"}}, "pair", "It takes no own words, or these are empty."),
        ({"troubles": {"chosen": [], "own_words": " "}}, "troubles", "It takes no own words, or these are empty."),
        ({"troubles": {"own_words": "x" * 301}}, "troubles", "Its text has 301 characters; the limit is 300."),
        ({"park": 9, "praise": "x" * 21}, "praise", "Its text has 21 characters; the limit is 20."),
        ({"park": 9, "praise": "\u0000"}, "praise", "It is empty."),
        ({"main_role": "visitor"}, "main_role", "It answers itself with 'resident', the only option left."),
        ({"years": 130}, "years", "It takes a number between 0 and 120."),
        ({"years": 7.55}, "years", "It takes at most 1 digits after the point."),
        ({"years": 1e15}, "years", "It takes a number of at most 15 digits."),
        ({"years": 50, "park": 5, "flat": 0}, "flat", "It takes a number of at least 1."),
        ({"years": 50, "park": 5, "flat": 1.234}, "flat", "It would be taken as 1234."),
        ({"arrived": "1899-12-31"}, "arrived", "It takes a date between 1900-01-01 and 2021-09-10."),
        ({"arrived": "soon"}, "arrived", "It cannot be 'soon': expected a date as YYYY-MM-DD, found 'soon'."),
        ({"park": 1}, "blame", "It has to be answered."),
        ({"wishes": ["tram", "school", "market"]}, "wishes", "It takes at most 2 of its options."),
        ({"base": "worker"}, "base", "It answers itself with 'resident', the only option left."),
    ],
)  # fmt: skip
def test_what_the_conversation_refuses_is_a_mistake(answers: dict[str, Any], question: str, message: str) -> None:
    assert mistakes({"roles": ["resident"], "street": "Strada Mare"} | answers) == {question: message}


@pytest.mark.parametrize(
    ("main_role", "message"),
    [("resident", "It does not offer the option 'resident' here."), ([], "It has to be answered.")],
)
def test_what_is_not_offered_to_this_respondent_is_a_mistake(main_role: object, message: str) -> None:
    answers = {"roles": ["worker", "visitor"], "main_role": main_role}
    assert mistakes(answers, ["about"]) == {"main_role": message}


@pytest.mark.parametrize("words", ["3", "1, 2", "99", "Zgomot"])
def test_own_words_that_would_be_read_as_options_are_refused(words: str) -> None:
    read_as = "Its own words would be read as options: they are an option's text, or nothing but numbers."
    assert mistakes({"troubles": {"own_words": words}}, ["troubles"]) == {"troubles": read_as}


def test_own_words_of_a_single_choice_that_would_lead_on_are_refused() -> None:
    found = mistakes(
        {"troubles": ["noise"], "worst": ["noise"], "remedy": {"chosen": "bins", "own_words": "2"}}, ["troubles"]
    )
    assert [*found] == ["remedy"]


def test_sections_and_languages_that_are_not_there_are_mistakes() -> None:
    assert replay({}, ["attic", "scores", "cellar"], language="hu") == (
        Mistake(None, "The consultation does not speak 'hu'."),
        Mistake(None, "There is no section 'attic' to close."),
        Mistake(None, "There is no section 'cellar' to close."),
    )


def test_an_answer_in_a_section_that_is_not_closed_is_a_mistake() -> None:
    assert mistakes({"park": 5, "wishes": ["tram"]}, ["scores"]) == {
        "wishes": "Its section 'places' is not among the closed ones."
    }


def test_an_answer_in_a_section_that_asks_nothing_is_a_mistake() -> None:
    assert mistakes({"roles": ["worker"], "flat": 3}) == {"flat": "It does not apply, given the other answers."}


def test_all_mistakes_of_a_line_come_together_in_the_order_of_the_questions() -> None:
    found = replay({"wishes": ["bus"], "park": 0, "pair": ["pond"], "colour": 1, "arrived": "2030-01-01"})
    assert isinstance(found, tuple)
    assert [each.question for each in found] == ["colour", "roles", "arrived", "park", "pair", "wishes"]


def test_what_follows_from_a_mistake_is_not_said_beside_it() -> None:
    answers = {**WHOLE, "roles": ["resident", "owner"], "troubles": 5, "park": "good"}
    assert [*mistakes(answers)] == ["roles", "troubles", "park"]


def test_a_mistake_leaves_the_others_to_be_checked() -> None:
    found = mistakes({**WHOLE, "park": 1, "pair": ["pond", "trees", "benches"]})
    assert [*found] == ["praise", "blame", "pair"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "The line: Invalid JSON"),
        ("[]", "The line: Input should be an object"),
        ('{"respondent": "r1"}', "answers: Field required."),
        ('{"respondent": "", "answers": {}}', "respondent: String should have at least 1 character."),
        ('{"respondent": 1, "answers": {}}', "respondent: Input should be a valid string."),
        ('{"respondent": "r1", "answers": {}, "closed": "about"}', "closed: Input should be a valid"),
        ('{"respondent": "r1", "answers": {}, "language": "Romanian"}', "language: String should match pattern"),
        ('{"respondent": "r1", "answers": {}, "when": 1}', "when: Extra inputs are not permitted."),
    ],
)
def test_a_line_that_is_no_record(line: str, message: str) -> None:
    found = recorded(line)
    assert isinstance(found, tuple)
    assert found[0].question is None
    assert found[0].message.startswith(message)


def test_a_record_is_written_as_the_line_that_it_is_read_from() -> None:
    line = '{"respondent":"r001","language":"ro","closed":["scores"],"answers":{"park":8,"praise":"Tei înalți"}}'
    found = recorded(line)
    assert isinstance(found, Record)
    assert found.line == line
    assert "closed" not in record({"park": 8}).line


def test_closed_is_left_out_when_all_sections_that_ask_something_are() -> None:
    closed = {"about": {"roles": Chosen(("nobody",))}, "troubles": {}, "scores": {}, "places": {}}
    assert record_of(CONSULTATION, "r1", None, Response("seed", closed=closed)).closed is None
    # One that asks nothing and was sent all the same has to be named.
    more = Response("seed", closed={**closed, "more": {}})
    assert record_of(CONSULTATION, "r1", None, more).closed == ("about", "troubles", "scores", "places", "more")
    assert record_of(CONSULTATION, "r1", None, Response("seed")).closed == ()


def test_drafts_are_not_exported() -> None:
    response = Response("seed", draft={"scores": {"park": Rated(2)}}, closed={"scores": {"park": Rated(3)}})
    assert record_of(CONSULTATION, "r1", None, response).answers == {"park": 3}


def test_a_number_is_said_with_its_bounds() -> None:
    sections = CONSULTATION.model_dump(by_alias=True)["sections"]
    flat = sections[4]["questions"][0] | {"when": None, "from": None, "to": 9}
    other = Consultation.model_validate(
        CONSULTATION.model_dump(by_alias=True) | {"sections": [*sections[:4], sections[4] | {"questions": [flat]}]}
    )
    assert replayed(other, record({"flat": 10}, ["more"]), "seed", NOW) == (
        Mistake("flat", "It takes a number of at most 9."),
    )
