"""Time in the sandbox: one monotonic clock drives pace, ages, dates and what the server waits for."""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """Seconds that never run backwards, and waiting for so many of the same seconds. A test hands in its own."""

    def __call__(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class ScaledClock:
    """The machine's time, running `speed` times as fast: a minute of pace takes three seconds at speed 20.

    Whoever makes a clock of the same speed on this machine has the same time, in this process or in another one, so
    that the limiter of a bot and the limits that it meets share it.
    """

    speed: float = 1.0

    def __post_init__(self) -> None:
        if self.speed <= 0:
            raise ValueError(f"a clock's speed is above 0, not {self.speed}")

    def __call__(self) -> float:
        return time.monotonic() * self.speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)


class DrivenClock:
    """Seconds that pass when a test says so: time stands still, and whoever sleeps wakes by `advance`."""

    def __init__(self, now: float = 1000.0) -> None:
        self._now = now
        self._sleeps: list[tuple[float, asyncio.Future[None]]] = []
        self._somebody_sleeps = asyncio.Event()

    def __call__(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        over = asyncio.get_running_loop().create_future()
        self._sleeps.append((self._now + seconds, over))
        self._somebody_sleeps.set()
        await over

    async def until_somebody_sleeps(self) -> float:
        """Returns when somebody waits for time to pass: how many seconds are to pass for the first of them."""
        await self._somebody_sleeps.wait()
        return min(end for end, _ in self._sleeps) - self._now

    def advance(self, seconds: float) -> None:
        self._now += seconds
        due = [over for end, over in self._sleeps if end <= self._now]
        self._sleeps = [(end, over) for end, over in self._sleeps if end > self._now and not over.done()]
        if not self._sleeps:
            self._somebody_sleeps.clear()
        for over in due:
            if not over.done():
                over.set_result(None)


class Calendar:
    """Dates that follow a clock: when the clock is driven forward two days, messages are two days older."""

    def __init__(self, clock: Clock, *, unix_start: float | None = None) -> None:
        self._clock = clock
        self._offset = (time.time() if unix_start is None else unix_start) - clock()

    def now(self) -> float:
        """Monotonic seconds."""
        return self._clock()

    async def sleep(self, seconds: float) -> None:
        """Returns so many of the clock's seconds later."""
        await self._clock.sleep(seconds)

    def unix(self) -> float:
        """Unix seconds, to the millisecond."""
        return round(self._clock() + self._offset, 3)

    def date(self) -> int:
        """Unix seconds, whole, as Telegram dates messages."""
        return math.floor(self._clock() + self._offset)
