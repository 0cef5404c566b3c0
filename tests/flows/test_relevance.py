from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter

from flows.answers import Answer, Answers, Chosen, Dated, Numbered, Ranked, Rated, Said
from flows.consultation import Condition, WithOptions
from flows.relevance import (
    applies,
    asked,
    chosen_in,
    consequent,
    forced,
    grounds,
    holds,
    offered,
    settled,
    standing,
)
from tests.flows.paper import neighbourhood

CONSULTATION = neighbourhood()
ANSWERS: Answers = {
    "roles": Chosen(("resident", "worker")),
    "worst": Ranked(("noise", "litter")),
    "park": Rated(7),
    "unsure": Rated(None),
    "years": Numbered(Decimal("7.5")),
    "praise": Said("Trees"),
    "arrived": Dated(date(2021, 9, 7)),
}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"question": "roles", "any_of": ["worker", "visitor"]}, True),
        ({"question": "roles", "any_of": ["visitor"]}, False),
        ({"question": "roles", "none_of": ["visitor"]}, True),
        ({"question": "roles", "none_of": ["worker"]}, False),
        ({"question": "roles", "any_of": ["resident"], "none_of": ["worker"]}, False),
        ({"question": "worst", "any_of": ["litter"]}, True),
        ({"question": "nothing", "any_of": ["a"]}, False),
        ({"question": "nothing", "none_of": ["a"]}, True),
        ({"question": "praise", "any_of": ["a"]}, False),
        ({"question": "park", "at_least": 7}, True),
        ({"question": "park", "at_least": 8}, False),
        ({"question": "park", "at_most": 7}, True),
        ({"question": "park", "at_most": 6}, False),
        ({"question": "park", "at_least": 1, "at_most": 6}, False),
        ({"question": "years", "at_least": "7.5", "at_most": "7.5"}, True),
        ({"question": "unsure", "at_least": 1}, False),
        ({"question": "nothing", "at_most": 10}, False),
        ({"question": "praise", "at_least": 0}, False),
        ({"all": [{"question": "park", "at_least": 7}, {"question": "years", "at_least": 7}]}, True),
        ({"all": [{"question": "park", "at_least": 7}, {"question": "years", "at_least": 8}]}, False),
        ({"any": [{"question": "park", "at_least": 8}, {"question": "years", "at_least": 7}]}, True),
        ({"any": [{"question": "park", "at_least": 8}, {"question": "years", "at_least": 8}]}, False),
        ({"not": {"question": "unsure", "at_least": 1}}, True),
        ({"not": {"question": "park", "at_least": 1}}, False),
    ],
)
def test_conditions(condition: dict[str, Any], expected: bool) -> None:
    assert holds(TypeAdapter(Condition).validate_python(condition), ANSWERS) is expected


def test_options_that_were_chosen_elsewhere_are_offered() -> None:
    assert options("main_role", {}) == ()
    assert options("main_role", ANSWERS) == ("resident", "worker")
    assert options("worst", {"troubles": Chosen(("none",))}) == ()
    assert options("remedy", {}) == ("first_aid", "police", "bins")


def test_options_of_its_own_are_offered_beside_those_chosen_elsewhere() -> None:
    sections = [section.model_copy() for section in CONSULTATION.sections]
    troubles = sections[1]
    remedy = troubles.questions[2]
    assert isinstance(remedy, WithOptions)
    worst = troubles.questions[1].model_copy(update={"options": remedy.options[:1]})
    sections[1] = troubles.model_copy(update={"questions": (troubles.questions[0], worst, *troubles.questions[2:])})
    other = CONSULTATION.model_copy(update={"sections": tuple(sections)})
    other.__dict__.pop("options_of", None)
    other.__dict__.pop("question_by_id", None)
    found = other.question_by_id["worst"]
    assert isinstance(found, WithOptions)
    answers = {"troubles": Chosen(("litter",))}
    assert [option.id for option in offered(other, found, answers)] == ["litter", "first_aid"]
    assert applies(other, found, {})


def test_a_question_applies_if_its_condition_holds_and_it_offers_something() -> None:
    assert [name for name in CONSULTATION.question_by_id if applies_to(name, {})] == [
        "roles", "arrived", "troubles", "park", "pair", "wishes",
    ]  # fmt: skip
    assert applies_to("main_role", ANSWERS)
    assert not applies_to("main_role", {"roles": Chosen(("nobody",))})


def test_the_only_option_that_is_left_answers_the_question() -> None:
    question = CONSULTATION.question_by_id["main_role"]
    assert forced(CONSULTATION, question, {"roles": Chosen(("worker",))}) == Chosen(("worker",))
    assert forced(CONSULTATION, question, ANSWERS) is None
    assert forced(CONSULTATION, CONSULTATION.question_by_id["worst"], {"troubles": Chosen(("noise",))}) is None
    assert forced(CONSULTATION, CONSULTATION.question_by_id["park"], {}) is None


