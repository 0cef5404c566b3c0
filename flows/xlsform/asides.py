"""What a row of the sheet survey says beside its question, and what becomes of it."""

from collections.abc import Mapping, Sequence

from flows.sentence import sentence
from flows.xlsform.found import Found
from flows.xlsform.tables import Cell, Row
from flows.xlsform.types import Select, Simple

SCALE = "likert"
"""The appearance of a `select_one` whose options lead from one end to the other."""

_LAYOUT = frozenset(
    [
        "multiline",
        "horizontal",
        "horizontal-compact",
        "vertical",
        "compact",
        "compact-1",
        "compact-2",
        "compact-3",
        "compact-4",
        "compact-5",
        "quick",
        "quickcompact",
        "minimal",
        "autocomplete",
        "autocomplete_chars",
        "search",
        "columns",
        "columns-1",
        "columns-2",
        "columns-3",
        "columns-4",
        "columns-5",
        "columns-pack",
        "no-buttons",
        "no-calendar",
        "picker",
        "rating",
        "no-ticks",
        "field-list",
        "table-list",
        "list-nolabel",
        "label-map",
        "spinner",
        "slider",
        "bearing",
        "w1",
        "w2",
        "w3",
        "w4",
        "w5",
        "w6",
        "w7",
        "w8",
        "thousands-sep",
        "distress",
        "geopicker",
        "coptic",
        "ethiopian",
    ]
)
_MEANS_SOMETHING = {
    "numbers": sentence("`numbers` takes digits only; ask for an `integer`"),
    "year": sentence("`year` asks for a year only; ask for an `integer`"),
    "month-year": sentence("`month-year` asks for a month only; ask for a `text`"),
    "label": sentence("`label` heads a grid and asks nothing; leave the row out"),
    "signature": sentence("`signature` asks for a signature, which is not asked here"),
    "draw": sentence("`draw` asks for a drawing, which is not asked here"),
    "new": sentence("`new` asks for a new recording, which is not asked here"),
    "hidden": sentence("`hidden` hides the question"),
}
_DROPPED = {
    "guidance_hint": sentence("the column is for interviewers and was left out"),
    "constraint_message": sentence("the column was left out: Glas says itself what an answer has to be"),
    "required_message": sentence("the column was left out: Glas says itself that an answer is needed"),
}
_PROPERTY = sentence("sets a property of the form's XML, which Glas does not have")
_REFUSED = {
    "default": sentence("gives an answer beforehand; here every answer is given by a person, so leave it empty"),
    "read_only": sentence("makes the answer unchangeable, so nobody could give one"),
    "calculation": sentence("computes the answer, which a consultation does not"),
    "trigger": sentence("computes the answer anew, which a consultation does not"),
    "repeat_count": sentence("repeats questions, which a consultation does not"),
    "save_to": sentence("saves the answer into a list of entities, which Glas does not keep"),
    "bind": _PROPERTY,
    "body": _PROPERTY,
    "instance": _PROPERTY,
}


_PARAMETERS = {
    "select": frozenset({"randomize", "seed"}),
    "range": frozenset({"start", "end", "step", "tick_labelset", "tick_interval", "placeholder"}),
    "text": frozenset({"rows"}),
}


def say_the_rest(row: Row, parameters: Mapping[str, str], kind: Select | Simple, found: Found) -> None:
    """Tells what else a row says: layout has no meaning in a chat, the rest is refused."""
    for name, message in _REFUSED.items():
        cell = row.cells.get(name)
        if cell is not None and cell.value.lower() not in {"no", "false", "false()"}:
            found.flaw(cell.at, message)
    if (appearance := row.cells.get("appearance")) is not None:
        _appearance(appearance, kind, found)
    known = _PARAMETERS.get("select" if isinstance(kind, Select) else kind.name, frozenset())
    for name in parameters:
        if name not in known:
            message = sentence("`{name}` has no meaning here for a question of this type", name=name)
            found.flaw(row.place("parameters"), message)


def _appearance(cell: Cell, kind: Select | Simple, found: Found) -> None:
    for word in cell.value.lower().split():
        if word == SCALE and isinstance(kind, Select) and kind.kind == "single":
            continue
        if word in _MEANS_SOMETHING:
            found.flaw(cell.at, _MEANS_SOMETHING[word])
        elif word in _LAYOUT:
            layout = sentence("`{name}` is about the layout, which the chat makes itself", name=word)
            found.note(cell.at, layout)
        else:
            found.flaw(cell.at, sentence("`{name}` has no meaning here", name=word))


def left_out(rows: Sequence[Row], found: Found) -> None:
    """Tells of texts in columns that Glas has no use for, once a column."""
    for name, message in _DROPPED.items():
        filled = [row for row in rows if name in row.texts]
        if filled:
            found.note(filled[0].place(name), message)
