"""From published shares and means back to whole people, and those dealt out: for bin/reconstruct-timisoara.

errors:
    Contradiction   no whole numbers of people give the published shares
"""

import math
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from random import Random


class Contradiction(Exception):
    """No whole numbers of people give the published shares."""


def nearest(share: float, base: int) -> int:
    """The number of people nearest to this percentage of the base."""
    return round(base * share / 100)


def rounding_to(share: float, base: int) -> range:
    """The counts that are printed as this percentage of the base: within half a last digit, halves left out."""
    printed = Decimal(str(share))
    half = Decimal(5).scaleb(int(printed.as_tuple().exponent) - 1)
    lowest, highest = ((printed + side) * base / 100 for side in (-half, half))
    return range(max(0, math.floor(lowest) + 1), math.ceil(highest))


def counts(shares: Collection[float], base: int, at_least: Sequence[int] = ()) -> list[int]:
    """Counts that add up to the base and are printed as these shares of it, as near to them as can be.

    Raises Contradiction.
    """
    near = [base * share / sum(shares) for share in shares]
    allowed = [rounding_to(share, base) for share in shares]
    found = [max(each.start, least) for each, least in zip(allowed, at_least or [0] * len(near), strict=True)]
    if any(n not in each for n, each in zip(found, allowed, strict=True)) or sum(found) > base:
        raise Contradiction(f"{base} people do not split into {shares}")
    while sum(found) < base:
        open_ = [place for place, n in enumerate(found) if n + 1 in allowed[place]]
        if not open_:
            raise Contradiction(f"{base} people do not split into {shares}")
        found[max(open_, key=lambda place: near[place] - found[place])] += 1
    return found


def counts_near(shares: Collection[float], base: int) -> list[int]:
    """The same where the base was not published: with the nearest base that gives these shares."""
    distance = 0
    while True:
        for other in (base + distance, base - distance):
            with suppress(Contradiction):
                return counts(shares, other)
        distance += 1


def scores(mean: float, people: int) -> dict[int, int]:
    """How many people give each of 1 to 10, so that this is their mean."""
    wanted = round(mean * people)
    near = _most_spread(wanted, people)
    found = {point: math.floor(n) for point, n in near.items()}
    for point in sorted(near, key=lambda each: found[each] - near[each])[: people - sum(found.values())]:
        found[point] += 1
    while gap := wanted - sum(point * n for point, n in found.items()):  # a few: people are whole
        step = 1 if gap > 0 else -1
        crowded = max((point for point in found if point + step in found), key=lambda point: found[point])
        found[crowded] -= 1
        found[crowded + step] += 1
    return found


def _most_spread(total: int, people: int) -> dict[int, float]:
    """The distribution of that sum which supposes least (largest entropy): each point is chosen by so many times more
    people than the one before; how many times is found by halving."""

    def spread(slope: float) -> dict[int, float]:
        weights = {point: math.exp(slope * (point - 10)) for point in range(1, 11)}
        return {point: people * weight / sum(weights.values()) for point, weight in weights.items()}

    low, high = -10.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        below = sum(point * n for point, n in spread(middle).items()) < total
        low, high = (middle, high) if below else (low, middle)
    return spread(low)


def dealt(random: Random, sizes: Sequence[int], supply: Mapping[str, int]) -> list[set[str]]:
    """As many different options to each person as `sizes` says, each option to as many people as `supply` says.

    First in any way (who lacks most comes first: Gale and Ryser), then mixed by trades between two people, after which
    every such deal is as likely as any other: Strona et al., "A fast and unbiased procedure to randomize ecological
    binary matrices" (2014), https://doi.org/10.1038/ncomms5114.
    """
    hands: list[set[str]] = [set() for _ in sizes]
    for option, n in sorted(supply.items(), key=lambda each: -each[1]):
        for person in sorted(range(len(sizes)), key=lambda each: len(hands[each]) - sizes[each])[:n]:
            hands[person].add(option)
    for _ in range(20 * len(sizes)):
        one, other = random.sample(range(len(sizes)), 2)
        shared, pool = hands[one] & hands[other], sorted(hands[one] ^ hands[other])
        random.shuffle(pool)
        mine = len(hands[one]) - len(shared)
        hands[one], hands[other] = shared | set(pool[:mine]), shared | set(pool[mine:])
    return hands
