"""Figures of counted values: the same effort for ten answers and for a million."""

from collections.abc import Mapping
from decimal import Decimal

Counted = Mapping[Decimal, int]
"""How often each value was given."""


def share(count: int, base: int) -> float | None:
    """Percent of the base, not rounded; None of an empty base."""
    return 100 * count / base if base else None


def mean(counted: Counted) -> float | None:
    """The arithmetic mean; None without values."""
    n = sum(counted.values())
    return float(sum(value * count for value, count in counted.items()) / n) if n else None


def median(counted: Counted) -> float | None:
    """The middle value, or what lies halfway between the two middle ones; None without values."""
    n = sum(counted.values())
    if not n:
        return None
    return float((_nth(counted, (n - 1) // 2) + _nth(counted, n // 2)) / 2)


def _nth(counted: Counted, place: int) -> Decimal:
    """The value at that place, counted from 0, when all are laid out in order. There have to be that many."""
    passed = 0
    for value in sorted(counted):
        passed += counted[value]
        if passed > place:
            return value
    raise IndexError(place)
