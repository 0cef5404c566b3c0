"""How fast a broadcast goes out, what a citizen's tap waits meanwhile, and what three kills cost. The bot is a process.

.venv/bin/python -m bench.broadcast [--people 1000] [--killed 10000] [--speed 10] [--json FILE]

Pace and taps are measured in real time, against the sandbox's documented limits: in peace, and while one in five
recipients begins to answer, a tap every two seconds each. The kills come in a city's whole first round, with time
scaled: limiter and sandbox share one clock.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.crowd import timisoara
from bot.delivery.gate import BULK_RATE
from sandbox.actions import Acting, Remembered
from sandbox.pace import Pace
from tests.end_to_end.audience import announced, done, subscribe
from tests.end_to_end.citizen import Citizen
from tests.end_to_end.clocks import SwiftClock
from tests.end_to_end.first_round import KILLS, SPEED, first_round
from tests.end_to_end.lives import Lives, lives_in
from tests.end_to_end.paper import ANA
from tests.end_to_end.stage import Stage, prepared, staged

TAPS = 8
"""Taps of each who begins to answer."""
BETWEEN_TAPS = 2.0
BETWEEN_PROBES = 1.05
"""A chat may take a screen a second for long; that wait is not what is measured here."""
SETTLING_SECONDS = 5.0


@dataclass
class Findings:
    """Figures by what was measured, and in which circumstances."""

    rows: dict[str, dict[str, float]] = field(default_factory=dict)

    def note(self, what: str, when: str, figure: float) -> None:
        """A unit ends the name."""
        self.rows.setdefault(what, {})[when] = round(figure, 3)


@dataclass
class Town:
    """A stage, and lives of its bot."""

    stage: Stage
    lives: Lives
    random: Random = field(default_factory=lambda: Random(2021))  # noqa: S311 - who answers need not be secret


async def paced(found: Findings, town: Town, people: int, *, answering: float, name: str) -> None:
    """A broadcast to so many, of whom a part begins to answer; one citizen taps all the way."""
    stage = town.stage
    crowd = await stage.town.crowd(people, language_codes=["ro"])
    await subscribe(stage, crowd.people)
    await town.lives.begin()
    probe = await stage.started(ANA)
    await probe.go_until(lambda: probe.asks("dysfunctions"))
    await asyncio.sleep(SETTLING_SECONDS)
    before = len(stage.calls("sendMessage", "editMessageText"))
    of = await announced(stage)
    ending = asyncio.create_task(done(stage, of))
    surge = asyncio.create_task(_surge(town, crowd.people, answering))
    waits = await _probed(probe, ending)
    ended = await ending
    surge.cancel()
    await asyncio.gather(surge, return_exceptions=True)
    sent = [each for each in stage.calls("sendMessage") if each["ok"] and each["chat"] in set(crowd.people)]
    first: dict[int, float] = {}
    for each in sent:
        first.setdefault(each["chat"], each["at"])
    at = sorted(first.values())
    pace = (len(at) - 1) / (at[-1] - at[0])
    screens = len(stage.calls("sendMessage", "editMessageText")) - before - len(at)
    found.note("messages", name, ended.counts.sent)
    found.note("pace, messages/s", name, pace)
    found.note("pace, % of the set limit", name, 100 * pace / BULK_RATE)
    found.note("screens of the conversation/s", name, screens / (at[-1] - at[0]))
    found.note("told to wait (429)", name, sum(each["code"] == 429 for each in stage.refused()))
    found.note("taps measured", name, len(waits))
    found.note("a tap's answer and screen, median, ms", name, 1000 * statistics.median(waits))
    found.note("a tap's answer and screen, 95 %, ms", name, 1000 * statistics.quantiles(waits, n=20)[-1])
    found.note("a tap's answer and screen, longest, ms", name, 1000 * max(waits))


async def _probed(probe: Citizen, ending: asyncio.Task[Any]) -> list[float]:
    """How long a citizen waits who chooses an option and takes it back, again and again, at a reader's pace."""
    waits = []
    while not ending.done():
        began = time.perf_counter()
        await probe.tap(next(label for label in probe.texts if label.strip("✓ ") == "2"))
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(BETWEEN_PROBES)
    return waits


