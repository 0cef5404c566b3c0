"""The JSON Schema that is shipped is the one that the models have now."""

import json
from pathlib import Path

from flows.schema import consultation_schema

CONSULTATIONS = Path(__file__).parents[2] / "flows/consultations"


def test_the_shipped_schema_is_up_to_date() -> None:
    # To renew it: .venv/bin/python -c "from flows.schema import consultation_schema as s; print(s(), end='')"
    assert (CONSULTATIONS / "consultation.schema.json").read_text("utf-8") == consultation_schema()


def test_editors_find_the_schema_of_every_questionnaire() -> None:
    questionnaires = list(CONSULTATIONS.glob("*.yaml"))
    assert questionnaires
    for file in questionnaires:
        first_line = file.read_text("utf-8").partition("\n")[0]
        assert first_line == "# yaml-language-server: $schema=consultation.schema.json"


def test_a_text_can_be_one_string_or_one_for_each_language() -> None:
    title = json.loads(consultation_schema())["properties"]["title"]
    assert [kind["type"] for kind in title["anyOf"]] == ["string", "object"]
