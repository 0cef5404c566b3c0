"""The JSON Schema of a questionnaire, with which editors complete and check one while it is written."""

from json import dumps

from flows.consultation import Consultation


def consultation_schema() -> str:
    """The schema, as it stands in flows/consultations/consultation.schema.json."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Consultation.model_json_schema()}
    return dumps(schema, indent=2, ensure_ascii=False) + "\n"
