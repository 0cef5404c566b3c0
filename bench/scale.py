"""What a round costs when a thousand have answered it and when a million have, side by side in one run.

.venv/bin/python -m bench.scale [--responses 1000 1000000] [--folder /var/tmp] [--json FILE]

The databases (about 1 GB for a million) are made in a temporary folder and removed. bench/crowd.py says who answered
what. Looks and releases go through the code of the running bot, commands are processes of their own.
"""

import argparse
import asyncio
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table
from sqlalchemy import text

from bench.command import Ran, processor_seconds, ran
from bench.crowd import Town, founded, respondents
from bench.tapping import citizens, while_running
from bot.asked import Asked, ShowPage
from bot.desk import Desk
from bot.registry import Registry
from bot.screens.pages import Page
from bot.shown_results import ShownResults
from results.exact import exact_results
from results.releasing import release_due
from storage.exchange import Arrival
from storage.keys import load_keys
from storage.responses import import_responses
from storage.tallies import tallies

NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
LOOKS = 200
FIGURES = 20
PROCESSES = 3
RELEASES = 3
HISTORY = 500
_OLDER = """
    INSERT INTO snapshot (round, number, released, document, digest)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :older)
    SELECT s.round, -n.i, s.released, s.document, s.digest FROM snapshot s CROSS JOIN n WHERE s.number = 1
"""
"""Copies of the first snapshot, as if there had been so many before it."""

PAGES = (Page.RESULTS, f"{Page.RESULTS}-1", f"{Page.RESULTS}-4", f"{Page.RESULTS}-4-1")


@dataclass
class Findings:
    """Figures by what was measured, and by how many had answered."""

    rows: dict[str, dict[int, float]] = field(default_factory=dict)

    def note(self, what: str, size: int, figure: float) -> None:
        """A unit ends the name: ms, s, MB."""
        self.rows.setdefault(what, {})[size] = round(figure, 3)

    @property
    def table(self) -> Table:
        """A row a measure; the ratio is that of the largest round measured to the smallest."""
        sizes = sorted({size for figures in self.rows.values() for size in figures})
        table = Table("", *(Column(name, no_wrap=True) for name in (*(f"{size:,}" for size in sizes), "ratio")))
        for what, figures in self.rows.items():
            ratio = f"{figures[max(figures)] / figures[min(figures)]:.2f}" if len(figures) > 1 else ""
            table.add_row(what, *(f"{figures[size]:,.4g}" if size in figures else "" for size in sizes), ratio)
        return table


