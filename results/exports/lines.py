"""JSON lines: the same that `glas replay` reads."""

from collections.abc import AsyncIterable
from typing import BinaryIO

from flows.consultation import Consultation
from flows.replaying import record_of
from flows.response import Response


async def write_lines(file: BinaryIO, consultation: Consultation, responses: AsyncIterable[Response]) -> int:
    """A line a response; gives how many."""
    written = 0
    async for response in responses:
        written += 1
        record = record_of(consultation, f"r{written:03}", None, response)
        file.write(f"{record.line}\n".encode())
    return written
