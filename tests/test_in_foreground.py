"""`make demo` and the keyboard: Ctrl-C ends the demo and not make, Ctrl-Z stops both."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

IN_FOREGROUND = Path(__file__).parents[1] / "bin" / "in-foreground"

# Ends well when interrupted, as `glas demo` does.
DEMO = """
import signal, sys
signal.signal(signal.SIGINT, lambda *_: sys.exit(print("interrupted")))
signal.signal(signal.SIGTERM, lambda *_: sys.exit(print("terminated") or 7))
signal.signal(signal.SIGCONT, lambda *_: print("goes on", flush=True))
print("runs", flush=True)
while True:
    signal.pause()
"""

AT_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture
def make(tmp_path: Path) -> list[str]:
    """A make that runs a demo as the Makefile does."""
    (tmp_path / "demo.py").write_text(DEMO)
    (tmp_path / "Makefile").write_text(f"demo:\n\t@{sys.executable} {IN_FOREGROUND} {sys.executable} demo.py\n")
    return ["make", "--directory", str(tmp_path), "--no-print-directory", "demo"]


@contextmanager
def at_terminal(command: list[str]) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """The command as the first of a terminal of its own, and the keyboard and screen of that."""
    keyboard, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", AT_TERMINAL, *command],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    try:
        yield process, keyboard
    finally:
        process.kill()
        process.wait()
        os.close(keyboard)  # hangs up: nothing that still runs there outlives it


def read_until(screen: int, text: str) -> str:
    """What stands on the screen up to and with `text`, or all there was when the last program has gone."""
    seen = b""
    while text.encode() not in seen:
        try:
            chunk = os.read(screen, 1024)
        except OSError:  # EIO: nobody holds the terminal any more
            break
        seen += chunk
    return seen.decode().replace("\r\n", "\n")


def test_ctrl_c_ends_the_demo_and_make_ends_well(make: list[str]) -> None:
    with at_terminal(make) as (process, keyboard):
        assert "runs" in read_until(keyboard, "runs")
        os.write(keyboard, b"\x03")
        left = read_until(keyboard, "nothing more")
        assert process.wait(timeout=60) == 0
    assert left.split("\n")[-2:] == ["^Cinterrupted", ""]
    assert "make" not in left
    assert "Error" not in left


def test_ctrl_z_stops_make_too_and_both_go_on(make: list[str]) -> None:
    with at_terminal(make) as (process, keyboard):
        read_until(keyboard, "runs")
        os.write(keyboard, b"\x1a")
        stopped = os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        assert stopped is not None
        assert stopped.si_status == signal.SIGSTOP
        os.killpg(process.pid, signal.SIGCONT)
        assert "goes on" in read_until(keyboard, "goes on")
        os.write(keyboard, b"\x03")
        assert "interrupted" in read_until(keyboard, "interrupted")
        assert process.wait(timeout=60) == 0


def test_other_signals_and_the_exit_code_are_handed_on(make: list[str], tmp_path: Path) -> None:
    command = [sys.executable, str(IN_FOREGROUND), sys.executable, str(tmp_path / "demo.py")]
    with at_terminal(command) as (process, keyboard):
        read_until(keyboard, "runs")
        process.terminate()
        assert "terminated" in read_until(keyboard, "terminated")
        assert process.wait(timeout=60) == 7


def test_a_killed_command_is_told_as_a_shell_does() -> None:
    command = [sys.executable, str(IN_FOREGROUND), "sh", "-c", "kill -KILL $$"]
    with at_terminal(command) as (process, _):
        assert process.wait(timeout=60) == 128 + signal.SIGKILL


def test_without_a_terminal_the_command_gets_the_signal_itself(make: list[str]) -> None:
    with subprocess.Popen(
        make, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "runs\n"
        os.killpg(process.pid, signal.SIGINT)
        said, complaints = process.communicate(timeout=60)
    assert (said, complaints) == ("interrupted\n", "")