def test_questions_that_apply_and_do_not_answer_themselves_are_asked() -> None:
    assert asked_in("about", {"roles": Chosen(("worker",))}) == ("roles", "arrived")
    assert asked_in("about", ANSWERS) == ("roles", "main_role", "years", "arrived")


def test_an_answer_that_has_lost_its_reason_is_no_reason_itself() -> None:
    answers = {"troubles": Chosen(("darkness",)), "remedy": Chosen(("police",))}
    assert asked_in("troubles", answers) == ("troubles", "worst")
    assert asked_in("troubles", {**answers, "troubles": Chosen(("noise",))})[-2:] == ("remedy", "urgency")


def test_an_answer_that_follows_is_a_reason_already() -> None:
    assert asked_in("places", {"roles": Chosen(("resident",))}) == ("street", "wishes")


def test_settled_answers_have_reasons_and_include_those_that_follow() -> None:
    answers: dict[str, Answer] = {
        "roles": Chosen(("worker",)),
        "years": Numbered(Decimal(3)),
        "troubles": Chosen(("litter",)),
        "worst": Ranked(("noise", "litter")),
        "street": Said("Main"),
    }
    kept: Answers = {
        "roles": Chosen(("worker",)),
        "main_role": Chosen(("worker",)),
        "troubles": Chosen(("litter",)),
        "worst": Ranked(("litter",)),
        "base": Chosen(("worker",)),
    }
    assert settled(CONSULTATION, answers) == kept
    assert settled(CONSULTATION, kept) == kept
    assert grounds(CONSULTATION, answers) == {each: kept[each] for each in kept if each != "main_role"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Chosen(("visitor",)), None),
        (Chosen(("visitor",), "More"), Chosen((), "More")),
        (Chosen(("worker",)), Chosen(("worker",))),
        (None, None),
    ],
)
def test_a_standing_answer_has_only_options_that_are_offered(answer: Answer | None, expected: Answer | None) -> None:
    answers = dict(ANSWERS) if answer is None else {**ANSWERS, "main_role": answer}
    assert standing(CONSULTATION, CONSULTATION.question_by_id["main_role"], answers) == expected
    ranked: Answers = {"troubles": Chosen(("litter",)), "worst": Ranked(("noise",))}
    assert standing(CONSULTATION, CONSULTATION.question_by_id["worst"], ranked) is None
    assert standing(CONSULTATION, CONSULTATION.question_by_id["park"], ANSWERS) == Rated(7)


ONE, TWO = {"roles": Chosen(("worker",))}, {"roles": Chosen(("worker", "visitor"))}
MAIN, BASE = {"main_role": Chosen(("worker",))}, {"base": Chosen(("worker",))}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({}, ONE, ONE | MAIN | BASE, id="comes when it follows"),
        pytest.param(ONE | MAIN, TWO | MAIN, TWO, id="goes when it follows no more"),
        pytest.param(ONE | MAIN, MAIN, {}, id="goes when nothing is left to follow from"),
        pytest.param(TWO | MAIN, TWO | MAIN, TWO | MAIN, id="stays when it was given"),
        pytest.param(
            TWO | {"main_role": Chosen(("visitor",))}, ONE | {"main_role": Chosen(("visitor",))}, ONE | MAIN | BASE,
            id="replaces what is offered no more",
        ),
        pytest.param(
            {"troubles": Chosen(("noise", "litter")), "worst": Ranked(("noise", "litter"))},
            {"troubles": Chosen(("litter",)), "worst": Ranked(("noise", "litter"))},
            {"troubles": Chosen(("litter",)), "worst": Ranked(("litter",))},
            id="options that are offered no more go",
        ),
        pytest.param(
            {"troubles": Chosen(("noise",)), "worst": Ranked(("noise",))},
            {"troubles": Chosen(("none",)), "worst": Ranked(("noise",))},
            {"troubles": Chosen(("none",)), "worst": Ranked(("noise",))},
            id="what does not apply waits for its reason",
        ),
    ],
)  # fmt: skip
def test_what_follows_from_a_change(before: Answers, after: Answers, expected: Answers) -> None:
    assert consequent(CONSULTATION, before, after) == expected


def test_chosen_options() -> None:
    assert chosen_in(ANSWERS, "roles") == ("resident", "worker")
    assert chosen_in(ANSWERS, "worst") == ("noise", "litter")
    assert chosen_in(ANSWERS, "park") == chosen_in(ANSWERS, "nothing") == ()


def options(question: str, answers: Answers) -> tuple[str, ...]:
    found = CONSULTATION.question_by_id[question]
    assert isinstance(found, WithOptions)
    return tuple(option.id for option in offered(CONSULTATION, found, answers))


def applies_to(question: str, answers: Answers) -> bool:
    return applies(CONSULTATION, CONSULTATION.question_by_id[question], answers)


def asked_in(section: str, answers: Answers) -> tuple[str, ...]:
    return tuple(each.id for each in asked(CONSULTATION, CONSULTATION.section_by_id[section], answers))
