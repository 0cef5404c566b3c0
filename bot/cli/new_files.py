"""Files that a command writes: always new ones."""

import os
from pathlib import Path


def write_new(output: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Raises OSError, FileExistsError among them: nothing is overwritten."""
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
