"""A small consultation to try things on, and responses written down and read back."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import yaml

from flows.answers import Answers, decode, encode
from flows.consultation import Consultation
from flows.places import name_of, place_named
from flows.response import Response

HERE = Path(__file__).parent
NOW = datetime(2021, 9, 10, 12, tzinfo=UTC)


def neighbourhood() -> Consultation:
    """A consultation with every type of question and every kind of rule."""
    return Consultation.model_validate(yaml.safe_load((HERE / "neighbourhood.yaml").read_text("utf-8")))


def encoded(consultation: Consultation, sections: Mapping[str, Answers]) -> dict[str, dict[str, object]]:
    """The answers as JSON values, by section and question."""
    questions = consultation.question_by_id
    return {
        section: {question: encode(questions[question], answer) for question, answer in answers.items()}
        for section, answers in sections.items()
    }


def decoded(consultation: Consultation, sections: Mapping[str, Mapping[str, object]]) -> dict[str, Answers]:
    """The answers that `encoded` wrote."""
    questions = consultation.question_by_id
    return {
        section: {question: decode(questions[question], value) for question, value in values.items()}
        for section, values in sections.items()
    }


def read_back(consultation: Consultation, response: Response) -> Response:
    """The response after it was written as JSON text."""
    text = json.dumps(
        {
            "seed": response.seed,
            "place": name_of(response.place),
            "returning": name_of(response.returning) if response.returning else None,
            "draft": encoded(consultation, response.draft),
            "closed": encoded(consultation, response.closed),
        },
        allow_nan=False,
    )
    document = json.loads(text)
    return Response(
        seed=document["seed"],
        place=place_named(document["place"]),
        returning=place_named(document["returning"]) if document["returning"] else None,
        draft=decoded(consultation, document["draft"]),
        closed=decoded(consultation, document["closed"]),
    )
