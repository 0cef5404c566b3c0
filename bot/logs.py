"""The log of a running bot: a line of JSON an event, or a readable one in a terminal, and never a word of a person.

Our own lines name what is logged one by one. Libraries quote what they please: an aiogram line holds an update, an
HTTP client's the URL with the token, a traceback what somebody typed. So of theirs only what stands in their source is
kept: the logger, the place, the template without its values, the type of an error and the calls that led there.
"""

import logging
import sys
import threading
import warnings
from pathlib import PurePath
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.measures import Measures
from bot.traces import facts_of

log: structlog.stdlib.BoundLogger = structlog.get_logger()


def configure_logs(stream: TextIO, measures: Measures, *, readable: bool) -> None:
    """Lets everything that this process logs, warns of or dies of go to `stream`, counted by level."""
    renderer: Processor = structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=not readable),
            _counting(measures),
            _without_messages,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
    logging.basicConfig(handlers=[_Libraries()], level=logging.WARNING, force=True)
    warnings.showwarning = _warned  # type: ignore[assignment]  # it is called with places, never with names
    sys.excepthook = lambda _kind, error, _frames: _died(error)
    threading.excepthook = lambda given: _died(given.exc_value)
    sys.unraisablehook = lambda given: _died(given.exc_value)


class _Libraries(logging.Handler):
    """Takes what libraries log."""

    def emit(self, record: logging.LogRecord) -> None:
        facts: dict[str, Any] = {}
        # Without values it may be a finished sentence, put together from anything.
        if record.args and isinstance(record.msg, str):
            facts["says"] = record.msg
        if record.exc_info and record.exc_info[1] is not None:
            facts |= facts_of(record.exc_info[1])
        place = f"{record.module}.py:{record.lineno} {record.funcName}"
        log.log(record.levelno, "a library says", library=record.name, place=place, **facts)


def _counting(measures: Measures) -> Processor:
    def count(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
        measures.log_lines.labels(line["level"]).inc()
        return line

    return count


def _without_messages(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """An exception that somebody logs whole becomes its type and its calls."""
    given = line.pop("exc_info", None)
    error = sys.exception() if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        line.update(facts_of(error))
    return line


def _warned(
    _message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    _file: TextIO | None = None,
    _line: str | None = None,
    /,
) -> None:
    log.warning("a library warns", kind=category.__name__, place=f"{PurePath(filename).name}:{lineno}")


def _died(error: BaseException | None) -> None:
    if error is not None and not isinstance(error, KeyboardInterrupt | SystemExit):
        log.critical("a fault that nothing caught", **facts_of(error))
