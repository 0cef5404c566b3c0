"""Nothing that stands in a workbook is dropped in silence: each cell changes the consultation, or is named."""

from collections.abc import Mapping, Sequence

import pytest

from flows.reading import ConsultationErrors, read_draft
from flows.xlsform.columns import END, GOES_WITH, KIND, PAGE
from flows.xlsform.help import TYPES
from flows.xlsform.settings import SETTINGS as ABOUT_THE_FORM
from tests.flows.xlsform.books import CHOICES, SETTINGS, Sheets, Value, book, draft, notes, only, said

ROWS: Mapping[str, Sequence[Mapping[str, Value]]] = {
    "select_one": [{"type": "select_one sizes", "name": "a", "label": "A"}],
    "select_multiple": [{"type": "select_multiple colours", "name": "a", "label": "A"}],
    "rank": [{"type": "rank colours", "name": "a", "label": "A"}],
    "range": [{"type": "range", "name": "a", "label": "A", "parameters": "start=1 end=5"}],
    "integer": [{"type": "integer", "name": "a", "label": "A"}],
    "decimal": [{"type": "decimal", "name": "a", "label": "A"}],
    "text": [{"type": "text", "name": "a", "label": "A"}],
    "date": [{"type": "date", "name": "a", "label": "A"}],
    "note": [{"type": "note", "name": "a", "label": "A"}],
    "acknowledge": [{"type": "acknowledge", "name": "a", "label": "A"}],
    "begin_group": [
        {"type": "begin_group", "name": "a", "label": "A"},
        {"type": "text", "name": "t", "label": "T"},
        {"type": "end_group"},
    ],
    PAGE: [
        {"type": "begin_group", "name": "a"},
        {"type": "text", "name": "t", "label": "T"},
        {"type": "end_group"},
    ],
    END: [{"type": "end_group"}],
}
"""A row of each type, with what it cannot stand without behind it."""

FILLED: Mapping[str, Value] = {
    "label": "More", "hint": "A hint", "required": "yes", "relevant": "${first} = 'x'", "constraint": ". = 1",
    "choice_filter": "a = 'b'", "appearance": "weird", "parameters": "foo=bar", "disabled": "yes", "read_only": "yes",
    "default": "no", "calculation": "1 + 1", "trigger": "${first}", "repeat_count": "2", "save_to": "x",
    "guidance_hint": "x", "constraint_message": "x",
    "required_message": "x", "glas_min": 2, "glas_max": 2, "glas_own_words": "yes", "glas_low": "bad",
    "glas_high": "good", "glas_dont_know": "yes", "glas_decimals": 2, "glas_kind": "profile",
    "glas_ranking": "mentions", "glas_id": "mine",
}  # fmt: skip

WITHOUT_EFFECT = {("note", "read_only"), ("acknowledge", "read_only"), ("acknowledge", "required")}
"""Notes are never written into, and going on acknowledges what has to be acknowledged; the page says so."""


def found(content: bytes) -> tuple[object, list[str]]:
    """What the workbook becomes, None when it is refused, and all that is said of it."""
    try:
        read = read_draft(content)
    except ConsultationErrors as errors:
        return None, [str(each) for each in errors.mistakes]
    return read.data, [*map(str, read.missing), *map(str, read.notes)]


def around(type_: str, **filled: Value) -> bytes:
    """A form with a row of that type, which has these values in these columns."""
    before: list[Mapping[str, Value]] = [{"type": "begin_group", "name": "g", "label": "G"}]
    question = {"type": "text", "name": "first", "label": "First"}
    first, *rest = ROWS[type_]
    row = {**first, **filled}
    match type_:
        case "note" | "acknowledge":
            rows = [*before, row, question, {"type": "end_group"}]
        case "begin_group":
            rows = [*before, question, {"type": "end_group"}, row, *rest]
        case "end_group":
            rows = [*before, question, row]
        case _:
            rows = [*before, question, row, *rest, {"type": "end_group"}]
    headings = list(dict.fromkeys(["type", "name", "label", *(name for each in rows for name in each)]))
    return only(headings, *([each.get(name) for name in headings] for each in rows))


