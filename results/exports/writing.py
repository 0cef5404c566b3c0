"""An export in one of its formats: of responses, or of released figures."""

import tempfile
from collections.abc import AsyncIterable, Sequence
from pathlib import Path
from typing import BinaryIO, assert_never

from flows.response import Response
from results.exports.formats import ExportFormat
from results.exports.lines import write_lines
from results.exports.public import Figure, write_public_csv, write_public_lines, write_public_workbook
from results.exports.spss import write_sav
from results.exports.tidy import write_csv
from results.exports.workbook import write_workbook
from storage.rounds import Round


async def write_responses(
    form: ExportFormat, file: BinaryIO, of: Round, responses: AsyncIterable[Response], *, language: str, folder: Path
) -> int:
    """What counts of every response; gives how many. `folder` is where temporary files go. Raises TooWide."""
    match form:
        case ExportFormat.JSONL:
            return await write_lines(file, of.consultation, responses)
        case ExportFormat.CSV:
            return await write_csv(file, of.consultation, responses)
        case ExportFormat.XLSX:
            return await write_workbook(
                file, of.consultation, responses, code=of.code, language=language, folder=folder
            )
        case ExportFormat.SAV:
            return await write_sav(file, of.consultation, responses, code=of.code, language=language, folder=folder)
        case _:
            assert_never(form)


def write_figures(form: ExportFormat, file: BinaryIO, rows: Sequence[Figure]) -> None:
    """Released figures, in one of the formats that are `PUBLIC`."""
    match form:
        case ExportFormat.CSV:
            write_public_csv(file, rows)
        case ExportFormat.JSONL:
            write_public_lines(file, rows)
        case ExportFormat.XLSX:
            with tempfile.TemporaryDirectory() as folder:
                write_public_workbook(file, rows, Path(folder))
        case ExportFormat.SAV:
            raise ValueError("files of SPSS hold responses")
        case _:
            assert_never(form)
