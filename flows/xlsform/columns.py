"""Which column of the sheet survey means something beside which type of row. There is no column but these."""

from collections.abc import Mapping
from typing import Final, assert_never

from flows.sentence import Sentence, sentence
from flows.xlsform.tables import Kind
from flows.xlsform.types import Edge, Select, Simple

BEGIN: Final = "begin_group"
PAGE: Final = "begin_group within a group"
"""It is layout, and no section."""
END: Final = "end_group"

_SELECTS = frozenset({"select_one", "select_multiple", "rank"})
_QUESTIONS = _SELECTS | {"range", "integer", "decimal", "text", "date"}
_NOTES = frozenset({"note", "acknowledge"})
_SECTIONS = frozenset({BEGIN})
_SCALES = frozenset({"range"})
_ALL = _QUESTIONS | _NOTES | _SECTIONS | {PAGE, END}
_NONE: frozenset[str] = frozenset()

GOES_WITH: Final[Mapping[str, frozenset[str]]] = {
    "type": _ALL,
    "name": _ALL,
    "label": _ALL - {END},
    "hint": _QUESTIONS | _NOTES,
    "required": _QUESTIONS | {"acknowledge"},
    "relevant": _ALL - {END},
    "constraint": _QUESTIONS,
    "choice_filter": _SELECTS,
    "appearance": _ALL,
    "parameters": _ALL,
    "disabled": _ALL,
    "read_only": _NOTES,
    "default": _NONE,
    "calculation": _NONE,
    "trigger": _NONE,
    "repeat_count": _NONE,
    "save_to": _NONE,
    "guidance_hint": _ALL,
    "constraint_message": _ALL,
    "required_message": _ALL,
    "glas_min": frozenset({"select_multiple", "rank"}),
    "glas_max": frozenset({"select_multiple", "rank"}),
    "glas_own_words": frozenset({"select_one", "select_multiple"}),
    "glas_low": _SCALES,
    "glas_high": _SCALES,
    "glas_dont_know": _SCALES,
    "glas_decimals": frozenset({"decimal"}),
    "glas_kind": _SECTIONS,
    "glas_ranking": _SECTIONS,
    "glas_id": _SECTIONS,
}
"""The types of rows for which a column says something that is looked at. Appearance and parameters are looked at word
by word, and three columns are left out as a whole, with a note."""

_TEXTS = frozenset(
    {"label", "hint", "guidance_hint", "constraint_message", "required_message", "glas_low", "glas_high"}
)
KIND: Final = Kind(
    columns=frozenset(GOES_WITH) - _TEXTS,
    texts=_TEXTS,
    media=frozenset({"image", "big-image", "audio", "video"}),
    properties=frozenset({"bind", "body", "instance"}),
)

ANSWERED_NO: Final = frozenset({"required", "read_only", "glas_own_words", "glas_dont_know"})
"""Columns in which `no` says what an empty cell does."""


def type_of(kind: Select | Simple | Edge, *, within_a_group: bool) -> str:
    """The type of a row by its one name."""
    match kind:
        case Select(kind=asked):
            return {"single": "select_one", "multiple": "select_multiple", "ranking": "rank"}[asked]
        case Simple(name):
            return name
        case Edge(begins=True):
            return PAGE if within_a_group else BEGIN
        case Edge():
            return END
        case _:
            assert_never(kind)


def types_with(column: str) -> tuple[str | Sentence, ...]:
    """The types of rows that a column goes with, as its author reads them."""
    types = GOES_WITH[column]
    if types >= _QUESTIONS:
        return (sentence("any question"), *(f"`{each}`" for each in sorted(types - _QUESTIONS - {PAGE})))
    return tuple(f"`{each}`" for each in sorted(types))
