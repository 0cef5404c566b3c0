"""The cells of a workbook (.xlsx), read within bounds whatever somebody put into the file.

Sizes are added up from the archive's own directory before anything is unpacked, and what is unpacked never exceeds
what that directory declares (zipfile stops there and finds the checksum wrong). XML is read by openpyxl through
defusedxml, which refuses entities. Formulas are never computed: what the spreadsheet program stored beside them counts.
"""

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser

from flows.mistakes import Position
from flows.sentence import Sentence, sentence, sentence_n
from flows.written.source import Unreadable, too_large
from flows.xlsform.found import Found, too_long
from flows.xlsform.signature import OLD_OFFICE

LARGEST_FILE = 2_000_000
"""Size of the largest workbook that is read, in bytes."""

LARGEST_UNPACKED = 10_000_000
"""Bytes of all that it unpacks to."""

MOST_FILES = 500
MOST_SHEETS = 40
MOST_ROWS = 3_000
MOST_VALUES = 60_000
"""Cells with something in them, in all sheets together."""

LONGEST_VALUE = 10_000

_NOWHERE = Position(0, 0)
_DAMAGED = sentence("the workbook is damaged, or none: open it, and save it as an Excel workbook (.xlsx)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The values of a sheet as texts, by row and column, both counted from 1; blank cells and rows are left out."""

    name: str
    rows: Mapping[int, Mapping[int, str]]

    def at(self, row: int, column: int, heading: str = "") -> Position:
        """Where that cell is."""
        return Position(row, column, self.name, heading)


def sheets(content: bytes, found: Found) -> tuple[Sheet, ...]:
    """The sheets of the workbook, in its order. Unreadable when there is no reading it."""
    _refuse_at_sight(content)
    try:
        return tuple(_sheets(content, found))
    except Unreadable:
        raise
    except Exception as error:
        # Whatever openpyxl makes of a crooked file: it documents no errors, and has raised ten kinds of them.
        raise Unreadable(_DAMAGED, _NOWHERE) from error


def _refuse_at_sight(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise Unreadable(too_large(len(content), LARGEST_FILE), _NOWHERE)
    if content.startswith(OLD_OFFICE):
        closed = sentence(
            "the file has a password or is of an old format (.xls): without it, save it as an Excel workbook (.xlsx)"
        )
        raise Unreadable(closed, _NOWHERE)
    try:
        with ZipFile(BytesIO(content)) as archive:
            files = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(_DAMAGED, _NOWHERE) from error
    names = {each.filename.lower() for each in files}
    if any(name.endswith("vbaproject.bin") for name in names):
        macros = sentence("the workbook has macros (.xlsm), which are not read: save it as an Excel workbook (.xlsx)")
        raise Unreadable(macros, _NOWHERE)
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Unreadable(sentence("the file is no Excel workbook; save it as an Excel workbook (.xlsx)"), _NOWHERE)
    unpacked = sum(each.file_size for each in files)
    if unpacked > LARGEST_UNPACKED or len(files) > MOST_FILES:
        bomb = sentence(
            "the workbook is too large: it unpacks to {bytes} bytes in {files} files,"
            " at most {most_bytes} bytes in {most_files} files are read",
            bytes=unpacked,
            files=len(files),
            most_bytes=LARGEST_UNPACKED,
            most_files=MOST_FILES,
        )
        raise Unreadable(bomb, _NOWHERE)


def _sheets(content: bytes, found: Found) -> Iterator[Sheet]:
    reader = _Reader(content, found)
    names: set[str] = set()
    if len(reader.worksheets) > MOST_SHEETS:
        too_many = sentence_n(
            "the workbook has more than {n} sheet", "the workbook has more than {n} sheets", MOST_SHEETS
        )
        raise Unreadable(too_many, _NOWHERE)
    for worksheet in reader.worksheets:
        name = " ".join(worksheet.title.split())
        if name.lower() in names:
            raise Unreadable(sentence("two sheets are called {name}", name=name), _NOWHERE)
        names.add(name.lower())
        yield reader.sheet(name, worksheet)


class _Reader:
    """Reads one workbook, and counts what it reads."""

    def __init__(self, content: bytes, found: Found) -> None:
        self._content = content
        self._found = found
        self._values = 0
        self.worksheets = _opened(content, computed=False)

    def sheet(self, name: str, worksheet: ReadOnlyWorksheet) -> Sheet:
        rows: dict[int, dict[int, str]] = {}
        formulas: list[tuple[int, int]] = []
        parser = _parser(worksheet, computed=False)
        for row, cells in _cells(parser):
            for column, kind, value in cells:
                if kind == "f":
                    formulas.append((row, column))
                elif kind == "e":
                    self._found.flaw(Position(row, column, name), _spreadsheet_error(value))
                elif text := _text(value):
                    rows.setdefault(row, {})[column] = self._counted(text, Position(row, column, name))
            if row > MOST_ROWS and row in rows:
                too_many = sentence_n("has more than {n} row", "has more than {n} rows", MOST_ROWS)
                raise Unreadable(too_many, Position(row, 0, name))
        if formulas:
            self._computed(name, worksheet.title, formulas, rows)
        self._merged(name, parser, rows)
        return Sheet(name, {row: rows[row] for row in sorted(rows)})

    def _counted(self, text: str, at: Position) -> str:
        self._values += 1
        if self._values > MOST_VALUES:
            too_many = sentence_n(
                "the workbook has more than {n} value", "the workbook has more than {n} values", MOST_VALUES
            )
            raise Unreadable(too_many, at)
        if len(text) > LONGEST_VALUE:
            raise Unreadable(too_long(len(text), LONGEST_VALUE), at)
        return text

    def _computed(
        self, name: str, title: str, formulas: list[tuple[int, int]], rows: dict[int, dict[int, str]]
    ) -> None:
        """Takes over what the formulas had come to when the workbook was saved."""
        (again,) = (each for each in _opened(self._content, computed=True) if each.title == title)
        stored = {
            (row, column): (kind, value)
            for row, cells in _cells(_parser(again, computed=True))
            for column, kind, value in cells
        }
        for row, column in formulas:
            at = Position(row, column, name)
            kind, value = stored.get((row, column), ("n", None))
            if kind == "e":
                self._found.flaw(at, _spreadsheet_error(value))
            elif text := _text(value):
                rows.setdefault(row, {})[column] = self._counted(text, at)
            else:
                self._found.flaw(at, sentence("is a formula without a stored value; write the value itself"))

    def _merged(self, name: str, parser: WorkSheetParser, rows: dict[int, dict[int, str]]) -> None:
        for merged in () if parser.merged_cells is None else parser.merged_cells.mergeCell:
            column, row, _, last_row = (place or 0 for place in range_boundaries(str(merged.ref)))
            if any(row <= each <= last_row for each in rows):
                at = Position(row, column, name)
                message = sentence(
                    "is merged with other cells ({cells}); split them, each row needs its own", cells=str(merged.ref)
                )
                self._found.flaw(at, message)


def _spreadsheet_error(value: object) -> Sentence:
    return sentence("holds the spreadsheet's error {error}", error=str(value))


def _opened(content: bytes, *, computed: bool) -> list[ReadOnlyWorksheet]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and pictures, of which nothing is read
        workbook = load_workbook(BytesIO(content), read_only=True, data_only=computed, keep_links=False)
    return [each for each in workbook.worksheets if isinstance(each, ReadOnlyWorksheet)]


def _parser(worksheet: ReadOnlyWorksheet, *, computed: bool) -> WorkSheetParser:
    # openpyxl's own rows are filled up with empty cells, and a cell in the last corner makes 17 billion of them.
    sheet: Any = worksheet  # the stubs lack what has an underscore
    book = sheet.parent
    return WorkSheetParser(
        sheet._get_source(),  # noqa: SLF001 - there is no public way to cells alone
        sheet._shared_strings,  # noqa: SLF001 - as above
        data_only=computed,
        epoch=book.epoch,
        date_formats=book._date_formats,  # noqa: SLF001 - as above
        timedelta_formats=book._timedelta_formats,  # noqa: SLF001 - as above
    )


def _cells(parser: WorkSheetParser) -> Iterator[tuple[int, list[tuple[int, str, object]]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about dates out of range, which come as errors too
        for row, cells in parser.parse():
            yield row, [(each["column"], each["data_type"], each["value"]) for each in cells]


def _text(value: object) -> str:
    """The value as its author sees it; a date as 2027-03-31, a whole number without a point."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time() | timedelta():
            return str(value)
        case _:
            return str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()
