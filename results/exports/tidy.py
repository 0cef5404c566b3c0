"""Tidy CSV: one row a part of an answer, so that every statistics program can count it without unpacking."""

import csv
import io
from collections.abc import AsyncIterable
from typing import BinaryIO

from flows.consultation import Consultation
from flows.response import Response
from results.exports.formulas import defused
from results.exports.parts import parts

HEADER = ("respondent", "section", "question", "kind", "option", "number", "text")


async def write_csv(file: BinaryIO, consultation: Consultation, responses: AsyncIterable[Response]) -> int:
    """UTF-8 with a byte order mark, without which Excel garbles ș and ț; RFC 4180. Gives the number of responses."""
    buffer = io.StringIO(newline="")
    rows = csv.writer(buffer)
    buffer.write("\ufeff")
    rows.writerow(HEADER)
    written = 0
    async for response in responses:
        written += 1
        for part in parts(consultation, response):
            section = consultation.section_of[part.question].id
            found = (section, part.question, part.kind.value, part.option, part.number, defused(part.text))
            rows.writerow((f"r{written:03}", *found))
        file.write(buffer.getvalue().encode())
        buffer.seek(0)
        buffer.truncate()
    file.write(buffer.getvalue().encode())
    return written
