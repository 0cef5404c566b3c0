"""Every key of a consultation in YAML, from the JSON Schema that editors complete it by."""

from collections.abc import Iterator
from typing import Any

from referring.markdown import anchor, code, table

from flows.consultation import Consultation

_TOP = "The file"
_HEADINGS = {
    "Section": "A section",
    "Single": "A question of type `single`",
    "Multiple": "A question of type `multiple`",
    "Rating": "A question of type `rating`",
    "OpenText": "A question of type `text`",
    "Number": "A question of type `number`",
    "Ranking": "A question of type `ranking`",
    "DateQuestion": "A question of type `date`",
    "Option": "An option",
    "Chose": "A condition on options",
    "Measured": "A condition on a value",
    "All": "A condition of which all parts hold",
    "AnyOf": "A condition of which one part holds",
    "Not": "A condition that does not hold",
    "Net": "A net",
    "Crosstab": "A crosstab",
    "Privacy": "The privacy notice",
    "Release": "The release of results",
}
"""The models in the order in which somebody who writes a consultation meets them."""
_CONDITIONS = {"Chose", "Measured", "All", "AnyOf", "Not"}
_ID = r"^[a-z][a-z0-9_]{0,63}$"
_ID_OF_CONSULTATION = r"^[a-z][a-z0-9-]{0,63}$"
_LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$"

Schema = dict[str, Any]


def keys() -> Iterator[str]:
    """The part of the page about keys. Raises LookupError for one that lacks a description."""
    schema = Consultation.model_json_schema()
    models = {name: part for name, part in schema["$defs"].items() if "properties" in part}
    for name in models:
        if name not in _HEADINGS:
            raise LookupError(f"bin/referring/keys.py names no heading for the model {name} of flows/consultation.py")
    yield "## A consultation in YAML\n"
    yield (
        "One file a consultation; [timisoara_2021.yaml](../flows/consultations/timisoara_2021.yaml) is one, "
        "[consultation.schema.json](../flows/consultations/consultation.schema.json) is for editors, and `glas check` "
        "says what is wrong. A *text* is one string for all languages, or one for each: `{ro: Da, en: Yes}`. "
        "An *id* begins with a letter from a to z and has a-z, 0-9 and `_`, at most 64.\n"
    )
    yield from _model(_TOP, schema, schema)
    for name, heading in _HEADINGS.items():
        if name in models:
            yield from _model(heading, models[name], schema)


def _model(heading: str, model: Schema, schema: Schema) -> Iterator[str]:
    yield f"### {heading}\n"
    yield f"{model['description']}\n"
    required = model.get("required", ())
    yield table(
        ("key", "type", "default", "meaning"),
        (
            (code(key), _type(part, schema), _default(part, has_to_be=key in required), _meaning(heading, key, part))
            for key, part in model["properties"].items()
        ),
    )


def _meaning(heading: str, key: str, part: Schema) -> str:
    if "description" not in part:
        raise LookupError(f"flows/consultation.py: `{key}` of {heading.lower()} has no description")
    return str(part["description"])


def _default(part: Schema, *, has_to_be: bool) -> str:
    if has_to_be:
        return "has to be given"
    match part.get("default"):
        case dict():
            return "those below"
        case None | []:
            return ""
        case bool(value):
            return code(str(value).lower())
        case value:
            return code(str(value))


def _type(part: Schema, schema: Schema) -> str:
    """The type in words."""
    match part:
        case {"$ref": str(reference)}:
            return _named(reference.removeprefix("#/$defs/"), schema)
        case {"oneOf": list(kinds)}:
            return f"[question](#{anchor(_HEADINGS[_name(kinds[0])])})"
        case {"anyOf": list(kinds)}:
            return _one_of([kind for kind in kinds if kind.get("type") != "null"], schema)
        case {"const": value}:
            return code(str(value))
        case {"type": "array", "items": items}:
            return f"list: {_type(items, schema)}{_least(part.get('minItems', 0))}"
        case {"type": "integer"}:
            return f"whole number{_range(part)}"
        case {"type": "number"}:
            return "number"
        case {"type": "boolean"}:
            return "`true` or `false`"
        case {"type": "string", "format": "date"}:
            return "date"
        case {"type": "string", "pattern": pattern}:
            return {_ID: "id", _ID_OF_CONSULTATION: "id, with `-` instead of `_`", _LANGUAGE: "code of a language"}[
                pattern
            ]
        case {"type": "string"}:
            return "string"
        case _:
            raise LookupError(f"bin/referring/keys.py has no words for the type {part}")


def _one_of(kinds: list[Schema], schema: Schema) -> str:
    if len(kinds) == 1:
        return _type(kinds[0], schema)
    if {_name(kind) for kind in kinds} == _CONDITIONS:
        return f"[condition](#{anchor(_HEADINGS['Chose'])})"
    match kinds:
        case [{"type": "string"}, {"type": "object"}]:
            return "text"
        case [{"type": "number"}, {"type": "string"}]:  # a decimal: written as a number, or in quotes
            return "number"
        case _:
            return " or ".join(_type(kind, schema) for kind in kinds)


def _named(name: str, schema: Schema) -> str:
    if name in _HEADINGS:
        words = _HEADINGS[name].split(" ", 1)[1]
        return f"[{words}](#{anchor(_HEADINGS[name])})"
    return " or ".join(code(str(value)) for value in schema["$defs"][name]["enum"])


def _name(kind: Schema) -> str:
    return str(kind.get("$ref", "")).removeprefix("#/$defs/")


def _least(least: int) -> str:
    return f", at least {least}" if least else ""


def _range(part: Schema) -> str:
    low, high = part.get("minimum"), part.get("maximum")
    return f", {low} to {high}" if high is not None else f", at least {low}"