def test_each_column_says_beside_which_rows_it_means_something() -> None:
    assert frozenset(GOES_WITH) == KIND.columns | KIND.texts
    assert FILLED.keys() | {"type", "name"} == GOES_WITH.keys()
    assert {each.partition(" ")[0] for each in TYPES} | {"acknowledge", PAGE} == ROWS.keys()


@pytest.mark.parametrize("type_", ROWS)
def test_what_means_nothing_beside_a_row_is_refused(type_: str) -> None:
    filled = {name: value for name, value in FILLED.items() if type_ not in GOES_WITH[name]}
    after, told = found(around(type_, **filled))
    assert after is None
    for column in filled:
        assert (type_, column) == (END, "label") or any(f"({column})" in each for each in told), column


@pytest.mark.parametrize("type_", ROWS)
def test_what_means_something_beside_a_row_changes_the_consultation_or_is_named(type_: str) -> None:
    before, said_before = found(around(type_))
    assert before is not None
    for column, value in FILLED.items():
        if type_ in GOES_WITH[column] and (type_, column) not in WITHOUT_EFFECT:
            after, told = found(around(type_, **{column: value}))
            assert after not in (None, before) or set(told) - set(said_before), column


def test_a_mark_of_a_section_beside_a_question_is_refused() -> None:
    head = ("type", "name", "label", "glas_kind")
    assert said(only(head, ("text", "income", "What is your income?", "profile"))) == [
        "sheet survey, row 2, column D (glas_kind): means nothing in this row; it goes with `begin_group`"
    ]
    inner = [("begin_group", "g", "G"), ("begin_group", "h", None, "profile"), ("text", "t", "T"), ("end_group",)]
    assert said(only(head, *inner, ("end_group",))) == [
        "sheet survey, row 3, column D (glas_kind): stands beside a group within a group, which is only layout; write"
        " it beside the outer one"
    ]


def test_a_column_tells_with_which_rows_it_goes() -> None:
    head = ("type", "name", "label", "hint", "glas_own_words", "required")
    rows = [("begin_group", "g", "G", "Help", None, "yes"), ("text", "t", "T", None, "yes"), ("end_group",)]
    assert said(only(head, *rows)) == [
        "sheet survey, row 2, column D (hint): means nothing in this row; it goes with any question, `acknowledge`,"
        " `note`",
        "sheet survey, row 2, column F (required): means nothing in this row; it goes with any question, `acknowledge`",
        "sheet survey, row 3, column E (glas_own_words): means nothing in this row; it goes with `select_multiple`,"
        " `select_one`",
    ]


def test_no_says_what_an_empty_cell_does() -> None:
    head = ("type", "name", "label", "required", "read_only", "glas_own_words", "glas_dont_know", "disabled")
    rows = [("begin_group", "g", "G", "no", "false()"), ("text", "t", "T", "no", "no", "no", 0, "no"), ("end_group",)]
    assert not any("sheet survey" in each for each in notes(only(head, *rows)))
    assert said(only(("type", "name", "label", "disabled"), ("text", "t", "T", "perhaps"))) == [
        "sheet survey, row 2, column D (disabled): must be `yes` or `no`"
    ]


def test_the_hint_of_a_note_stands_below_it() -> None:
    head = ("type", "name", "label", "hint")
    rows = [("note", "n", "Welcome", "It takes a minute."), ("text", "t", "T"), ("note", "m", None, "Bye")]
    consultation = draft(only(head, *rows)).consultation
    assert consultation.intro == {"*": "Welcome\n\nIt takes a minute."}
    assert consultation.thanks == {"*": "Bye"}


