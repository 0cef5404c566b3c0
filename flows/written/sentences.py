"""What pydantic finds wrong with a consultation, as one plain sentence for the person who wrote it."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache

from pydantic_core import ErrorDetails

from flows.consultation import Consultation
from flows.mistakes import Path
from flows.written.source import Leaf, Part

MISSING = "is missing"

_NUMBER = "must be a number, such as 3 or 2.5"
_DATE = "must be a date as YYYY-MM-DD, or `today`"
_BY_TYPE = {
    "missing": MISSING,
    "union_tag_not_found": MISSING,
    "int_type": "must be a whole number, such as 3",
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": "must be `true` or `false`",
    "string_type": "must be a text",
    "string_too_short": "is empty",
    "tuple_type": "must be a list",
    "model_type": "must be fields with values",
    "date_type": _DATE,
    "date_parsing": _DATE,
}

_NAME = "must begin with a letter from a to z and have only a-z, 0-9 and {} (no capitals, at most 64)"


def of_error(error: ErrorDetails, path: Path, part: Part | None) -> str:
    """The sentence for `error`, found in `part` at `path`."""
    context = error.get("ctx", {})
    match error["type"]:
        case _ if isinstance(part, Leaf) and part.value is None and part.plain is not None:
            return "is empty"
        case "dict_type" if path[-2:-1] == ("questions",):
            return _BY_TYPE["model_type"]
        case "string_type" | "dict_type" if isinstance(part, Leaf) and part.plain is not None:
            return _unquoted(part, part.plain)
        case "dict_type":
            return "must be a text, or one text for each language"
        case "string_pattern_mismatch":
            return _pattern(path)
        case "union_tag_invalid":
            return f"must be one of {_ticked(context['expected_tags'])}"
        case "enum" | "literal_error":
            return f"must be {_ticked(context['expected'])}"
        case "greater_than_equal":
            return f"must be at least {context['ge']}"
        case "less_than_equal":
            return f"must be at most {context['le']}"
        case "too_short":
            least = context["min_length"]
            return f"must have at least {least} {'entry' if least == 1 else 'entries'}"
        case other:
            return _BY_TYPE.get(other, error["msg"])


def of_unknown_field(name: str, question_type: str | None) -> str:
    """The sentence for a field that the model does not have; names the one that was probably meant."""
    known = _fields_of(question_type) if question_type else _all_fields()
    meant = [] if name in known else get_close_matches(name, sorted(known), n=1)
    owner = f"is no field of a question of type `{question_type}`" if question_type else "does not belong here"
    return f"{owner}; did you mean `{meant[0]}`?" if meant else owner


def _unquoted(part: Leaf, plain: str) -> str:
    if isinstance(part.value, bool):
        return f'is read as {str(part.value).lower()} by YAML; put it in quotes: "{plain}"'
    return f'must be a text; put it in quotes: "{plain}"'


def _pattern(path: Path) -> str:
    if path[0] == "languages":
        return "must be the code of a language, such as `ro` or `sr-Latn`"
    return _NAME.format("-" if path == ("id",) else "_")


def _ticked(expected: str) -> str:
    return expected.replace("'", "`")


def _fields_of(question_type: str) -> set[str]:
    return next(
        set(definition["properties"])
        for definition in _definitions()
        if definition["properties"].get("type", {}).get("const") == question_type
    )


def _all_fields() -> set[str]:
    return {name for definition in _definitions() for name in definition["properties"]}


@cache
def _definitions() -> Iterable[dict[str, dict[str, dict[str, object]]]]:
    schema = Consultation.model_json_schema()
    return [schema, *(each for each in schema["$defs"].values() if "properties" in each)]
