"""What has to hold, in words."""

import pytest
from pydantic import TypeAdapter

from flows.consultation import Condition, Question, Section
from flows.diagrams.conditions import in_words, question_asked, section_asked
from tests.flows.paper import neighbourhood

HIGH = {"question": "park", "at_least": 8}
LOW = {"question": "park", "at_most": "2.5"}
RESIDENT = {"question": "roles", "any_of": ["resident"]}


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (HIGH, "park ≥ 8"),
        (LOW, "park ≤ 2.5"),
        ({**HIGH, "at_most": 9}, "park ≥ 8 and ≤ 9"),
        ({**HIGH, "at_most": 8}, "park = 8"),
        ({"question": "roles", "any_of": ["resident", "worker"]}, "roles: resident or worker"),
        ({"question": "roles", "none_of": ["resident", "worker"]}, "roles: not resident, not worker"),
        ({**RESIDENT, "none_of": ["worker"]}, "roles: resident, not worker"),
        ({"not": HIGH}, "not (park ≥ 8)"),
        ({"all": [HIGH, {"any": [LOW, RESIDENT]}]}, "park ≥ 8 and (park ≤ 2.5 or roles: resident)"),
        ({"any": [{"all": [HIGH, LOW]}, RESIDENT]}, "(park ≥ 8 and park ≤ 2.5) or roles: resident"),
    ],
)
def test_a_condition_in_words(condition: object, words: str) -> None:
    assert in_words(TypeAdapter[Condition](Condition).validate_python(condition)) == words


CHOICE = {"id": "best", "text": "Which one?", "options_from": "roles"}
OWN = [{"id": "none", "text": "None"}, {"id": "other", "text": "Other"}]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({**CHOICE, "type": "single"}, "2 or more chosen in roles"),
        ({**CHOICE, "type": "single", "options": OWN[:1]}, "1 or more chosen in roles"),
        ({**CHOICE, "type": "single", "options": OWN}, None),
        ({**CHOICE, "type": "multiple"}, "1 or more chosen in roles"),
        ({**CHOICE, "type": "ranking", "options": OWN[:1]}, None),
        ({**CHOICE, "type": "multiple", "when": HIGH}, "park ≥ 8 and 1 or more chosen in roles"),
        (
            {**CHOICE, "type": "multiple", "when": {"any": [HIGH, LOW]}},
            "(park ≥ 8 or park ≤ 2.5) and 1 or more chosen in roles",
        ),
        ({"id": "street", "text": "Which?", "type": "text", "when": RESIDENT}, "roles: resident"),
        ({"id": "street", "text": "Which?", "type": "text"}, None),
    ],
)
def test_when_a_question_is_asked(question: object, words: str | None) -> None:
    assert question_asked(TypeAdapter[Question](Question).validate_python(question)) == words


def test_when_a_section_is_opened() -> None:
    sections = neighbourhood().section_by_id
    assert section_asked(sections["about"]) is None
    assert section_asked(sections["more"]) == "years ≥ 10 and not (park ≥ 9)"
    several = sections["scores"].questions[1:3]
    assert section_asked(Section(id="why", title="Why", questions=several)) == "a question of it applies"
