"""Taps a second, a lone tap's time, start and memory: Glas beside bare aiogram and two usual bots, in one run.

.venv/bin/python -m bench.taps [--people 300] [--rounds 5] [--json FILE]

Each bot is a process that polls bench/instant.py over HTTP, as it would Telegram. Rounds are interleaved: in each,
every bot starts anew with nothing stored, and so many people go the way of bench/ways.py, fifty at a time. A round ends
when everybody has read the last screen and every tap is answered. Compare columns, not seconds: machines are noisy.
"""

import argparse
import asyncio
import json
import os
import re
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from bench.crowd import keys_in, timisoara
from bench.instant import TOKEN, Telegram, Update, said, serving, tapped
from bench.ways import CODE, GLAS_ENDS, PEERS_END, PEERS_WAY, ROUND, WHOLE_ENDS, way_of_glas, whole_way_of_glas
from bot.desk import Desk
from storage.database import open_database, upgrade
from storage.keys import new_keys, save_keys
from storage.rounds import Round, open_round

LONE_TAPS = 100
ABREAST = 50
"""People at the same time, each of whom taps as soon as the next screen is there."""
PATIENCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Contestant:
    """A bot: its command, and what its citizens tap until they read `end`."""

    name: str
    command: Sequence[str]
    way: Sequence[str]
    end: str


@dataclass(slots=True)
class Figures:
    """Of all rounds: taps a second, seconds of lone taps, seconds to the first getUpdates, megabytes at the peak."""

    rates: list[float] = field(default_factory=list)
    lone: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    calls: list[float] = field(default_factory=list)


_PEER = (sys.executable, "-m")
_GLAS = (str(Path(sys.executable).with_name("glas")), "run")


def desk() -> Desk:
    """Where the consultation is open."""
    opened = Round(ROUND, CODE, timisoara(), "", opens=datetime(2026, 1, 1, tzinfo=UTC))
    return Desk({ROUND: opened}, datetime.now(UTC))


def contestants() -> list[Contestant]:
    """Bare aiogram first: it is the measure."""
    ours = way_of_glas(desk())
    return [
        Contestant("bare aiogram", (*_PEER, "bench.peers.bare"), ours, GLAS_ENDS),
        Contestant("Glas", _GLAS, ours, GLAS_ENDS),
        Contestant("aiogram + SQLModel", (*_PEER, "bench.peers.committing"), PEERS_WAY, PEERS_END),
        Contestant("python-telegram-bot", (*_PEER, "bench.peers.persisting"), PEERS_WAY, PEERS_END),
    ]


async def measure(figures: dict[str, Figures], people: int, rounds: int, folder: Path) -> None:
    """All rounds."""
    await _founded(folder / "template")
    for number in range(rounds):
        for each in contestants():
            home = folder / f"{number}-{each.name}"
            shutil.copytree(folder / "template", home)
            await _round(each, figures.setdefault(each.name, Figures()), people, home)
            shutil.rmtree(home)


async def whole_consultation(folder: Path) -> dict[str, int]:
    """One citizen taps through everything, at the pace of the chat (about a minute): what Telegram is called for."""
    await _founded(folder)
    telegram, glas = Telegram(), Contestant("Glas", _GLAS, whole_way_of_glas(desk()), WHOLE_ENDS)
    async with asyncio.timeout(PATIENCE_SECONDS), serving(telegram) as url, _running(glas, url, folder):
        await telegram.polled.wait()
        before = telegram.calls.copy()
        await telegram.go(_ways(glas, range(1, 2)), abreast=1, end=glas.end)
    calls = telegram.calls - before
    del calls["getUpdates"]
    return {"taps": len(glas.way), **dict(sorted(calls.items()))}


async def _founded(folder: Path) -> None:
    """A database with an open round, as Glas finds it; the others make their own."""
    folder.mkdir()  # noqa: ASYNC240 - nothing else runs yet
    url = f"sqlite+aiosqlite:///{folder / 'glas.sqlite'}"
    await upgrade(url)
    ring = new_keys().with_round_key(ROUND)
    save_keys(keys_in(folder), ring)
    database = await open_database(url)
    await open_round(database, ring, timisoara(), CODE, opens=datetime.now(UTC))
    await database.close()


