"""Something outside does not answer: how long to wait before the next try, and one log line at either end."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import structlog

from bot.measures import Measures

log: structlog.stdlib.BoundLogger = structlog.get_logger()

Sleep = Callable[[float], Awaitable[None]]
"""Waits so many seconds: asyncio.sleep, or a test's own."""

FIRST_SECONDS: Final = 0.5
MOST_SECONDS: Final = 30.0


def backoff(tries: int, jitter: float, most: float = MOST_SECONDS) -> float:
    """Seconds to wait after so many failed tries: they double up to `most`; `jitter` (0 to 1) takes up to half off."""
    doubled = FIRST_SECONDS * 2.0 ** min(tries - 1, 30)
    return min(most, doubled) * (1 - jitter / 2)


@dataclass(slots=True)
class Outage:
    """The state of one thing outside, named for the log."""

    name: str
    measures: Measures = field(default_factory=Measures, repr=False)
    tries: int = field(default=0, init=False)

    def failed(self, **facts: object) -> None:
        """Counts a failure; the first of an outage is logged with these facts."""
        self.tries += 1
        if self.tries == 1:
            self.measures.outages.labels(self.name).inc()
            self.measures.outage.labels(self.name).set(1)
            log.warning("outage began", of=self.name, **facts)

    def over(self) -> None:
        """Says that it answers; logged when it did not before."""
        if self.tries:
            self.measures.outage.labels(self.name).set(0)
            log.info("outage over", of=self.name, tries=self.tries)
            self.tries = 0

    def dropped(self) -> None:
        """It is not asked any more, so nobody knows."""
        self.measures.outage.labels(self.name).set(0)
        self.tries = 0


async def pause(sleep: Sleep, seconds: float, stop: asyncio.Event) -> None:
    """Returns after so many seconds, or at once when `stop` is set."""
    sleeping = asyncio.ensure_future(sleep(seconds))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({sleeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        sleeping.cancel()
        stopping.cancel()
        await asyncio.gather(sleeping, stopping, return_exceptions=True)
