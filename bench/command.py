"""A `glas` command in a process of its own, with the time that it took and its memory at the peak.

The peak is the process's own VmHWM (Linux): ru_maxrss of a child counts what its parent had when it was started.
"""

import os
import re
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.crowd import Town


@dataclass(frozen=True, slots=True)
class Ran:
    """`seconds` on the clock from start to end, and of `processor`; `megabytes` of memory at its peak; `output`."""

    seconds: float
    processor: float
    megabytes: float
    output: str


def ran(town: Town, *arguments: str) -> Ran:
    """Runs the command on the town's database. Raises subprocess.CalledProcessError."""
    note = town.folder / "peak"
    environment = {**os.environ, "GLAS_DATA": str(town.folder), "GLAS_KEYS": str(town.keys_path)}
    command = [sys.executable, "-m", __name__, str(note), *arguments]
    began, used = time.perf_counter(), processor_seconds(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    seconds, processor = time.perf_counter() - began, processor_seconds(resource.RUSAGE_CHILDREN) - used
    return Ran(seconds, processor, float(note.read_text()), done.stdout)


def processor_seconds(whose: int) -> float:
    """User and system time so far, of this process or of its children that have ended."""
    found = resource.getrusage(whose)
    return found.ru_utime + found.ru_stime


def main() -> None:
    """The process: the first argument names the file for its peak, the others are those of `glas`."""
    note, *arguments = sys.argv[1:]
    sys.argv = ["glas", *arguments]
    from bot.cli import main as glas  # noqa: PLC0415 - what a command imports is part of what it costs

    try:
        glas()
    finally:
        peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
        assert peak is not None
        Path(note).write_text(str(int(peak[1]) / 1024))


if __name__ == "__main__":
    main()
