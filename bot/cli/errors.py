"""How the command line says no: one clear sentence on stderr, exit code 1, no traceback.

Only foreseen errors are told so; any other is our own mistake, and its traceback is what helps to find it.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.refusal import Refusal


@contextmanager
def told(*kinds: type[Exception]) -> Iterator[None]:
    """Ends the command with exit code 1 when one of these errors, or a Refusal, comes out of the block."""
    foreseen: tuple[type[Exception], ...] = (Refusal, *kinds)
    try:
        yield
    except BrokenPipeError:  # `glas export | head`: nobody listens any more, which Typer knows how to end quietly
        raise
    except foreseen as error:
        complain(sentence(error))
        raise typer.Exit(1) from error


def complain(text: str) -> None:
    """Write it to stderr, every line marked as ours."""
    for line in text.splitlines():
        sys.stderr.write(f"glas: {line}\n")


def sentence(error: Exception) -> str:
    """What the error says, without its type; of an error of the system, also about which file."""
    match error:
        case OSError(errno=errno.EADDRINUSE):
            return "the port is in use; choose another with --port"
        case FileExistsError(filename=str(name) | bytes(name)):
            return f"{name!s}: is there already, and is never overwritten; please choose another name"
        case OSError(strerror=str(reason), filename=str(name) | bytes(name)):
            return f"{name!s}: {reason}"
        case _:
            return str(error)
