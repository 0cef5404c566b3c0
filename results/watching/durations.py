"""How long it takes to answer: a histogram of minutes, never a moment, and the median that it allows."""

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import Final

from pydantic import BaseModel, ConfigDict

MINUTES: Final = (*range(16), 20, 25, 30, 40, 50, 60, 90, 120, 240, 480, 960, 1440)
"""Where the buckets begin and end. What takes a day or longer is not measured: nobody sat there for so long."""


class Median(BaseModel):
    """Half of the people took less, half took more: from `low` to `high` minutes, as exactly as the buckets tell."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: int
    high: int


def bucket_of(seconds: float) -> str | None:
    """The bucket, named by the minute at which it begins; None for a day and longer."""
    index = bisect_right(MINUTES, seconds / 60) - 1
    return str(MINUTES[index]) if 0 <= index < len(MINUTES) - 1 else None


def median(histogram: Mapping[str, int]) -> Median | None:
    """The median of a histogram by bucket; None of nobody. Buckets that there are not count for nothing."""
    counts = [histogram.get(str(minute), 0) for minute in MINUTES[:-1]]
    reached = list(accumulate(counts))
    if not reached[-1]:
        return None
    lower, upper = (bisect_right(reached, at) for at in ((reached[-1] - 1) // 2, reached[-1] // 2))
    return Median(low=MINUTES[lower], high=MINUTES[upper + 1])
