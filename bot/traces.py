"""Errors as the log may have them: what a person wrote can stand in an error's message, so it stays out."""

import re
import traceback
from pathlib import PurePath
from typing import Any

import structlog


def kind(error: BaseException) -> str:
    """The type of the error."""
    return f"{type(error).__module__}.{type(error).__qualname__}"


def harmless(description: str) -> str:
    """Telegram's description without what it quotes: a tag that cannot be parsed may be what a person typed."""
    # To the last quotation mark, as there may be some in what is quoted; without a last one, to the end.
    return re.sub(r'"(.*"|[^"]*$)', '"…"', description.splitlines()[0] if description else "")


def log_fault(log: structlog.stdlib.BoundLogger, event: str, error: BaseException, **facts: object) -> None:
    """Logs a fault of ours: the type of the error and where it was raised, without messages and values."""
    log.error(event, **facts, **facts_of(error))


def facts_of(error: BaseException) -> dict[str, Any]:
    """What may be told of an error."""
    return {"error": kind(error), "frames": _frames(error)}


def _frames(error: BaseException) -> list[str]:
    """The calls, outermost first."""
    return [
        f"{PurePath(frame.filename).parent.name}/{PurePath(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