def test_parameters_are_looked_at_one_by_one() -> None:
    def told(type_: str, parameters: str) -> list[str]:
        content = only(("type", "name", "label", "parameters"), (type_, "a", "A", parameters))
        return [each.partition("(parameters): ")[2] for each in found(content)[1] if "(parameters)" in each]

    assert told("select_one sizes", "randomize=true; seed=42;") == [
        "`seed` was left out: each person has an order of their own here, which stays the same"
    ]
    assert told("select_one sizes", "randomize=perhaps") == ["`randomize` must be `true` or `false`"]
    assert told("range", "start=1 end=5 tick_interval=2") == [
        "`tick_interval` is about the layout, which the chat makes itself"
    ]
    assert told("range", "start=1 end=5 tick_labelset=nobody") == ["no list is called `nobody`"]
    assert told("text", "randomize=true") == ["`randomize` has no meaning here for a row of this type"]


def test_a_range_that_is_typed_has_nothing_of_a_scale() -> None:
    head = ("type", "name", "label", "parameters", "glas_low", "glas_high", "glas_dont_know")
    belongs = "belongs to a scale to tap, and this number is typed"
    assert said(only(head, ("range", "a", "A", "start=0 end=100 tick_labelset=sizes", "bad", "good", "yes"))) == [
        f"sheet survey, row 2, column D (parameters): {belongs}",
        f"sheet survey, row 2, column E (glas_low): {belongs}",
        f"sheet survey, row 2, column F (glas_high): {belongs}",
        f"sheet survey, row 2, column G (glas_dont_know): {belongs}",
    ]


def test_a_list_that_no_question_uses_is_noted() -> None:
    content = only(("type", "name", "label"), ("select_one sizes", "a", "A"))
    assert "sheet choices, row 4, column A (list_name): no question uses the list `colours`, so it was left out" in (
        notes(content)
    )
    used = only(("type", "name", "label", "parameters"), ("range", "a", "A", "start=1 end=5 tick_labelset=sizes"))
    assert not any("`sizes`" in each for each in found(used)[1] if "no question uses" in each)


def test_marks_of_options_that_are_taken_over_must_be_those_they_had() -> None:
    head = (*CHOICES[0], "glas_exclusive", "glas_pinned")
    again = [("again", "red", "Red", None, "last"), ("again", "green", "Green", "yes"), ("again", "blue", "Blue")]
    rows = [
        ("type", "name", "label", "choice_filter"),
        ("select_multiple colours", "a", "A"),
        ("select_one again", "b", "B", "selected(${a}, name)"),
    ]
    assert said(only(*rows, choices=[head, *CHOICES[1:], *again])) == [
        "sheet choices, row 7, column E (glas_pinned): `red` is marked otherwise than in the question before",
        "sheet choices, row 8, column D (glas_exclusive): `green` is marked otherwise than in the question before",
    ]


SURVEY: Sequence[Sequence[Value]] = (
    ("type", "name", "label"), ("select_one sizes", "size", "Size?"), ("select_one sizes", "before", "And before?"),
    ("select_multiple colours", "colours", "Which?"),
)  # fmt: skip
OTHER_SHEETS: list[tuple[str, Sequence[Value], Mapping[str, Value]]] = [
    ("choices", CHOICES[0], {"list_name": "sizes", "name": "tiny", "label": "Tiny", "glas_exclusive": "yes",
                             "glas_pinned": "last"}),
    ("nets", ("name", "question", "options", "label"),
     {"name": "warm", "question": "colours", "options": "red green", "label": "Warm"}),
    ("crosstabs", ("rows", "columns"), {"rows": "size", "columns": "before", "groups": "big small"}),
    *((sheet, ("part", "text"), {"part": part, "text": text}) for sheet, part, text in (
        ("consultation", "organiser", "The town"), ("privacy", "contact", "The officer"), ("release", "first", 60),
    )),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "always", "row"), OTHER_SHEETS)