def main() -> None:
    """Prints the table, and writes the same as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--responses", type=int, nargs="+", default=[1000, 5000])
    parser.add_argument(
        "--whole", type=int, default=1_000_000, help="the largest round that is recounted and exported (minutes each)"
    )
    parser.add_argument("--folder", type=Path, help="where the temporary folder is made")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = Findings()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        asyncio.run(measure(found, Path(folder), sorted(set(options.responses)), whole=options.whole))
    Console().print(found.table)
    if options.json is not None:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(found.rows, indent=2) + "\n", "utf-8")


async def measure(found: Findings, folder: Path, sizes: Sequence[int], *, whole: int) -> None:
    """Everything, one after the other: nothing here runs beside what is being measured."""
    towns = dict[int, Town]()
    for size in sizes:
        began = time.perf_counter()
        towns[size] = await founded(folder / f"town-{size}", size, NOW)
        found.note("made in, s", size, time.perf_counter() - began)
        found.note("database, MB", size, (towns[size].folder / "glas.sqlite").stat().st_size / 1e6)
        _note_release(found, "first release", size, [await _release(towns[size], NOW)])
    async with AsyncExitStack() as stack:
        for town in towns.values():
            stack.push_async_callback(town.database.close)
        for measured in (looks, exact_figures, exact_processes):
            await measured(found, towns)
        await whole_rounds(found, {size: town for size, town in towns.items() if size <= whole})
        await releases_under_taps(found, towns)
        await long_histories(found, {sizes[0]: towns[sizes[0]]})
    await small_releases(found, folder)


async def looks(found: Findings, towns: dict[int, Town]) -> None:
    """A citizen asks for a page of /results: the commit, what was released read, the screen made."""
    times: dict[int, list[float]] = {size: [] for size in towns}
    served = {size: await _serving(town) for size, town in towns.items()}
    for look in range(LOOKS):
        for size, (registry, shown) in served.items():
            desk = Desk(registry.rounds, NOW)
            asked = Arrival(look, look, Asked(ShowPage(PAGES[look % len(PAGES)])))
            began = time.perf_counter()
            [outcome] = await shown.commit([asked], [], desk.step, NOW)
            screen = shown.screen(outcome, desk)
            times[size].append(time.perf_counter() - began)
            assert screen is not None
    for size, taken in times.items():
        found.note("a look at /results, median, ms", size, 1000 * statistics.median(taken))
        found.note("a look at /results, longest of 200, ms", size, 1000 * max(taken))


async def exact_figures(found: Findings, towns: dict[int, Town]) -> None:
    """The exact figures as JSON, in a process that runs already."""
    times: dict[int, list[float]] = {size: [] for size in towns}
    for _ in range(FIGURES):
        for size, town in towns.items():
            began = time.perf_counter()
            assert exact_results(town.round, await tallies(town.database, town.round), "ro").json_text
            times[size].append(time.perf_counter() - began)
    for size, taken in times.items():
        found.note("exact figures, median, ms", size, 1000 * statistics.median(taken))


async def exact_processes(found: Findings, towns: dict[int, Town]) -> None:
    """The same as a command, beside a command that only lists the rounds: the rest is starting Python."""
    for what, command in (
        ("glas round list", ("round", "list")),
        ("glas results --exact --format json", ("results", "--exact", "--format", "json")),
    ):
        runs: dict[int, list[Ran]] = {size: [] for size in towns}
        for _ in range(PROCESSES):
            for size, town in towns.items():
                runs[size].append(ran(town, *command))
        for size, each in runs.items():
            found.note(f"{what}, median, s", size, statistics.median(run.seconds for run in each))
            found.note(f"{what}, processor, s", size, statistics.median(run.processor for run in each))
            found.note(f"{what}, peak, MB", size, max(run.megabytes for run in each))


async def whole_rounds(found: Findings, towns: dict[int, Town]) -> None:
    """Commands that go through every response."""
    for size, town in towns.items():
        counted = ran(town, "recount")
        assert "equal" in counted.output, "what was written in bulk is not what the program counts"
        _note_run(found, "glas recount", size, counted)
        target = town.folder / "export.csv"
        exported = ran(town, "export", "--format", "csv", "--output", str(target))
        _note_run(found, "glas export --format csv", size, exported)
        found.note("glas export --format csv, file, MB", size, target.stat().st_size / 1e6)
        target.unlink()


async def releases_under_taps(
    found: Findings, towns: dict[int, Town], *, after: datetime = NOW, about: str = ""
) -> None:
    """Releases in the hours after this one while citizens tap, and as many taps without a release."""
    for size, town in towns.items():
        registry, _ = await _serving(town)
        beside, without, took = list[float](), list[float](), list[Took]()
        async with citizens(registry, NOW) as people:
            for hour in (after + number * HOUR for number in range(1, RELEASES + 1)):
                await _newcomers(town, f"{hour}")
                release = asyncio.create_task(_release(town, hour))
                waits = await people.tap(while_running(release))
                beside += waits
                took.append(await release)
                without += await people.tap(range(len(waits)))
        _note_release(found, f"release while citizens tap{about}", size, took)
        for what, waits in ((f"beside a release{about}", beside), (f"without a release{about}", without)):
            found.note(f"a tap's wait {what}, median, ms", size, 1000 * statistics.median(waits))
            found.note(f"a tap's wait {what}, longest, ms", size, 1000 * max(waits))
            found.note(f"taps {what}", size, len(waits))


async def long_histories(found: Findings, towns: dict[int, Town]) -> None:
    """The same when the round has been released every hour for three weeks: the audit looks at all of it."""
    for town in towns.values():
        async with town.database.writing() as connection:
            await connection.execute(text(_OLDER), {"older": HISTORY})
    await releases_under_taps(found, towns, after=NOW + RELEASES * HOUR, about=f" after {HISTORY} others")


async def small_releases(found: Findings, folder: Path) -> None:
    """The 305 of 2021: their first release, and the one at closing with every table there is."""
    first, last = list[Took](), list[Took]()
    for number in range(RELEASES):
        town = await founded(folder / f"small-{number}", 0, NOW)
        await _newcomers(town, "")
        first.append(await _release(town, NOW))
        closed = replace(town.round, closes=NOW + HOUR / 2)
        last.append(await _release(replace(town, round=closed), NOW + HOUR))
        await town.database.close()
    _note_release(found, "release of the 305, first", 305, first)
    _note_release(found, "release of the 305, at closing", 305, last)


async def _serving(town: Town) -> tuple[Registry, ShownResults]:
    registry = await Registry.opened(town.database, town.keys_path, time.monotonic, real=False)
    return registry, ShownResults(registry, registry, town.database, zone=UTC, exact=False)


async def _newcomers(town: Town, names: str) -> None:
    """The 305 of 2021, as people whom no release has seen."""
    keys = load_keys(town.keys_path)
    lines = [(f"{names}-{place}", response) for place, response in enumerate(respondents())]
    assert await import_responses(town.database, keys, town.round, lines, NOW) == len(lines)


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds on the clock, and of processor in this process and the child that decided."""

    clock: float
    processor: float


async def _release(town: Town, hour: datetime) -> Took:
    began, used = time.perf_counter(), _processor()
    released = await release_due(town.database, town.round, hour)
    took = Took(time.perf_counter() - began, _processor() - used)
    assert released is not None
    assert released.snapshot is not None
    return took


def _processor() -> float:
    return processor_seconds(resource.RUSAGE_SELF) + processor_seconds(resource.RUSAGE_CHILDREN)


def _note_run(found: Findings, what: str, size: int, run: Ran) -> None:
    found.note(f"{what}, s", size, run.seconds)
    found.note(f"{what}, processor, s", size, run.processor)
    found.note(f"{what}, peak, MB", size, run.megabytes)


def _note_release(found: Findings, what: str, size: int, took: Sequence[Took]) -> None:
    found.note(f"{what}, median, s", size, statistics.median(each.clock for each in took))
    found.note(f"{what}, processor, s", size, statistics.median(each.processor for each in took))


if __name__ == "__main__":
    main()
