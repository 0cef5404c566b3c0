"""The printed questionnaire says what the consultation asks, and whatever is written in it is only text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.consultation import Consultation
from flows.reading import load_consultation
from results.questionnaire.making import questionnaire, sheet
from results.questionnaire.sheet import Asked, Choices, Lines, Scale
from tests.flows.paper import neighbourhood

TIMISOARA = Path(__file__).parents[3] / "flows" / "consultations" / "timisoara_2021.yaml"


def asked(consultation: Consultation, language: str = "en") -> dict[str, Asked]:
    printed = sheet(consultation, language)
    questions = [question for part in printed.parts for question in part.questions]
    return dict(zip(consultation.question_by_id, questions, strict=True))


def test_every_question_is_there_with_its_number_and_room_for_its_answer() -> None:
    found = asked(neighbourhood())
    assert [question.number for question in found.values()] == [str(n) for n in range(1, len(found) + 1)]
    roles = found["roles"]
    assert (roles.text, roles.rules) == ("Who are you here? *", ("As many crosses as you like.",))
    assert isinstance(roles.answer, Choices)
    assert [(each.number, each.text) for each in roles.answer.options] == [
        ("1", "Resident"),
        ("2", "Worker"),
        ("3", "Visitor"),
        ("4", "Nobody"),
    ]
    assert roles.answer.own_words
    assert isinstance(found["park"].answer, Scale)
    assert (found["park"].answer.points[0], found["park"].answer.unsure) == ("1", "I don't know")
    assert isinstance(found["urgency"].answer, Scale)
    assert (found["urgency"].answer.points, found["urgency"].answer.unsure) == (tuple("012345"), "")
    assert found["praise"].answer == Lines(count=2)
    assert found["blame"].answer == Lines(count=12)
    assert found["years"].answer == Lines(count=1, short=True, before="Number:")
    assert found["arrived"].answer == Lines(count=1, short=True, before="Day, month, year:")


@pytest.mark.parametrize(
    ("question", "rules"),
    [
        ("main_role", ("Only among what you ticked in question 1.", "One cross.")),
        ("years", ("Only if: question 1 – ticked: Resident.",)),
        ("troubles", ("3 crosses at most.",)),
        (
            "worst",
            (
                "Only among what you ticked in question 5.",
                "Write 1 into the box of the first place, 2 into that of the second, and so on.",
            ),
        ),
        (
            "remedy",
            ("Only if: one of these: question 5 – ticked: Noise / question 6 – ticked: Litter.", "One cross."),
        ),
        ("urgency", ("Only if: question 7 – ticked: Police / Bins; not ticked: Bins.",)),
        ("praise", ("Only if: question 9 – at least 8.",)),
        ("blame", ("Only if: question 9 – at most 2.",)),
        ("pair", ("Exactly 2 crosses.",)),
        (
            "wishes",
            ("Write 1 into the box of the first place, 2 into that of the second, and so on.", "2 places at most."),
        ),
        ("flat", ("Only if: question 3 – at least 10 and not so: question 9 – at least 9.",)),
    ],
)
def test_rules_are_told_with_the_numbers_of_the_questions(question: str, rules: tuple[str, ...]) -> None:
    assert asked(neighbourhood())[question].rules == rules


def test_both_bounds_are_told() -> None:
    between = {"question": "q1", "at_least": 2, "at_most": 4}
    found = asked(consultation("x", when=between, min=2, max=3))
    assert found["q2"].rules == ("Only if: question 1 – from 2 to 4.", "At least 2 crosses.", "3 crosses at most.")


def test_the_privacy_notice_is_there_in_the_language() -> None:
    printed = sheet(load_consultation(TIMISOARA), "ro")
    assert [note.heading for note in printed.notes] == [
        "Cine răspunde de date",
        "Contact pentru protecția datelor",
        "Temeiul legal",
        "Plângeri",
        "Ce se păstrează",
        "Vârsta",
    ]
    assert sheet(neighbourhood(), "en").notes[0].heading == "What is stored"


def test_the_whole_consultation_of_timisoara_is_made_the_same_each_time() -> None:
    timisoara = load_consultation(TIMISOARA)
    document = questionnaire(timisoara, "ro")
    assert document.startswith(b"%PDF-")
    assert document == questionnaire(timisoara, "ro")


def consultation(text: str, *, language: str = "en", **second: object) -> Consultation:
    options = [{"id": f"o{n}", "text": text} for n in range(4)]
    questions = [
        {"id": "q1", "type": "rating", "low": text, "high": text, "text": text, "hint": text},
        {"id": "q2", "type": "multiple", "own_words": True, "text": text, "options": options, **second},
        {"id": "q3", "type": "text", "text": text},
    ]
    section = {"id": "s", "title": text, "intro": text, "questions": questions}
    texts = dict.fromkeys(("organiser", "title", "intro", "thanks"), text)
    return Consultation.model_validate({"id": "c", "languages": [language], "sections": [section], **texts})


@pytest.mark.parametrize(
    "text",
    [
        "#eval(1) $x$ *a* _b_ `c` <d> @e [f] \\ // /* ~ = - +",
        "<b>&amp;</b>",
        "شكرا جزيلا",
        "👩‍👩‍👧 🗳️",
        "ș" * 10_000,
        "a b " * 2_500,
        "\u202eabc\u2066",
        "a\x00\x1b\ufffe",
    ],
    ids=range(8),
)
def test_any_text_is_printed_as_text(text: str) -> None:
    assert questionnaire(consultation(text), "en").startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["ar", "hu", "sr-Latn", "qq", "gsw"])
def test_languages_that_the_program_does_not_speak_are_printed_all_the_same(language: str) -> None:
    asks = consultation("x", language=language)
    assert sheet(asks, language).right_to_left == (language == "ar")
    assert questionnaire(asks, language).startswith(b"%PDF-")


@settings(deadline=None, max_examples=25)
@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip() != ""))
def test_no_text_breaks_the_typesetting(text: str) -> None:
    assert questionnaire(consultation(text), "en").startswith(b"%PDF-")
