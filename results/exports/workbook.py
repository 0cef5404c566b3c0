"""XLSX: a warning, a row a response, and a codebook.

errors:
    TooWide(ValueError)   the consultation has more columns than a worksheet
"""

import tempfile
from collections.abc import AsyncIterable, Sequence
from pathlib import Path
from typing import BinaryIO

from flows.consultation import Consultation
from flows.response import Response
from results.exports.columns import RESPONDENT, Cell, Column, Measure, cells_of, columns_of
from results.exports.confidential import MARK, warning
from results.exports.xlsx import MOST_COLUMNS, MOST_ROWS, Book

_CODEBOOK = ("column", "section", "question", "holds", "text", "option", "option text")


class TooWide(ValueError):
    """The consultation has more columns than a worksheet; the message is a sentence for who asked."""


async def write_workbook(
    file: BinaryIO,
    consultation: Consultation,
    responses: AsyncIterable[Response],
    *,
    code: str,
    language: str,
    folder: Path,
    most_rows: int = MOST_ROWS,
) -> int:
    """A workbook into the seekable file; gives the number of responses. `folder` is where temporary files go.

    Responses that don't fit into one worksheet go on in the next. Raises TooWide, before anything is written.
    """
    columns = columns_of(consultation, language)
    if len(columns) >= MOST_COLUMNS:
        raise TooWide(f"the answers need {len(columns) + 1} columns, and a worksheet has {MOST_COLUMNS}")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".glas-") as temporary:
        book = Book(file, Path(temporary))
        first = book.sheet(MARK, width=80)
        for line in warning(consultation, code):
            first.add([line])
        written = await _write_responses(book, columns, responses, most_rows)
        codebook = book.sheet("codebook", _CODEBOOK, width=30)
        for column in columns:
            for option in _named(column):
                described = (column.name, column.section, column.question, column.measure.value, column.text)
                codebook.add((*described, *option))
        book.close()
    return written


async def _write_responses(
    book: Book, columns: Sequence[Column], responses: AsyncIterable[Response], most_rows: int
) -> int:
    headings = (RESPONDENT, *(column.name for column in columns))
    sheet, sheets, written = book.sheet("responses", headings), 1, 0
    async for response in responses:
        if sheet.rows == most_rows:
            sheets += 1
            sheet = book.sheet(f"responses {sheets}", headings)
        written += 1
        cells = zip(columns, cells_of(columns, response), strict=True)
        sheet.add((f"r{written:03}", *(_shown(column, cell) for column, cell in cells)))
    return written


def _shown(column: Column, cell: Cell) -> Cell:
    """An option by its id: the numbers of the codes mean nothing without a program that knows them."""
    if column.measure is not Measure.CODE:
        return cell
    return next((code.id for code in column.codes if code.value == cell), None)


def _named(column: Column) -> list[tuple[str, str]]:
    """What the column's values mean, or the option that it stands for."""
    named = [(each.id or str(each.value), each.text) for each in column.codes]
    return named or [(column.option, column.option_text)]
