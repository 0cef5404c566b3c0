"""Files that a command writes: always new ones."""

import os
from pathlib import Path

from bot.refusal import Refusal


def refuse_unless_pdf(output: Path) -> None:
    """A name that promises something else than a PDF. Raises Refusal."""
    if output.suffix.lower() != ".pdf":
        raise Refusal(f"{output} would be a PDF: please let its name end in .pdf")


def write_new(output: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Raises OSError, FileExistsError among them: nothing is overwritten."""
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