async def _round(bot: Contestant, figures: Figures, people: int, folder: Path) -> None:
    telegram = Telegram()
    async with asyncio.timeout(PATIENCE_SECONDS), serving(telegram) as url, _running(bot, url, folder) as process:
        began = time.perf_counter()
        await telegram.polled.wait()
        figures.starts.append(time.perf_counter() - began)
        # One person first, and unmeasured: what is loaded at the first tap is no part of the next.
        await telegram.go(_ways(bot, range(1, 2)), abreast=1, end=bot.end)
        used, calls = _processor_seconds(process.pid), telegram.calls.total() - telegram.calls["getUpdates"]
        ways = _ways(bot, range(100, 100 + people))
        began = time.perf_counter()
        ended = await telegram.go(ways, abreast=ABREAST, end=bot.end)
        given = sum(map(len, ways.values()))
        figures.rates.append(given / (ended - began))
        figures.processor.append((_processor_seconds(process.pid) - used) / given)
        figures.calls.append((telegram.calls.total() - telegram.calls["getUpdates"] - calls) / given)
        for person in range(1_000_000, 1_000_000 + LONE_TAPS):
            await telegram.go(_ways(bot, range(person, person + 1), taps=1), abreast=1, end="")
            figures.lone.append(telegram.at[person] - telegram.handed_out)
        figures.peaks.append(_peak_megabytes(process.pid))


def _ways(bot: Contestant, people: range, *, taps: int | None = None) -> dict[int, list[Update]]:
    """/start and the taps of everybody; with `taps` only so many of them."""
    return {
        person: [
            said(person, f"/start r_{CODE}"),
            *(tapped(person, data) for data in bot.way[:taps]),
        ]
        for person in people
    }


@asynccontextmanager
async def _running(bot: Contestant, url: str, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    ours = {
        "GLAS_BOT_TOKEN": TOKEN,
        "GLAS_TELEGRAM_API": url,
        "GLAS_DATA": str(folder),
        "GLAS_KEYS": str(keys_in(folder)),
    }
    theirs = {"BENCH_TELEGRAM": url, "BENCH_FOLDER": str(folder)}
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *bot.command, env=os.environ | ours | theirs, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            yield process
        except TimeoutError:
            sys.stderr.write((folder / "log").read_text()[-2000:])
            raise
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await process.wait()


def _processor_seconds(process: int) -> float:
    """User and system time of a process that runs (Linux)."""
    parts = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def _peak_megabytes(process: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text("ascii"))
    assert found is not None
    return int(found[1]) / 1024


def summary(figures: dict[str, Figures]) -> dict[str, dict[str, float]]:
    """A row a measure: medians over all rounds. Ratios to bare aiogram are medians of each round's own."""
    measure = next(iter(figures.values()))

    def row(of: str, digits: int, scale: float = 1.0) -> dict[str, float]:
        return {name: round(scale * statistics.median(getattr(each, of)), digits) for name, each in figures.items()}

    return {
        "taps a second": row("rates", 0),
        "the same : bare aiogram": {
            name: round(statistics.median(a / b for a, b in zip(each.rates, measure.rates, strict=True)), 2)
            for name, each in figures.items()
        },
        "processor a tap, ms": row("processor", 2, 1000),
        "calls a tap": row("calls", 2),
        "a lone tap, median, ms": row("lone", 1, 1000),
        "start, s": row("starts", 2),
        "memory at the peak, MB": row("peaks", 0),
    }


def main() -> None:
    """Prints the table, and writes the same as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(figures, options.people, options.rounds, Path(folder)))
        whole = asyncio.run(whole_consultation(Path(folder) / "whole"))
    rows = summary(figures)
    table = Table(Column("", no_wrap=True), *(Column(name, justify="right") for name in figures))
    for what, each in rows.items():
        table.add_row(what, *(f"{figure:,g}" for figure in each.values()))
    Console().print(table)
    Console().print("A whole consultation:", ", ".join(f"{n} {what}" for what, n in whole.items()))
    if options.json is not None:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({**rows, "a whole consultation": whole}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
