"""The Timișoara consultation offers what was published, table by table, and asks it in clean Romanian and English."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.consultation import (
    Consultation,
    Measured,
    Multiple,
    OpenText,
    Rating,
    Section,
    SectionKind,
    SectionRanking,
    Single,
)
from flows.reading import load_consultation

FILE = Path(__file__).parents[2] / "flows/consultations/timisoara_2021.yaml"
PUBLISHED = Path(__file__).parents[1] / "data/timisoara_2021_published.yaml"

NEEDS = {
    "needs_public_services": "Servicii publice",
    "needs_funding": "Finanțare",
    "needs_ecosystem": "Ecosistem",
    "needs_internationalisation": "Internaționalizare",
    "needs_infrastructure": "Infrastructură",
    "needs_human_resources": "Resurse umane",
}
VISION = {
    "city_for_all": "Orașul pentru toți",
    "quality_time": "Timp de calitate pentru timișoreni",
    "public_investment": "Investiții publice cu cel mai mare impact",
    "innovation_ecosystem": "Ecosistem vibrant de inovare",
    "attractive_city": "Timișoara în topul celor mai atractive orașe europene",
    "every_voice": "Fiecare cetățean are o voce",
    "fun_city": "Smart City = Fun City!",
}
PROFILE = {
    "organisation_types": "organisation_types",
    "necessity": "necessity_of_strategy",
    "digitalisation": "digitalisation_level",
    "sustainability": "sustainability_level",
    "field": "field",
}
SCALES = ("necessity", "digitalisation", "sustainability", "experience")


@pytest.fixture(scope="module")
def consultation() -> Consultation:
    return load_consultation(FILE)


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    published: dict[str, Any] = yaml.safe_load(PUBLISHED.read_text("utf-8"))
    return published


def romanian(consultation: Consultation, question: str) -> set[str]:
    """What the question offers, in Romanian, without what is not an opinion: none of these, does not apply."""
    options = consultation.options_of[question].values()
    return {option.text["ro"] for option in options if not option.exclusive and option.id != "does_not_apply"}


def texts(part: Any) -> Iterator[dict[str, str]]:
    match part:
        case {"ro": str()}:
            yield part
        case dict():
            yield from (text for each in part.values() for text in texts(each))
        case list() | tuple():
            yield from (text for each in part for text in texts(each))


def all_texts(consultation: Consultation) -> list[dict[str, str]]:
    return list(texts(consultation.model_dump()))


def test_the_sections_come_in_their_order(consultation: Consultation) -> None:
    sections = ["organisation", "dysfunctions", "vision", "vision_aspects", "needs", "recommendations", "about_you"]
    assert list(consultation.section_by_id) == sections
    assert [len(section.questions) for section in consultation.sections] == [2, 1, 7, 7, 6, 1, 5]


def test_dysfunctions_are_the_published_ones(consultation: Consultation, published: dict[str, Any]) -> None:
    assert romanian(consultation, "dysfunctions") == set(published["dysfunctions"]["percent"])
    question = consultation.question_by_id["dysfunctions"]
    assert isinstance(question, Multiple)
    assert (question.min, question.max) == (1, published["dysfunctions"]["max_choices"])


@pytest.mark.parametrize(("question", "category"), NEEDS.items())
def test_needs_are_the_published_ones(
    consultation: Consultation, published: dict[str, Any], question: str, category: str
) -> None:
    assert romanian(consultation, question) == set(published["needs"]["categories"][category]["percent"])
    assert consultation.question_by_id[question].text["ro"].startswith(f"{category}: ")


@pytest.mark.parametrize(("question", "element"), VISION.items())
def test_the_vision_is_the_published_one(
    consultation: Consultation, published: dict[str, Any], question: str, element: str
) -> None:
    assert consultation.question_by_id[question].text["ro"] == element
    aspects = consultation.question_by_id[f"{question}_aspects"]
    assert romanian(consultation, aspects.id) == set(published["vision"]["elements"][element]["percent"])
    assert aspects.when == Measured(question=question, at_least=1)


@pytest.mark.parametrize(("question", "table"), PROFILE.items())
def test_the_profile_is_the_published_one(
    consultation: Consultation, published: dict[str, Any], question: str, table: str
) -> None:
    assert romanian(consultation, question) == set(published["profile"][table]["percent"])


def test_everything_published_is_asked_about(published: dict[str, Any]) -> None:
    assert set(published["needs"]["categories"]) == set(NEEDS.values())
    assert set(published["vision"]["elements"]) == set(VISION.values())
    assert set(published["profile"]) == {*PROFILE.values(), "experience"}


def test_experience_is_asked_in_bands_that_end_in_the_published_one(
    consultation: Consultation, published: dict[str, Any]
) -> None:
    bands = list(consultation.options_of["experience"].values())
    assert bands[-1].id == "over_10"
    assert [bands[-1].text["ro"].lower()] == list(published["profile"]["experience"]["percent"])


def test_the_main_organisation_is_one_of_those_chosen(consultation: Consultation, published: dict[str, Any]) -> None:
    main = consultation.question_by_id["organisation_main"]
    assert isinstance(main, Single)
    assert (main.options_from, main.required) == ("organisation_types", False)
    for table in published["crosstabs"].values():
        assert romanian(consultation, "organisation_main") == set(table)


def test_scores_go_from_one_to_ten(consultation: Consultation, published: dict[str, Any]) -> None:
    for rating in consultation.section_by_id["vision"].questions:
        assert isinstance(rating, Rating)
        assert [rating.from_, rating.to] == published["vision"]["scale"]
        assert (rating.low["en"], rating.high["en"]) == ("not important at all", "very important")
        assert rating.dont_know


def test_only_two_questions_have_to_be_answered(consultation: Consultation) -> None:
    required = [question.id for question in consultation.questions if question.required]
    assert required == ["organisation_types", "dysfunctions"]


def test_every_multiple_choice_has_a_way_out_at_its_end(consultation: Consultation) -> None:
    for question in consultation.questions:
        if isinstance(question, Multiple):
            assert question.own_words, question.id
            assert [option.id for option in question.options if option.exclusive] == ["none"], question.id
            assert (question.options[-1].id, question.options[-1].pinned) == ("none", "last")


def test_scales_keep_their_order_and_other_lists_are_shuffled(consultation: Consultation) -> None:
    for question in consultation.questions:
        if isinstance(question, Single | Multiple) and question.options_from is None:
            assert question.shuffle == (question.id not in SCALES), question.id
            assert all(option.pinned for option in question.options if option.text["ro"] in {"Alta", "Altele"})


def test_results_have_their_rankings_nets_and_crosstabs(consultation: Consultation) -> None:
    rankings = {section.id: section.ranking for section in consultation.sections if section.ranking}
    assert rankings == {
        "dysfunctions": SectionRanking.MENTIONS,
        "vision": SectionRanking.MEAN,
        "needs": SectionRanking.MENTIONS,
    }
    (net,) = consultation.nets
    assert (net.id, net.options) == ("civil_society_and_ngos", ("civil_society", "ngo"))
    names = [crosstab.name for crosstab in consultation.crosstabs]
    assert names == ["organisation_main*digitalisation", "organisation_main*sustainability"]


def test_the_privacy_notice_is_complete(consultation: Consultation) -> None:
    assert consultation.privacy.missing == ()
    assert consultation.privacy.minimum_age == 16


def test_recommendations_are_typed(consultation: Consultation) -> None:
    assert isinstance(consultation.question_by_id["recommendations"], OpenText)


def test_every_text_is_written_in_both_languages(consultation: Consultation) -> None:
    assert consultation.languages == ("ro", "en")
    assert len(all_texts(consultation)) > 150
    for text in all_texts(consultation):
        assert list(text) == ["ro", "en"]


def test_romanian_is_written_with_its_own_letters(consultation: Consultation) -> None:
    for text in all_texts(consultation):
        assert not set("şţŞŢ") & set(text["ro"]), "s and t with a cedilla are Turkish; Romanian has a comma below"
        assert unicodedata.is_normalized("NFC", text["ro"])
        assert text["ro"].count("„") == text["ro"].count("”")
        assert '"' not in text["ro"]


def test_titles_fit_a_phone(consultation: Consultation) -> None:
    def lengths(section: Section) -> list[int]:
        return [len(text) for text in section.title.values()]

    assert all(length <= 30 for section in consultation.sections for length in lengths(section))


def test_who_answered_is_no_ranking_and_nor_is_a_scale(consultation: Consultation) -> None:
    profile = {
        each.id for each in consultation.questions if consultation.section_of[each.id].kind is SectionKind.PROFILE
    }
    unplaced = {each for each in consultation.options_of if not consultation.has_places(each)}
    assert unplaced == profile & consultation.options_of.keys()
    assert {each for each in consultation.options_of if consultation.is_scale(each)} == {
        "necessity",
        "digitalisation",
        "sustainability",
        "experience",
    }