def test_a_cell_of_another_sheet_changes_the_consultation_or_is_named(
    sheet: str, always: Sequence[str], row: Mapping[str, Value]
) -> None:
    def form(filled: Mapping[str, Value]) -> bytes:
        headings = list(dict.fromkeys([*always, *row]))
        lines: list[Sequence[Value]] = [headings, *([[filled.get(name) for name in headings]] if filled else [])]
        sheets: Sheets = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
        if sheet == "choices":
            lines = [headings, *CHOICES[1:], *lines[1:]]
        return book({**sheets, sheet: lines})

    before = found(form({}))
    assert before[0] is not None
    for column, value in row.items():
        # A part may still lack its text: the template has a row for each.
        assert column == "part" or found(form({column: value})) != before, f"{column} alone"
        assert found(form({name: value for name, value in row.items() if name != column})) != found(form(row)), column


@pytest.mark.parametrize("column", sorted(ABOUT_THE_FORM.columns))
def test_a_cell_of_the_settings_changes_the_consultation_or_is_named(column: str) -> None:
    def form(*cells: tuple[str, Value]) -> bytes:
        pairs = {"form_id": "t", "default_language": "English (en)", **dict(cells)}
        return book({"survey": SURVEY, "choices": CHOICES, "settings": [[*pairs], [*pairs.values()]]})

    assert found(form((column, "Română (ro)"))) != found(form())


def test_settings_contradict_neither_each_other_nor_themselves() -> None:
    settings: Sequence[Sequence[Value]] = [
        ("form_title", "default_language", "glas_languages"),
        ("T", "English (en)", "Română (ro), English (en)"),
    ]
    assert said(book({"survey": SURVEY, "choices": CHOICES, "settings": settings}))[0] == (
        "sheet settings, row 2, column B (default_language): is not the first one of `glas_languages`, which is the"
        " one for all others"
    )
    settings = [("form_title::Română (ro)", "form_title::English (en)"), ("Titlu", "Title")]
    assert said(book({"survey": SURVEY, "choices": CHOICES, "settings": settings}))[:2] == [
        "sheet settings, row 1, column A (form_title::Română (ro)): has no languages; write `form_title` without `::`",
        "sheet settings, row 1, column B (form_title::English (en)): has no languages; write `form_title` without `::`",
    ]


def test_a_question_without_a_list_and_a_condition_on_own_words_say_what_is_wrong() -> None:
    head = ("type", "name", "label", "relevant", "glas_own_words")
    for type_ in ("select_one", "Rank", "select all that apply"):
        assert said(only(head, (type_, "a", "A"))) == [
            f"sheet survey, row 2, column A (type): `{type_}` names no list; write behind it which rows of the sheet"
            " choices it offers"
        ]
    asks = "asks whether `a` was answered in own words, which a condition cannot here; add an option for it"
    for first in (("select_multiple colours or_other", "a", "A"), ("select_one sizes", "a", "A", None, "yes")):
        assert said(only(head, first, ("text", "b", "B", "selected(${a}, 'other')"))) == [
            f"sheet survey, row 3, column D (relevant): {asks}"
        ]
    options = [*CHOICES, ("sizes", "other", "Other")]
    rows = [head, ("select_one sizes or_other", "a", "A"), ("text", "b", "B", "${a} = 'other'")]
    assert draft(only(*rows, choices=options)).consultation.question_by_id["b"].when is not None


def test_the_label_of_a_group_beside_its_end_is_left_out_with_a_note() -> None:
    assert "sheet survey, row 4, column C (label): names the group once more, and was left out" in notes(
        around(END, label="G")
    )


def test_options_in_order_leave_no_room_for_own_words() -> None:
    assert said(only(("type", "name", "label"), ("rank colours or_other", "a", "A"))) == [
        "sheet survey, row 2, column A (type): `or_other` goes with `select_one` and `select_multiple` only"
    ]
