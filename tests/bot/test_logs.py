"""The log, in this process: what of ours and of the libraries' gets there, and what does not."""

import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import structlog

from bot.logs import configure_logs
from bot.measures import Measures

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def measures() -> Measures:
    return Measures()


@pytest.fixture
def lines(measures: Measures) -> Iterator[Lines]:
    """What was logged since; afterwards everything is as it was."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, warnings.showwarning
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    root.handlers = []
    stream = StringIO()
    configure_logs(stream, measures, readable=False)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    root.handlers, warnings.showwarning = before[0], before[2]
    root.setLevel(before[1])
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def raised() -> Exception:
    try:
        int("Maria")
    except ValueError as error:
        return error
    raise AssertionError("it is no number")


def test_a_line_has_its_moment_level_and_facts(lines: Lines, measures: Measures) -> None:
    structlog.get_logger().info("outage over", of="database", tries=3)
    [line] = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "outage over", "level": "info", "of": "database", "tries": 3}
    assert measures.value("glas_log_lines_total", level="info") == 1


def test_of_a_library_the_template_is_kept_and_its_values_are_not(lines: Lines) -> None:
    logging.getLogger("aiogram.event").error("Cause exception while process update id=%d: %s", 7, "Maria")
    logging.getLogger("chatty").warning(f"Maria wrote {'hello'}")
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot1:hush/getMe")
    first, second = lines()
    assert first["says"] == "Cause exception while process update id=%d: %s"
    assert (first["level"], first["library"]) == ("error", "aiogram.event")
    assert first["place"].startswith("test_logs.py:")
    assert "says" not in second
    assert "Maria" not in str((first, second))


def test_an_error_is_its_type_and_its_calls(lines: Lines) -> None:
    structlog.get_logger().error("ours", exc_info=raised())
    logging.getLogger("theirs").error("%s went wrong", "Maria", exc_info=raised())
    threading.excepthook(threading.ExceptHookArgs((ValueError, raised(), None, None)))
    sys.excepthook(ValueError, raised(), None)
    found = lines()
    assert [line["error"] for line in found] == ["builtins.ValueError"] * 4
    assert all("test_logs.py" in line["frames"][-1] for line in found)
    assert [line["level"] for line in found] == ["error", "error", "critical", "critical"]
    assert "Maria" not in str(found)


def test_a_warning_is_its_kind_and_its_place(lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning("Maria", UserWarning, "/somewhere/there.py", 7)
    [line] = lines()
    assert (line["kind"], line["place"]) == ("UserWarning", "there.py:7")
    assert "Maria" not in str(line)


def test_in_a_terminal_it_is_readable(measures: Measures, lines: Lines) -> None:
    stream = StringIO()
    configure_logs(stream, measures, readable=True)
    structlog.get_logger().error("ours", update=7, exc_info=raised())
    assert "ours" in stream.getvalue()
    assert "builtins.ValueError" in stream.getvalue()
    assert "Maria" not in stream.getvalue()
