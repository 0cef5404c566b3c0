"""How a count is told, and which counts may stand behind what was told."""

from dataclasses import dataclass

from flows.consultation import Release


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole numbers from `low` to `high`, both included."""

    low: int
    high: int

    @property
    def values(self) -> int:
        """How many numbers these are."""
        return self.high - self.low + 1


def rounded(n: int, to: int) -> int:
    """The nearest multiple of `to`; what lies in the middle goes up."""
    return to * ((2 * n + to) // (2 * to))


def rounded_down(n: int, policy: Release) -> int:
    """The multiple of `rounding` that n has reached; none while n is under the smallest cell that is told."""
    return 0 if n < policy.smallest_cell else n - n % policy.rounding


def told(count: int, policy: Release) -> int | None:
    """The count as it is released; None when it is under the smallest cell that is told."""
    return None if count < policy.smallest_cell else rounded(count, policy.rounding)


def behind(released: int, rounding: int, least: int = 0) -> Interval:
    """The counts of at least `least` that are released so."""
    return Interval(max(least, released - rounding // 2), released + (rounding + 1) // 2 - 1)


def whole_percent(count: int, base: int) -> int:
    """Percent of a base that is not empty; what lies in the middle goes up."""
    return (200 * count + base) // (2 * base)
