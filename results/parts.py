"""How the parts of a whole are told, when everybody knows the whole: no small part can be worked out from the others.

The public releases have an audit of their own (`results.audit`), which knows every version of every table. Here there
is one version, and whoever asks is staff; what they could add up and subtract is held to the same measure.
"""

from collections.abc import Sequence

from flows.consultation import Release
from results.audit.attack import VALUES
from results.rounding import Interval, behind, rounded


def told_parts(parts: Sequence[int], policy: Release) -> list[int | None]:
    """Each part rounded, or None where it is not told: it is small, all the rest is, or a small one would follow.

    A part under the smallest cell keeps at least VALUES possible values (all that it can have, if those are fewer),
    whoever knows the whole and every part that is told. Nothing says why a part is not told.
    """
    whole = sum(parts)
    told = {place for place, n in enumerate(parts) if min(n, whole - n) >= policy.smallest_cell}
    while told and _narrowed(parts, told, policy):
        # All that are told alike: which of them is the smallest would tell something, too.
        least = min(rounded(parts[each], policy.rounding) for each in told)
        told -= {each for each in told if rounded(parts[each], policy.rounding) == least}
    return [rounded(n, policy.rounding) if place in told else None for place, n in enumerate(parts)]


def _narrowed(parts: Sequence[int], told: set[int], policy: Release) -> bool:
    """Whether a small part could be worked out by somebody who guesses right which ones are small."""
    few, whole = policy.smallest_cell, sum(parts)
    ranges = [_range(n, whole, told=place in told, policy=policy) for place, n in enumerate(parts)]
    lows, highs = sum(each.low for each in ranges), sum(each.high for each in ranges)
    return any(
        Interval(max(0, whole - highs + its.high), min(few - 1, whole - lows + its.low)).values < min(VALUES, few)
        for n, its in zip(parts, ranges, strict=True)
        if n < few
    )


def _range(n: int, whole: int, *, told: bool, policy: Release) -> Interval:
    few = policy.smallest_cell
    if told:
        return behind(rounded(n, policy.rounding), policy.rounding, few)
    return Interval(0, few - 1) if n < few else Interval(few, whole)
