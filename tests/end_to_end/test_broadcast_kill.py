"""Killed three times on the way, a broadcast loses nobody and repeats nobody; those in flight are told as unknown.

bench/broadcast.py does the same with 10,000.
"""

import shutil
import signal
from contextlib import AsyncExitStack
from pathlib import Path

from flows.consultation import Consultation
from sandbox.pace import Pace
from tests.end_to_end.audience import Ended, killed_on_the_way
from tests.end_to_end.clocks import SwiftClock
from tests.end_to_end.lives import lives_in, log_of
from tests.end_to_end.stage import staged

PEOPLE, BLOCKED, DEACTIVATED, KILLS = 1500, 50, 20, 3
IN_FLIGHT = 25
"""What goes out in a second: no kill may leave more in the dark."""


async def test_three_kills_on_the_way(template: Path, consultation: Consultation, tmp_path: Path) -> None:
    folder = tmp_path / "bot"
    shutil.copytree(template, folder)
    clock = SwiftClock(speed=10)
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(staged(folder, consultation, Pace.DOCUMENTED, clock))
        lives = await stack.enter_async_context(lives_in(folder, stage.url, speed=clock.speed))
        ended = await killed_on_the_way(
            stage, lives, people=PEOPLE, blocked=BLOCKED, deactivated=DEACTIVATED, kills=KILLS
        )
        lives.strike(signal.SIGTERM)
        assert await lives.over() == 0
    assert_nobody_lost_or_repeated(ended)
    assert [line for line in log_of(folder).read_text().splitlines() if "error" in line.lower()] == []


def assert_nobody_lost_or_repeated(ended: Ended) -> None:
    counts = ended.broadcast.counts
    assert max(ended.heard.values()) == 1
    assert counts.settled == counts.recipients == PEOPLE + 1, "and a group"
    assert KILLS <= counts.unknown <= KILLS * IN_FLIGHT
    reachable = PEOPLE + 1 - BLOCKED - DEACTIVATED
    reached = sum(ended.heard.values())
    assert reachable - reached <= counts.unknown, "whom it did not reach is told"
    assert counts.sent <= reached <= counts.sent + counts.unknown
    assert BLOCKED - counts.unknown <= counts.blocked <= BLOCKED
    assert DEACTIVATED - counts.unknown <= counts.deactivated <= DEACTIVATED
    assert counts.failed == counts.outside == 0
    assert ended.held == 0, "nobody was told to wait"
