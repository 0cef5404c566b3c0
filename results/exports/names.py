"""Names of columns that spreadsheets and SPSS both take.

SPSS: a letter first, letters, digits and underscores, no underscore at the end, at most 64 bytes, none of its reserved
words, and upper and lower case are the same. https://www.ibm.com/docs/en/spss-statistics, "Variable names"
"""

from collections.abc import Iterable

LONGEST = 64
_RESERVED = frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"})


class Names:
    """Gives every name once: one that is taken gets a number."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {*_RESERVED, *taken}

    def given(self, wanted: str) -> str:
        """The wanted name of [a-z0-9_], cut and numbered where it has to be."""
        name = _fitting(wanted, "")
        number = 1
        while name in self._taken:
            number += 1
            name = _fitting(wanted, f"_{number}")
        self._taken.add(name)
        return name


def _fitting(wanted: str, suffix: str) -> str:
    return wanted[: LONGEST - len(suffix)].rstrip("_") + suffix
