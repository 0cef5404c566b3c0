"""What commands and pictures cost here and in another checkout, in turns, in seconds of processor: before and after.

.venv/bin/python -m bench.against FOLDER [--times 8] [--json FILE]

FOLDER is a checkout of another commit (`git worktree add FOLDER COMMIT`). Each has a round of the 305 reconstructed
respondents of its own; both run under this Python, whose packages they share. A busy machine makes every run longer,
so least and median stand side by side, and the ratio is that of the least.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent.parent
_GLAS = "import sys; sys.argv[0] = 'glas'; from bot.cli import main; main()"
_PICTURES = """
import time
from results.pictures.picture import question_picture
from tests.results.counted import the_305, timisoara
published, consultation = the_305(), timisoara()
question_picture(published, consultation, "ro", "needs_funding")
used = time.process_time()
# Each is new to Typst: what it has set once costs it less again.
for language in ("ro", "en"):
    question_picture(published, consultation, language, "dysfunctions")
print((time.process_time() - used) / 2)
"""
_LOOKS = """
import asyncio, sys, tempfile, time
from datetime import UTC, datetime
from pathlib import Path
from bot.registry import Registry
from flows.reading import load_consultation
from storage.database import open_database, upgrade
from storage.keys import new_keys, save_keys
from storage.rounds import open_round

async def looked(rounds, looks=200):
    with tempfile.TemporaryDirectory() as folder:
        url, keys, ring = f"sqlite+aiosqlite:///{folder}/glas.sqlite", Path(folder, "keys"), new_keys()
        await upgrade(url)
        database = await open_database(url)
        for number in range(1, rounds + 1):
            ring = ring.with_round_key(number)
            consultation = load_consultation(Path("flows/consultations/timisoara_2021.yaml"))
            # Each is a consultation of its own, as it would be.
            consultation = consultation.model_copy(update={"id": f"consultation-{number}"})
            await open_round(database, ring, consultation, f"round-{number}", opens=datetime.now(UTC))
        save_keys(keys, ring)
        registry = await Registry.opened(database, keys, time.monotonic, real=True)
        await registry.look()
        used = time.process_time()
        for _ in range(looks):
            await registry.look()
        used = time.process_time() - used
        await database.close()
        return 1000 * used / looks

print(asyncio.run(looked(int(sys.argv[1]))))
"""
LOOKS = {f"a look whether anything has changed, {n} rounds, ms": str(n) for n in (1, 50)}
COMMANDS: dict[str, Sequence[str]] = {
    "glas round list": ("round", "list"),
    "glas results --exact --format json": ("results", "--exact", "--format", "json"),
    "glas report --exact": ("report", "--exact", "--output", "{new}"),
}


@dataclass(frozen=True, slots=True)
class Checkout:
    """A working tree, and a folder for its data."""

    root: Path
    data: Path

    def run(self, code: str, *arguments: str) -> tuple[float, str]:
        """Seconds of processor, and what was printed."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.root),
            "GLAS_DATA": str(self.data / "data"),
            "GLAS_KEYS": str(self.data / "keys"),
        }
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(  # noqa: S603 - our own
            [sys.executable, "-c", code, *arguments],
            cwd=self.root,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout

    def glas(self, *arguments: str) -> float:
        """A command; `{new}` among its arguments becomes a file that is not there yet."""
        new = self.data / "new.pdf"
        new.unlink(missing_ok=True)
        return self.run(_GLAS, *(each.format(new=new) for each in arguments))[0]

    def answered(self) -> None:
        """Open a round, with the 305 in it."""
        consultations = self.root / "flows" / "consultations"
        self.glas("round", "open", str(consultations / "timisoara_2021.yaml"), "--code", "town")
        self.glas("replay", str(consultations / "timisoara_2021_example.jsonl"))


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, default=8)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    picture = "a picture of ten long options, after another"
    with tempfile.TemporaryDirectory() as folder:
        pair = [Checkout(options.folder.resolve(), Path(folder) / "before"), Checkout(HERE, Path(folder) / "after")]
        for checkout in pair:
            checkout.data.mkdir()
            checkout.answered()
        found = {what: [list[float](), list[float]()] for what in (*COMMANDS, *LOOKS, picture)}
        for _ in range(options.times):
            for what, arguments in COMMANDS.items():
                for runs, checkout in zip(found[what], pair, strict=True):
                    runs.append(checkout.glas(*arguments))
            for what, rounds in LOOKS.items():
                for runs, checkout in zip(found[what], pair, strict=True):
                    runs.append(float(checkout.run(_LOOKS, rounds)[1]))
            for runs, checkout in zip(found[picture], pair, strict=True):
                runs.append(float(checkout.run(_PICTURES)[1]))
    table = Table("processor seconds: least (median)", "before", "after", "ratio")
    for what, (before, after) in found.items():
        told = (f"{min(runs):.3f} ({statistics.median(runs):.3f})" for runs in (before, after))
        table.add_row(what, *told, f"{min(after) / min(before):.2f}")
    Console().print(table)
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
