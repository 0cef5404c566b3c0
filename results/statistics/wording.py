"""Which sentence a citizen reads about a place: as data, for the screens to put into words of any language.

errors:
    OutsideRange   the place is not in its own range
"""

from dataclasses import dataclass

from results.statistics.places import RankRange


class OutsideRange(ValueError):
    """The place does not lie in its range: they cannot come from the same figures."""


@dataclass(frozen=True, slots=True)
class Apart:
    """ "Among the 305 who answered it is 1st, and stands apart from the others." Of a sample, so never "certainly"."""

    place: int


@dataclass(frozen=True, slots=True)
class TooClose:
    """ "Among the 305 who answered it is 2nd. It is too close to places 3–6 to tell them apart."

    `before` and `after`: the places that it may as well have, on either side of its own; at least one is there. A
    range of one place has equal ends.
    """

    place: int
    before: RankRange | None
    after: RankRange | None


@dataclass(frozen=True, slots=True)
class Untold:
    """Every place is possible: "Among the 305 who answered it is 2nd. They are too few to tell it from any other." """

    place: int


Verdict = Apart | TooClose | Untold


def verdict(place: int, possible: RankRange, of: int) -> Verdict:
    """What can be said of the item at `place` (1 for the highest; equal ones share the first of their places) among
    `of` items, given its range. Raises `OutsideRange`."""
    if not 1 <= possible.first <= place <= possible.last <= of:
        raise OutsideRange(f"place {place} of {of}, range {possible.first} to {possible.last}")
    if possible.first == possible.last:
        return Apart(place)
    if possible == RankRange(1, of):
        return Untold(place)
    return TooClose(
        place,
        RankRange(possible.first, place - 1) if possible.first < place else None,
        RankRange(place + 1, possible.last) if place < possible.last else None,
    )
