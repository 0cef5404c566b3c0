"""Responses are written to a file in a process of its own: it takes the processor, and taps must not wait for it.

errors:
    NotExported   there is no file, for one of the reasons below
    ├── TooLarge  it has more bytes than were asked for at most
    └── TooMany   its consultation has more columns than a worksheet
"""

import asyncio
import json
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory
from typing import Final

from pydantic import BaseModel, ConfigDict

from results.apart import answer_here, answered_apart
from results.exports.formats import ExportFormat
from results.exports.workbook import TooWide
from results.exports.writing import write_responses
from storage.database import open_database
from storage.responses import exported
from storage.rounds import round_by_code

_PROCESSOR_SECONDS: Final = 600
_MEMORY_BYTES: Final = 2 << 30


class NotExported(Exception):
    """There is no file."""


class TooLarge(NotExported):
    """It has more bytes than were asked for at most."""


class TooMany(NotExported):
    """Its consultation has more columns than a worksheet."""


class Task(BaseModel):
    """What is exported: `database` is its URL, `most` the bytes that the file may have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database: str
    code: str
    form: ExportFormat
    language: str
    most: int


async def exported_apart(task: Task) -> bytes:
    """The file, as `glas export` writes it: what counts of every response, in an order drawn by lot.

    Raises NotExported, and results.apart.EndedWithoutAnswer.
    """
    answer = await answered_apart(__name__, task.model_dump_json().encode())
    refusal, _, content = answer.partition(b"\n")
    match json.loads(refusal):
        case TooLarge.__name__:
            raise TooLarge
        case TooMany.__name__:
            raise TooMany
        case _:
            return content


async def answer_to(task: Task) -> bytes:
    """What the child process answers: a line that names the refusal, if there is one, and the file."""
    database = await open_database(task.database)
    try:
        of = await round_by_code(database, task.code)
        responses = exported(database, of, SystemRandom())
        with TemporaryDirectory(prefix="glas-") as folder:
            path = Path(folder) / "export"
            with path.open("w+b") as file:
                await write_responses(task.form, file, of, responses, language=task.language, folder=Path(folder))
            if path.stat().st_size > task.most:
                return json.dumps(TooLarge.__name__).encode() + b"\n"
            return b"null\n" + path.read_bytes()
    except TooWide:
        return json.dumps(TooMany.__name__).encode() + b"\n"
    finally:
        await database.close()


if __name__ == "__main__":
    answer_here(
        lambda message: asyncio.run(answer_to(Task.model_validate_json(message))),
        processor_seconds=_PROCESSOR_SECONDS,
        memory_bytes=_MEMORY_BYTES,
    )
