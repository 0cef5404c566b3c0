"""A row of small bars made of letters, for where there is no picture."""

from collections.abc import Sequence
from typing import Final

_NOTHING: Final = "▁"
_BARS: Final = "▂▃▄▅▆▇█"


def sparkline(values: Sequence[int | None]) -> str:
    """A bar a value, the highest for the greatest; the lowest for none and for what is not told."""
    most = max((value or 0 for value in values), default=0)
    return "".join(_BARS[(len(_BARS) * value - 1) // most] if value else _NOTHING for value in values)
