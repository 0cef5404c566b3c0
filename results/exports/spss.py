"""SPSS: a .sav file with labels, in memory that does not grow with the responses.

Own code, because the one library that is kept (pyreadstat) wants all cases in a pandas or polars frame: a gigabyte for
a million responses, and a hundred megabytes of packages. In the tests it reads what is written here, and so does PSPP.
"""

import json
import tempfile
from collections.abc import AsyncIterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, assert_never

from flows.consultation import Consultation, Multiple
from flows.response import Response
from results.exports.columns import RESPONDENT, Cell, Column, Measure, cells_of, columns_of
from results.exports.confidential import MARK, warning
from results.exports.sav_format import (
    LONGEST_STRING,
    Compressor,
    Datum,
    Format,
    Level,
    MultipleSet,
    Variable,
    cut,
    dictionary,
    elements,
)

_FIRST_DAY = date(1582, 10, 14)
"""SPSS counts seconds from the beginning of this day, the one before the Gregorian calendar."""


async def write_sav(
    file: BinaryIO,
    consultation: Consultation,
    responses: AsyncIterable[Response],
    *,
    code: str,
    language: str,
    folder: Path,
) -> int:
    """A system file; gives the number of responses. `folder` is where a temporary file without a name goes.

    A .sav file begins with the number of cases and the widths of its texts, so the cases are laid aside first.
    """
    columns = columns_of(consultation, language)
    with closing(_Aside(folder)) as aside:
        async for response in responses:
            aside.add([_datum(cell) for cell in cells_of(columns, response)])
        variables = [Variable(RESPONDENT, RESPONDENT, 12, form=Format.TEXT)]
        variables += [_variable(column, aside.widths.get(place, 1)) for place, column in enumerate(columns)]
        sets = _sets(consultation, columns)
        file.writelines(dictionary(variables, sets, f"{MARK} {code}", warning(consultation, code), aside.count))
        compressor = Compressor()
        file.writelines(
            compressor.packed(elements(variables, [f"r{number:03}".encode(), *case]))
            for number, case in enumerate(aside, start=1)
        )
        file.write(compressor.end())
        return aside.count


@dataclass
class _Aside:
    """Cases on the disk, and the widest text of each column in bytes."""

    folder: Path
    count: int = 0
    widths: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8", dir=self.folder)  # noqa: SIM115 - see `close`

    def add(self, case: Sequence[float | str | None]) -> None:
        for place, datum in enumerate(case):
            if isinstance(datum, str):
                self.widths[place] = max(self.widths.get(place, 1), min(len(datum.encode()), LONGEST_STRING))
        self._file.write(json.dumps(case) + "\n")
        self.count += 1

    def __iter__(self) -> Iterator[list[Datum]]:
        self._file.seek(0)
        for line in self._file:
            yield [cut(datum, LONGEST_STRING) if isinstance(datum, str) else datum for datum in json.loads(line)]

    def close(self) -> None:
        self._file.close()


def _datum(cell: Cell) -> float | str | None:
    match cell:
        case int() | Decimal():
            return float(cell)
        case date():
            return float((cell - _FIRST_DAY).days * 86_400)
        case str() | None:
            return cell
        case _:
            assert_never(cell)


def _variable(column: Column, width: int) -> Variable:
    match column.measure:
        case Measure.SENT | Measure.CHOSEN | Measure.DONT_KNOW:
            return Variable(column.name, column.label, values=((0, "0"), (1, "1")))
        case Measure.CODE:
            return Variable(column.name, column.label, values=tuple((each.value, each.text) for each in column.codes))
        case Measure.POINT:
            values = tuple((each.value, each.text) for each in column.codes)
            return Variable(column.name, column.label, level=Level.SCALE, values=values)
        case Measure.PLACE:
            return Variable(column.name, column.label, level=Level.ORDINAL)
        case Measure.NUMBER:
            return Variable(column.name, column.label, level=Level.SCALE, decimals=6)
        case Measure.DAY:
            return Variable(column.name, column.label, form=Format.ISO_DATE, level=Level.SCALE)
        case Measure.TEXT | Measure.OWN_WORDS:
            return Variable(column.name, column.label, width, form=Format.TEXT)
        case _:
            assert_never(column.measure)


def _sets(consultation: Consultation, columns: Sequence[Column]) -> list[MultipleSet]:
    chosen: dict[str, list[Column]] = {}
    for column in columns:
        if column.measure is Measure.CHOSEN:
            chosen.setdefault(column.question, []).append(column)
    assert all(isinstance(consultation.question_by_id[each], Multiple) for each in chosen)
    return [
        MultipleSet(question[:60].rstrip("_"), several[0].text, tuple(each.name for each in several))
        for question, several in chosen.items()
        if len(several) > 1
    ]
