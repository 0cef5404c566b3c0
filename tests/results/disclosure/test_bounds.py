"""Bounds never rule out what is possible, and one statement by itself is drawn as tightly as can be."""

import itertools
import random

import pytest

from results.audit.bounds import Contradiction, System
from results.rounding import Interval, behind, rounded, rounded_down, told, whole_percent
from tests.results.disclosure.town import RULES


@pytest.mark.parametrize("seed", range(300))
def test_bounds_hold_every_solution(seed: int) -> None:
    chance, system = random.Random(seed), System()
    ranges = [(low, low + chance.randint(0, 4)) for low in (chance.randint(-3, 3) for _ in range(chance.randint(1, 4)))]
    unknowns = [system.unknown(Interval(*each)) for each in ranges]
    statements = []
    for _ in range(chance.randint(1, 3)):
        terms = [(chance.randint(-3, 3), unknown) for unknown in unknowns]
        low, high = chance.choice((None, chance.randint(-6, 3))), chance.choice((None, chance.randint(-2, 6)))
        system.state(terms, low=low, high=high)
        statements.append((terms, low, high))
    solutions = [
        values
        for values in itertools.product(*(range(low, high + 1) for low, high in ranges))
        if all(
            (low is None or sum(f * values[u] for f, u in terms) >= low)
            and (high is None or sum(f * values[u] for f, u in terms) <= high)
            for terms, low, high in statements
        )
    ]
    try:
        system.propagate(lambda: False)
    except Contradiction:
        assert not solutions
        return
    for unknown in unknowns:
        found = system.bounds(unknown)
        values = [solution[unknown] for solution in solutions]
        assert all(found.low <= value <= found.high for value in values)
        if values and len(statements) == 1 and all(abs(factor) <= 1 for factor, _ in statements[0][0]):
            assert (found.low, found.high) == (min(values), max(values))


@pytest.mark.parametrize("to", [1, 2, 5, 10])
def test_what_stands_behind_a_rounded_count_is_what_rounds_to_it(to: int) -> None:
    for n in range(60):
        within = behind(rounded(n, to), to)
        assert [k for k in range(80) if rounded(k, to) == rounded(n, to)] == list(range(within.low, within.high + 1))


def test_small_counts_are_not_told() -> None:
    assert [told(n, RULES) for n in (0, 9, 10, 12, 13)] == [None, None, 10, 10, 15]
    assert [rounded_down(n, RULES) for n in (0, 9, 10, 14, 39)] == [0, 0, 10, 10, 35]
    assert [whole_percent(n, 200) for n in (0, 1, 3, 199, 200)] == [0, 1, 2, 100, 100]
