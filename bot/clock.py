"""Time as the running bot knows it: one parameter, so that a test can let an hour pass in a moment."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.outages import Sleep


def _wall() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """`monotonic` gives seconds that never run backwards, `sleep` waits for so many of the same seconds.

    `wall` is the moment by which workers on several machines share one pace; it passes as fast.
    """

    monotonic: Callable[[], float] = time.monotonic
    sleep: Sleep = asyncio.sleep
    wall: Callable[[], datetime] = _wall
