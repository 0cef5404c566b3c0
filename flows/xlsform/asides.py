"""What a row of the sheet survey says that nobody else looks at: named, whatever the row is."""

import re
from collections.abc import Iterator, Mapping, Sequence

from flows.sentence import Sentence, sentence
from flows.xlsform.columns import ANSWERED_NO, BEGIN, END, GOES_WITH, PAGE, types_with
from flows.xlsform.found import Found
from flows.xlsform.tables import Cell, Row, says_no

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
_REFUSED = {
    "default": sentence("gives an answer beforehand; here every answer is given by a person, so leave it empty"),
    "read_only": sentence("makes the answer unchangeable, so nobody could give one"),
    "calculation": sentence("computes the answer, which a consultation does not"),
    "trigger": sentence("computes the answer anew, which a consultation does not"),
    "repeat_count": sentence("repeats questions, which a consultation does not"),
    "save_to": sentence("saves the answer into a list of entities, which Glas does not keep"),
}


_PARAMETERS = {
    "randomize": GOES_WITH["choice_filter"],
    **dict.fromkeys(("start", "end", "step", "tick_labelset"), GOES_WITH["glas_low"]),
}
"""The types of rows for which a parameter says something."""

_LAYOUT_PARAMETERS = {
    "tick_interval": GOES_WITH["glas_low"],
    "placeholder": GOES_WITH["glas_low"],
    "rows": frozenset({"text"}),
}


def say_the_rest(row: Row, type_: str, found: Found) -> None:
    """Tells whatever stands in the row and means nothing beside its type: layout is a note, all else is a flaw."""
    for column, cell in _filled(row):
        if type_ in GOES_WITH[column] or (column in ANSWERED_NO and says_no(cell)):
            continue
        if type_ == END and column == "label":
            found.note(cell.at, sentence("names the group once more, and was left out"))
        else:
            found.flaw(cell.at, _out_of_place(column, type_))
    if (appearance := row.cells.get("appearance")) is not None:
        _appearance(appearance, type_, found)
    for name, value in parameters_of(row).items():
        _parameter(row.cells["parameters"], name, value, type_, found)


def parameters_of(row: Row) -> Mapping[str, str]:
    """What stands in the column parameters, by names."""
    written = re.sub(r"\s*=\s*", "=", row.value("parameters"))
    pairs = [pair.partition("=") for pair in re.split(r"[\s,;]+", written) if pair]
    return {name.lower(): value if name.lower() == "tick_labelset" else value.lower() for name, _, value in pairs}


def _filled(row: Row) -> Iterator[tuple[str, Cell]]:
    """What stands in the row; a text in several languages once."""
    yield from row.cells.items()
    for column, texts in row.texts.items():
        yield column, next(iter(texts.values()))


def _out_of_place(column: str, type_: str) -> Sentence:
    if column in _REFUSED:
        return _REFUSED[column]
    if type_ == PAGE and BEGIN in GOES_WITH[column]:
        return sentence("stands beside a group within a group, which is only layout; write it beside the outer one")
    return sentence("means nothing in this row; it goes with {types}", types=types_with(column))


def _parameter(cell: Cell, name: str, value: str, type_: str, found: Found) -> None:
    if name == "randomize" and type_ in _PARAMETERS[name] and value not in {"true", "false"}:
        found.flaw(cell.at, sentence("`randomize` must be `true` or `false`"))
    elif type_ in _PARAMETERS.get(name, ()):
        return
    elif type_ in _LAYOUT_PARAMETERS.get(name, ()):
        found.note(cell.at, _layout(name))
    elif name == "seed" and type_ in _PARAMETERS["randomize"]:
        own = sentence("`seed` was left out: each person has an order of their own here, which stays the same")
        found.note(cell.at, own)
    else:
        found.flaw(cell.at, sentence("`{name}` has no meaning here for a row of this type", name=name))


def _appearance(cell: Cell, type_: str, found: Found) -> None:
    for word in cell.value.lower().split():
        if word == SCALE and type_ == "select_one":
            continue
        if word in _MEANS_SOMETHING:
            found.flaw(cell.at, _MEANS_SOMETHING[word])
        elif word in _LAYOUT:
            found.note(cell.at, _layout(word))
        else:
            found.flaw(cell.at, sentence("`{name}` has no meaning here", name=word))


def _layout(name: str) -> Sentence:
    return sentence("`{name}` is about the layout, which the chat makes itself", name=name)


def left_out(rows: Sequence[Row], found: Found) -> None:
    """Tells of texts in columns that Glas has no use for, once a column."""
    for name, message in _DROPPED.items():
        filled = [row for row in rows if name in row.texts]
        if filled:
            found.note(filled[0].place(name), message)
