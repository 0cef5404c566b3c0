"""Files that only their owner may read, written whole or not at all.

errors:
    OSError               as the system gives it: FileNotFoundError, FileExistsError, PermissionError...
    └── ExposedFile       the mode of a file that should be private lets others in
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

OTHERS = 0o077
"""The mode bits that let anybody but the owner in."""


class ExposedFile(OSError):
    """Group or others may read, write or run the file."""


def read_private(path: Path) -> bytes:
    """The file's bytes. Raises ExposedFile before reading anything, and OSError."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & OTHERS:  # of the file that is open: the name may be given to another
            raise ExposedFile(path)
        return file.read()


def write_private(path: Path, text: str, *, overwrite: bool) -> None:
    """Put a file of mode 0600 at `path`, whole and on the disk when this returns, or leave all as it was.

    A symbolic link is followed, so that it stays one. Without `overwrite`, FileExistsError when anything stands there,
    which holds against others only under `locked`. The folder must exist. Raises OSError.
    """
    path = path.resolve()
    if not overwrite and path.exists():
        raise FileExistsError(path)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp gives mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextmanager
def new_private(path: Path) -> Iterator[BinaryIO]:
    """A new file of mode 0600, to be written and read; nothing is left of it when the block raises.

    Raises OSError, FileExistsError among them: nothing is overwritten.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
    except BaseException:  # whatever ended it, Ctrl-C too: half a file would pass for a whole one
        path.unlink()
        raise


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold every other process off that locks the same path; makes its folder, as `make_private_folder`.

    The lock is an empty file beside it, which stays: removing it would let two in. Raises OSError.
    """
    path = path.resolve()
    make_private_folder(path.parent)
    lock = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a crash gives it back, too
        yield
    finally:
        os.close(lock)


def make_private_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, each of mode 0700. Raises OSError."""
    # Path.mkdir(parents=True) gives its mode to the last folder only.
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Has the names in the folder on the disk: a power cut could take a new one back. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
