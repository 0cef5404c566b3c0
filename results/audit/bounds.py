"""What integer unknowns can be, given linear statements about them: interval propagation.

Each statement narrows each of its unknowns to what the others leave it, again and again until nothing moves. The
bounds are sound, nothing possible is ever ruled out; they are not always the tightest, for each statement is looked at
by itself.

errors:
    Contradiction   no numbers fulfil all statements
    TimeUp          the time was over before nothing moved any more
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from results.rounding import Interval

Unknown = int
"""The place of an unknown in its system."""

_STEPS_BETWEEN_LOOKS = 500


class Contradiction(Exception):
    """No numbers fulfil all statements."""


class TimeUp(Exception):
    """The bounds are wider than they would be with more time."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """The sum of terms lies between two bounds; None for no bound."""

    terms: tuple[tuple[int, Unknown], ...]
    low: int | None
    high: int | None


@dataclass(slots=True)
class System:
    """Unknowns and statements about them."""

    _low: list[int] = field(default_factory=list)
    _high: list[int] = field(default_factory=list)
    _statements: list[_Statement] = field(default_factory=list)
    _about: list[list[int]] = field(default_factory=list)

    def unknown(self, within: Interval) -> Unknown:
        """A new one."""
        self._low.append(within.low)
        self._high.append(within.high)
        self._about.append([])
        return len(self._low) - 1

    def state(self, terms: Iterable[tuple[int, Unknown]], *, low: int | None = None, high: int | None = None) -> None:
        """The sum of coefficient times unknown is at least `low` and at most `high`."""
        found = tuple((factor, unknown) for factor, unknown in terms if factor)
        for _, unknown in found:
            self._about[unknown].append(len(self._statements))
        self._statements.append(_Statement(found, low, high))

    def at_most(self, one: Unknown, other: Unknown) -> None:
        """One is not larger than the other."""
        self.state(((1, one), (-1, other)), high=0)

    def bounds(self, unknown: Unknown) -> Interval:
        """What is known of it, as far as `propagate` has come."""
        return Interval(self._low[unknown], self._high[unknown])

    def propagate(self, over: Callable[[], bool]) -> None:
        """Narrow all unknowns until nothing moves. Raises Contradiction, and TimeUp once it is `over`."""
        waiting = deque(range(len(self._statements)))
        queued = [True] * len(self._statements)
        steps = 0
        while waiting:
            steps += 1
            if steps % _STEPS_BETWEEN_LOOKS == 0 and over():
                raise TimeUp
            number = waiting.popleft()
            queued[number] = False
            for moved in self._narrow(self._statements[number]):
                for other in self._about[moved]:
                    if not queued[other]:
                        queued[other] = True
                        waiting.append(other)

    def _narrow(self, statement: _Statement) -> list[Unknown]:
        low, high = self._low, self._high
        least = sum(f * (low[u] if f > 0 else high[u]) for f, u in statement.terms)
        most = sum(f * (high[u] if f > 0 else low[u]) for f, u in statement.terms)
        moved = []
        for factor, unknown in statement.terms:
            down, up = low[unknown], high[unknown]
            smallest, largest = (factor * down, factor * up) if factor > 0 else (factor * up, factor * down)
            if statement.high is not None:
                room = statement.high - (least - smallest)
                if factor > 0:
                    up = min(up, room // factor)
                else:
                    down = max(down, -(room // -factor))
            if statement.low is not None:
                need = statement.low - (most - largest)
                if factor > 0:
                    down = max(down, -(-need // factor))
                else:
                    up = min(up, -need // -factor)
            if down > up:
                raise Contradiction
            if (down, up) != (low[unknown], high[unknown]):
                low[unknown], high[unknown] = down, up
                moved.append(unknown)
        return moved
