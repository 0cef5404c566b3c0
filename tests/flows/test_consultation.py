from decimal import Decimal

import pytest
from pydantic import ValidationError

from flows.consultation import (
    All,
    AnyOf,
    Chose,
    Consultation,
    Crosstab,
    Measured,
    Not,
    Privacy,
    Rating,
    Single,
    leans_on,
    referred,
    text_in,
)
from tests.flows.paper import neighbourhood


def test_a_text_is_found_by_language_with_fallbacks() -> None:
    thanks = neighbourhood().thanks
    assert text_in(thanks, "ro") == "Mulțumim!"
    assert text_in(thanks, "hu") == "Thank you!"
    assert text_in(neighbourhood().title, "hu") == "Our neighbourhood"


def test_questions_sections_and_options_are_found_by_id() -> None:
    consultation = neighbourhood()
    assert [*consultation.question_by_id][:4] == ["roles", "main_role", "years", "arrived"]
    assert [*consultation.section_by_id] == ["about", "troubles", "scores", "places", "more"]
    assert consultation.section_of["park"].id == "scores"
    assert [*consultation.options_of["roles"]] == ["resident", "worker", "visitor", "nobody"]
    assert "park" not in consultation.options_of


def test_options_that_stand_alone_are_not_offered_on() -> None:
    assert [*neighbourhood().options_of["main_role"]] == ["resident", "worker", "visitor"]


def test_options_that_stand_alone_are_no_mentions() -> None:
    assert neighbourhood().mentionable("roles") == 3


def test_what_questions_lean_on() -> None:
    consultation = neighbourhood()
    questions = consultation.question_by_id
    assert leans_on(questions["roles"]) == frozenset()
    assert leans_on(questions["main_role"]) == {"roles"}
    assert leans_on(questions["remedy"]) == {"troubles", "worst"}
    assert leans_on(questions["flat"]) == {"years", "park"}
    assert [each.id for each in consultation.grounds] == [
        "roles", "years", "troubles", "worst", "remedy", "park", "base",
    ]  # fmt: skip
    assert [each.id for each in consultation.borrowing] == ["main_role", "worst", "base"]


def test_a_condition_refers_to_all_that_stands_in_it() -> None:
    a, b, c = Chose(question="a", any_of=("x",)), Measured(question="b", at_least=Decimal(1)), Chose(question="c")
    assert referred(All(all=(a, Not(not_=AnyOf(any=(b, c)))))) == {"a", "b", "c"}


def test_a_scale_has_both_its_ends() -> None:
    park = neighbourhood().question_by_id["park"]
    assert isinstance(park, Rating)
    assert [*park.scale] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


def test_a_privacy_notice_tells_what_it_lacks() -> None:
    assert Privacy().missing == (
        "controller", "contact", "legal_basis", "retention_months", "key_erased_after_days", "minimum_age",
        "complaints", "on_paper",
    )  # fmt: skip
    assert Privacy(controller={"*": "The town"}, minimum_age=16).missing[0] == "contact"


def test_a_crosstab_has_a_name_among_the_tables() -> None:
    assert Crosstab(rows="main_role", columns="park").name == "main_role*park"


def test_what_is_no_part_of_a_consultation_is_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        Consultation.model_validate({**neighbourhood().model_dump(by_alias=True), "colour": "red"})
    with pytest.raises(ValidationError, match="text"):
        Single.model_validate({"id": "a", "type": "single", "text": " "})
