"""Parts of a whole that everybody knows: whoever adds and subtracts what is told does not get at the small ones."""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from flows.consultation import Release
from results.audit.attack import VALUES
from results.parts import told_parts

RULES = [Release(smallest_cell=few, rounding=to) for few, to in ((10, 5), (10, 10), (8, 4))]


def towns(whole: int) -> Iterator[tuple[int, int, int]]:
    """Every way in which so many may have never started, be on their way, and have finished."""
    return ((n, m, whole - n - m) for n in range(whole + 1) for m in range(whole + 1 - n))


@pytest.mark.parametrize("policy", RULES, ids=lambda each: f"{each.smallest_cell} and {each.rounding}")
@pytest.mark.parametrize("whole", [20, 33, 53, 70])
def test_whoever_asks_for_all_parts_cannot_narrow_a_small_one(policy: Release, whole: int) -> None:
    """The attacker knows the rules, the whole and all that is told, and looks which towns would be told so."""
    alike = defaultdict(list)
    for town in towns(whole):
        alike[tuple(told_parts(town, policy))].append(town)
    for possible in alike.values():
        for part in range(3):
            values = {town[part] for town in possible}
            assert len(values) >= VALUES or max(values) >= policy.smallest_cell, possible


def test_most_of_what_is_large_is_told() -> None:
    policy = Release()
    assert told_parts([702, 204, 99], policy) == [700, 205, 100]
    assert told_parts([702, 204, 4], policy) == [700, 205, None]
    assert told_parts([700, 205, 0], policy) == [700, None, None], "900 less 700 and 205 would tell that there is none"
    assert told_parts([900, 4, 3], policy) == [None, None, None]