async def _surge(town: Town, people: Sequence[int], share: float) -> None:
    """Whoever of these has the broadcast may begin to answer."""
    stage, begun = town.stage, set[int]()
    answering = {each for each in people if town.random.random() < share}
    async with asyncio.TaskGroup() as group:
        while True:
            reached = stage.world.journal.counts(stage.account.bot.id, "sendMessage")
            for person in answering - begun:
                if reached[person]:
                    begun.add(person)
                    group.create_task(_answering(town, person))
            await asyncio.sleep(0.2)


async def _answering(town: Town, number: int) -> None:
    stage = town.stage
    person = stage.world.people.get(number)
    chat = stage.world.chat_of(stage.account, person)
    for _ in range(TAPS):
        await asyncio.sleep(BETWEEN_TAPS * (0.5 + town.random.random()))
        newest = [each for each in chat.messages.values() if each.from_bot and each.keyboard][-1]
        assert newest.keyboard is not None
        data = [each.data for row in newest.keyboard.rows for each in row if hasattr(each, "data")]
        Acting(stage.world, chat, person).tap(newest.message_id, Remembered(data[0]))


async def killed(found: Findings, folder: Path, people: int, speed: float) -> None:
    """A city's first round, with three kills on the announcement's way."""
    began = time.perf_counter()
    blocked, deactivated = people // 50, people // 100
    announced = await first_round(folder, people=people, blocked=blocked, deactivated=deactivated, speed=speed)
    report, name = announced.report, f"{KILLS} kills"
    unknown = report["Nu se știe dacă au ajuns"]
    reachable = people + 1 - blocked - deactivated
    found.note("messages", name, report["Trimise"])
    found.note("told to wait (429)", name, announced.held)
    found.note("chats that have it twice", name, sum(n > 1 for n in announced.heard.values()))
    found.note("reported as unknown", name, unknown)
    found.note("missing and not reported", name, max(0, reachable - announced.reached - unknown))
    found.note("blocked", name, report["Au blocat botul"])
    found.note("deactivated", name, report["Nu mai au cont"])
    found.note("clock, s", name, time.perf_counter() - began)


async def measure(found: Findings, options: argparse.Namespace) -> None:
    """One after the other: nothing here runs beside what is being measured."""
    for name, answering in (("in peace", 0.0), ("one in five answers", 0.2)) if options.people else ():
        async with AsyncExitStack() as stack:
            await paced(found, await _town(stack), options.people, answering=answering, name=name)
    if options.killed:
        with tempfile.TemporaryDirectory() as folder:
            await killed(found, Path(folder), options.killed, options.speed)


async def _town(stack: AsyncExitStack) -> Town:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    consultation = timisoara()
    await prepared(folder, consultation)
    clock = SwiftClock(speed=1.0)
    stage = await stack.enter_async_context(staged(folder, consultation, Pace.DOCUMENTED, clock))
    return Town(stage, await stack.enter_async_context(lives_in(folder, stage.url, speed=clock.speed)))


def main() -> None:
    """Prints the table, and writes the same as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1000, help="of the first two; 0 leaves them out")
    parser.add_argument("--killed", type=int, default=10_000, help="subscribers while it is killed; 0: it is not")
    parser.add_argument("--speed", type=float, default=SPEED, help="of the clock while it is killed")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = Findings()
    asyncio.run(measure(found, options))
    names = list(dict.fromkeys(name for figures in found.rows.values() for name in figures))
    table = Table("", *names)
    for what, figures in found.rows.items():
        table.add_row(what, *(f"{figures[name]:,.4g}" if name in figures else "" for name in names))
    Console().print(table)
    if options.json is not None:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(found.rows, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
