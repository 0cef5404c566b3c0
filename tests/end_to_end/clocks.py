"""Clocks that sandbox and bot share in a test, so that no test waits for real seconds."""

import asyncio
import heapq
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.clock import Clock

EPOCH = datetime(2030, 1, 1, 9, tzinfo=UTC)
"""What stands on the wall when a clock shows 0: whatever was to start has started by then."""


def wall_of(clock: "AnyClock") -> datetime:
    return EPOCH + timedelta(seconds=clock())


@dataclass
class HastyClock:
    """Whoever waits has waited: time jumps to the end of every wait. `news` is set when somebody waits."""

    now: float = 1000.0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.news.set()
        await asyncio.sleep(0)

    @property
    def of_the_bot(self) -> Clock:
        return Clock(self, self.sleep, lambda: wall_of(self))


@dataclass
class SwiftClock:
    """The machine's time, so many times as fast: what Telegram waits for between two tries takes a moment.

    One of the same speed in another process shows the same time.
    """

    news: asyncio.Event = field(default_factory=asyncio.Event)
    speed: float = 10.0

    def __call__(self) -> float:
        return time.monotonic() * self.speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)

    @property
    def of_the_bot(self) -> Clock:
        return Clock(self, self.sleep, lambda: wall_of(self))


@dataclass
class DrivenClock:
    """Time stands still until the test lets it pass. `news` is set when somebody begins to wait for it."""

    now: float = 1000.0
    news: asyncio.Event = field(default_factory=asyncio.Event)
    _waits: list[tuple[float, int, asyncio.Future[None]]] = field(default_factory=list)
    _tickets: int = 0
    _let_go: bool = False

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        if self._let_go:
            self.now += seconds
            await asyncio.sleep(0)
            return
        done = asyncio.get_running_loop().create_future()
        self._tickets += 1
        heapq.heappush(self._waits, (self.now + seconds, self._tickets, done))
        self.news.set()
        await done

    @property
    def is_waited_for(self) -> bool:
        return any(not done.done() for _, _, done in self._waits)

    def let_go(self) -> None:
        """From now on time is a hasty clock's."""
        self._let_go = True
        while self._waits:
            self.pass_until(self._waits[0][0])

    def pass_until(self, moment: float) -> bool:
        """Lets time pass, but no further than to the end of the first wait; says whether somebody goes on now."""
        while self._waits and self._waits[0][2].done():
            heapq.heappop(self._waits)
        if not self._waits or self._waits[0][0] > moment:
            self.now = max(self.now, moment)
            return False
        end, _, done = heapq.heappop(self._waits)
        self.now = max(self.now, end)
        done.set_result(None)
        return True

    @property
    def of_the_bot(self) -> Clock:
        return Clock(self, self.sleep, lambda: wall_of(self))


AnyClock = HastyClock | SwiftClock | DrivenClock
