"""What pydantic finds wrong with a consultation, as one plain sentence for the person who wrote it."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache

from pydantic_core import ErrorDetails

from flows.consultation import Consultation
from flows.mistakes import Path
from flows.sentence import Sentence, sentence, sentence_n
from flows.written.source import Leaf, Part, read_as_truth

_MISSING = sentence("is missing")
_EMPTY = sentence("is empty")
_NUMBER = sentence("must be a number, such as 3 or 2.5")
_DATE = sentence("must be a date as YYYY-MM-DD, or `today`")
_FIELDS = sentence("must be fields with values")
_BY_TYPE = {
    "missing": _MISSING,
    "union_tag_not_found": _MISSING,
    "int_type": sentence("must be a whole number, such as 3"),
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": sentence("must be `true` or `false`"),
    "string_type": sentence("must be a text"),
    "string_too_short": _EMPTY,
    "tuple_type": sentence("must be a list"),
    "model_type": _FIELDS,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "literal_error": _DATE,
}
_OTHERWISE = sentence("is not what belongs here; compare it with a file that is right")


def of_error(error: ErrorDetails, path: Path, part: Part | None) -> Sentence:
    """The sentence for `error`, found in `part` at `path`."""
    context = error.get("ctx", {})
    match error["type"]:
        case _ if isinstance(part, Leaf) and part.value is None and part.plain is not None:
            return _EMPTY
        case "dict_type" if path[-2:-1] == ("questions",):
            return _FIELDS
        case "string_type" | "dict_type" if isinstance(part, Leaf) and part.plain is not None:
            return _unquoted(part, part.plain)
        case "dict_type":
            return sentence("must be a text, or one text for each language")
        case "string_pattern_mismatch":
            return _pattern(path)
        case "union_tag_invalid":
            return sentence("must be one of {names}", names=_ticked(context["expected_tags"]))
        case "enum":
            some, _, last = _ticked(context["expected"]).rpartition(" or ")
            return sentence("must be {some} or {last}", some=some, last=last)
        case "greater_than_equal":
            return sentence("must be at least {bound}", bound=str(context["ge"]))
        case "less_than_equal":
            return sentence("must be at most {bound}", bound=str(context["le"]))
        case "too_short":
            return sentence_n(
                "must have at least {n} entry", "must have at least {n} entries", int(context["min_length"])
            )
        case other:
            return _BY_TYPE.get(other, _OTHERWISE)


def of_unknown_field(name: str, question_type: str | None) -> Sentence:
    """The sentence for a field that the model does not have; names the one that was probably meant."""
    known = _fields_of(question_type) if question_type else _all_fields()
    meant = [] if name in known else get_close_matches(name, sorted(known), n=1)
    if not question_type:
        if meant:
            return sentence("does not belong here; did you mean `{meant}`?", meant=meant[0])
        return sentence("does not belong here")
    if meant:
        return sentence(
            "is no field of a question of type `{type}`; did you mean `{meant}`?", type=question_type, meant=meant[0]
        )
    return sentence("is no field of a question of type `{type}`", type=question_type)


def _unquoted(part: Leaf, plain: str) -> Sentence:
    if isinstance(part.value, bool):
        return read_as_truth(plain, value=part.value)
    return sentence('must be a text; put it in quotes: "{text}"', text=plain)


def _pattern(path: Path) -> Sentence:
    if path[0] == "languages":
        return sentence("must be the code of a language, such as `ro` or `sr-Latn`")
    return sentence(
        "must begin with a letter from a to z and have only a-z, 0-9 and {joint} (no capitals, at most 64)",
        joint="-" if path == ("id",) else "_",
    )


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
