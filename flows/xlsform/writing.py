"""A consultation as the bytes of an XLSForm workbook, which ODK and KoboToolbox open as well."""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # typed within, but it ships no py.typed
from xlsxwriter.format import Format  # type: ignore[import-untyped]  # as above
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # as above

from flows.consultation import Consultation, Results
from flows.xlsform.help import CHOICES, COLUMNS, FREE, ROWS
from flows.xlsform.sheets import Page, pages

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Stands in the file as its date, so that the same consultation gives the same bytes."""

_WIDTHS = {
    "type": 28,
    "name": 26,
    "list_name": 22,
    "label": 48,
    "text": 60,
    "explanation": 70,
    "hint": 36,
    "relevant": 36,
    "constraint": 36,
}
_WIDTH = 18
_LAST = 999
"""The last row that has drop-downs, counted from 0."""


def workbook(consultation: Consultation) -> bytes:
    """The consultation as a workbook; the same consultation gives the same bytes."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": _EPOCH, "title": next(iter(consultation.title.values()))})
        _put_pages(book, pages(consultation))
        _put_help(book)
    return content.getvalue()


def _put_pages(book: Workbook, sheets: Iterable[Page]) -> None:
    """Adds the pages as sheets, each value as what it is: a text that looks like a formula stays a text."""
    heading = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    for page in sheets:
        sheet = book.add_worksheet(page.name)
        sheet.freeze_panes(1, 0)
        _put(sheet, page, heading, plain)
        _offer(sheet, page)


def _put(sheet: Worksheet, page: Page, heading: Format, plain: Format) -> None:
    for column, name in enumerate(page.headings):
        sheet.set_column(column, column, _WIDTHS.get(name.partition("::")[0], _WIDTH))
        sheet.write_string(0, column, name, heading)
    for number, cells in enumerate(page.rows, start=1):
        for column, name in enumerate(page.headings):
            value = cells.get(name)
            if isinstance(value, int):
                sheet.write_number(number, column, value, plain)
            elif value is not None:
                sheet.write_string(number, column, value, plain)


def _offer(sheet: Worksheet, page: Page) -> None:
    """Drop-downs where there is something to pick, and whole numbers where there is something to count."""
    for column, name in enumerate(page.headings):
        place = (page.name, name)
        if place in CHOICES:
            proposal = {"error_type": "information", "show_error": False} if place in FREE else {}
            sheet.data_validation(
                1, column, _LAST, column, {"validate": "list", "source": list(CHOICES[place]), **proposal}
            )
        elif name in {"glas_min", "glas_max"}:
            limits = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 50}
            sheet.data_validation(1, column, _LAST, column, limits)
    if page.name == "release":
        results = next(number for number, row in enumerate(page.rows, start=1) if row["part"] == "results")
        choices = [each.value for each in Results]
        sheet.data_validation(results, 1, results, 1, {"validate": "list", "source": choices})


def _put_help(book: Workbook) -> None:
    """A last sheet that explains the others."""
    sheet = book.add_worksheet("help")
    bold, plain = (
        book.add_format({"bold": True, "valign": "top"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheet.set_column(0, 1, 26)
    sheet.set_column(2, 2, 100)
    lines: list[tuple[str, str, str]] = [("sheet", "column", "what stands there"), *COLUMNS]
    lines += [("", "", ""), ("column type", "", "what the row is"), *((name, "", told) for name, told in ROWS)]
    lines += [("", "", ""), ("", "", _ABOUT)]
    for number, line in enumerate(lines):
        for column, text in enumerate(line):
            sheet.write_string(number, column, text, plain if column == 2 and number else bold)


_ABOUT = (
    "Columns that begin with glas_ and the sheets consultation, privacy, release, nets and crosstabs are Glas's own;"
    " KoboToolbox and ODK ignore them. `glas check FILE` names every mistake with sheet, row and column;"
    " `glas preview FILE` shows the consultation as people will see it."
)
