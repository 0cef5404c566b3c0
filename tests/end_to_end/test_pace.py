"""A citizen who taps as fast as fingers go, and a Telegram that allows only so much."""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.pace import Pace
from tests.end_to_end.clocks import DrivenClock
from tests.end_to_end.fingers import Fingers
from tests.end_to_end.paper import ANA
from tests.end_to_end.stage import SetUp, Stage

OLDEST_SCREEN = 3.0
"""Seconds after a tap, by which its screen or a newer one stands in the chat."""


@dataclass
class Run:
    """What happened while somebody hurried through the whole consultation."""

    stage: Stage
    fingers: Fingers

    @property
    def held(self) -> list[dict[str, Any]]:
        """The calls that were told to wait."""
        return [each for each in self.stage.refused() if each["code"] == 429]

    def screen_after(self, number: int) -> dict[str, Any]:
        """The first screen that came after that entry of the journal."""
        screens = self.stage.calls("sendMessage", "editMessageText", since=number)
        return next(each for each in screens if each["ok"])

    def ages(self) -> list[float]:
        """Seconds that each change waited for its screen."""
        journal = self.stage.world.journal.since()
        return [self.screen_after(number)["at"] - journal[number]["at"] for number in self.fingers.changed]


async def hurried(set_up: SetUp, pace: Pace) -> Run:
    clock = DrivenClock()
    stage = await set_up(pace, clock)
    fingers = Fingers(stage, clock, await stage.started(ANA))
    await fingers.hurry()
    clock.let_go()
    assert await stage.sent(fingers.citizen.id) == ANA
    return Run(stage, fingers)


async def test_the_documented_pace_is_never_overrun_and_no_screen_is_old(set_up: SetUp) -> None:
    run = await hurried(set_up, Pace.DOCUMENTED)
    assert run.stage.refused() == []
    assert len(run.fingers.changed) > 60
    assert max(run.ages()) <= OLDEST_SCREEN
    # It was a hurry: the bot had to wait for its turn, or this would show nothing.
    assert max(run.ages()) > 0


async def test_under_the_strict_pace_the_newest_screen_comes_when_the_hold_ends(set_up: SetUp) -> None:
    run = await hurried(set_up, Pace.STRICT)
    assert run.held
    assert run.stage.refused() == run.held
    for each in run.held:
        seconds = int(re.findall(r"retry after (\d+)", each["description"])[0])
        waited = run.screen_after(each["number"])["at"] - each["at"]
        assert abs(waited - seconds) < 0.01
    # Taps went on during the hold, and each was answered while time stood still.
    first = run.held[0]
    during = [each for each in run.stage.taps() if first["at"] < each["at"] < run.screen_after(first["number"])["at"]]
    assert len(during) > 5
