"""Workbooks for tests: sheets as lists of rows, written as spreadsheet programs write them."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook

from flows.reading import ConsultationErrors, Draft, read_draft

Value = str | int | float | bool | None | object
Sheets = Mapping[str, Sequence[Sequence[Value]]]


def book(sheets: Sheets) -> bytes:
    """The workbook with these sheets."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    sheet.cell(number, column).value = value
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


HEADINGS: Sequence[Value] = (
    "type",
    "name",
    "label",
    "relevant",
    "constraint",
    "choice_filter",
    "parameters",
    "appearance",
    "required",
)
SURVEY: Sequence[Sequence[Value]] = (
    ("type", "name", "label", "relevant", "constraint", "choice_filter", "parameters", "appearance", "required"),
    ("select_one sizes", "size", "How big?"),
    ("select_multiple colours", "colours", "Which colours?"),
    ("integer", "age", "How old?"),
)
CHOICES: Sequence[Sequence[Value]] = (
    ("list_name", "name", "label"),
    ("sizes", "big", "Big"),
    ("sizes", "small", "Small"),
    ("colours", "red", "Red"),
    ("colours", "green", "Green"),
    ("colours", "blue", "Blue"),
)
SETTINGS: Sequence[Sequence[Value]] = (
    ("form_title", "form_id", "default_language"),
    ("A town", "town", "English (en)"),
)


def form(*rows: Sequence[Value], choices: Sequence[Sequence[Value]] = (), **sheets: Sequence[Sequence[Value]]) -> bytes:
    """A small form with further rows and sheets."""
    return book({"survey": [*SURVEY, *rows], "choices": [*CHOICES, *choices], "settings": SETTINGS, **sheets})


def only(*rows: Sequence[Value], choices: Sequence[Sequence[Value]] = CHOICES) -> bytes:
    """A form with these rows alone, the headings first."""
    return book({"survey": rows, "choices": choices, "settings": SETTINGS})


_PARTS = {"id", "languages", "organiser", "title", "intro", "thanks"}


def draft(content: bytes) -> Draft:
    """The draft in the workbook, which has no mistake."""
    return read_draft(content)


def said(content: bytes) -> list[str]:
    """The mistakes of the workbook, without the parts that it lacks for a round."""
    try:
        found = read_draft(content)
    except ConsultationErrors as errors:
        return [str(mistake) for mistake in errors.mistakes if mistake.field not in _PARTS or mistake.question]
    raise AssertionError(f"no mistake in {found.data}")


def notes(content: bytes) -> list[str]:
    """The notes about a workbook without a mistake."""
    return [str(note) for note in read_draft(content).notes]
