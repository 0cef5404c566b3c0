"""Time in the sandbox: one monotonic clock drives pace, ages and dates alike."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TypeAlias

Clock: TypeAlias = Callable[[], float]
"""Seconds that never run backwards. A test hands in its own to drive the sandbox."""


class Calendar:
    """Dates that follow a clock: when the clock is driven forward two days, messages are two days older."""

    def __init__(self, clock: Clock, *, unix_start: float | None = None) -> None:
        self._clock = clock
        self._offset = (time.time() if unix_start is None else unix_start) - clock()

    def now(self) -> float:
        """Monotonic seconds."""
        return self._clock()

    def unix(self) -> float:
        """Unix seconds, to the millisecond."""
        return round(self._clock() + self._offset, 3)

    def date(self) -> int:
        """Unix seconds, whole, as Telegram dates messages."""
        return math.floor(self._clock() + self._offset)
