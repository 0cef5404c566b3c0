"""A workbook that is written row by row, in constant memory, and holds nothing that a spreadsheet would run."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, assert_never

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # typed within, but it ships no py.typed

from results.exports.formulas import runs_as_formula

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384

_LIMIT = 32_767
"""UTF-16 units in a cell, by Excel's specification; no answer comes near it."""

Cell = int | float | Decimal | date | str | None


class Book:
    """A workbook in a seekable file. Worksheets are filled one after the other; `close` writes the file.

    `folder` is where temporary files go, which only their owner may read; they hold what the workbook will.
    """

    def __init__(self, file: BinaryIO, folder: Path) -> None:
        options = {
            "constant_memory": True,
            "tmpdir": str(folder),
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        }
        self._book: Any = Workbook(file, options)
        self._book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - only to say no other time
        self._bold = self._book.add_format({"bold": True})
        # Marks a cell as text, so that it stays one when somebody edits it.
        self._quoted = self._book.add_format({"quote_prefix": True})

    def sheet(self, name: str, headings: Sequence[str] = (), *, width: int | None = None) -> "Sheet":
        """The next worksheet, its headings in place. `width`: of the first column, in characters."""
        made = self._book.add_worksheet(name)
        if width is not None:
            made.set_column(0, 0, width)
        if headings:
            made.freeze_panes(1, 1)
            for place, heading in enumerate(headings):
                made.write_string(0, place, heading, self._bold)
        return Sheet(made, self._quoted, rows=int(bool(headings)))

    def close(self) -> None:
        """Write the file."""
        self._book.close()


class Sheet:
    """One worksheet; `rows`: how many it has, headings included."""

    def __init__(self, sheet: Any, quoted: Any, *, rows: int) -> None:
        self._sheet = sheet
        self._quoted = quoted
        self.rows = rows

    def add(self, cells: Iterable[Cell]) -> None:
        """One more row."""
        for place, cell in enumerate(cells):
            self._put(place, cell)
        self.rows += 1

    def _put(self, place: int, cell: Cell) -> None:
        match cell:
            case None:
                pass
            case str(text):
                # Always as a string, which no spreadsheet runs; the format is for those who edit it later.
                self._sheet.write_string(
                    self.rows, place, text[:_LIMIT], self._quoted if runs_as_formula(text) else None
                )
            case int() | float() | Decimal():
                self._sheet.write_number(self.rows, place, cell)
            case date():
                self._sheet.write_datetime(self.rows, place, cell)
            case _:
                assert_never(cell)
