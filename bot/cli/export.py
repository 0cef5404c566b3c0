"""`glas export`: what counts of every response, as the lines that `glas replay` reads."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import SystemRandom
from typing import TextIO

from bot.cli.checking import counted
from bot.cli.errors import complain
from bot.opening import chosen_round, opened
from bot.refusal import Refusal
from bot.settings import Settings
from flows.replaying import record_of
from storage.responses import exported


async def export(settings: Settings, code: str | None, output: Path | None) -> None:
    """Writes a line a response that sent at least one section; their order, and so their names, are drawn by lot."""
    written = 0
    async with opened(settings) as database:
        round_ = await chosen_round(database, code)
        if round_.answers_erased:
            raise Refusal(f"the answers of round {round_.code} are erased, only counts are left")
        with _private(output) as lines:
            async for response in exported(database, round_, SystemRandom()):
                written += 1
                record = record_of(round_.consultation, f"r{written:03}", None, response)
                lines.write(f"{record.line}\n")
    if output is not None:
        complain(f"{counted(written, 'response')} written to {output}")


@contextmanager
def _private(output: Path | None) -> Iterator[TextIO]:
    """Stdout, or a new file that only its owner may read; nothing is left of it when the block raises.

    Raises OSError, FileExistsError among them: nothing is overwritten.
    """
    if output is None:
        yield sys.stdout
        return
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as lines:
            yield lines
    except BaseException:  # whatever ended it, Ctrl-C too: half an export would pass for a whole one
        output.unlink()
        raise
