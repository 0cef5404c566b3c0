"""Time as the running bot knows it: one parameter, so that a test can let an hour pass in a moment."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.outages import Sleep


@dataclass(frozen=True, slots=True)
class Clock:
    """`monotonic` gives seconds that never run backwards, `sleep` waits for so many of the same seconds."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Sleep = asyncio.sleep
