"""What the ranges and intervals of one table cost, for a few hundred people and for a million in slices.

.venv/bin/python -m bench.statistics_speed [--json FILE]
"""

import argparse
import json
import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.populations import problems_of_2021
from results.statistics.bootstrap import ENOUGH, bootstrap_shares, shares_of
from results.statistics.moments import Answers, Moments
from results.statistics.ranks import rank_ranges, rank_ranges_of

SLICE = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    problems = problems_of_2021()
    few, many = problems.sample(305, 1), problems.sample(ENOUGH, 1)
    counts = few.sum(axis=0).astype(int)
    found: dict[str, float] = {}
    for what, task in (
        (f"ranges, {len(few)} x {len(counts)}, ms", lambda: rank_ranges(few, seed=1)),
        (f"shares of mentions, {len(few)} x {len(counts)}, ms", lambda: bootstrap_shares(few, seed=1)),
        (
            f"ranges, {len(many):,} x {len(counts)}, the most drawn again, ms",
            lambda: rank_ranges(many, seed=1),
        ),
    ):
        found[what] = 1000 * min(taken(task) for _ in range(5))
    found["memory at its peak before the million, MB"] = peak()
    found["ranges and shares, 1,000,000 x 10 in slices (once), ms"] = 1000 * taken(a_million)
    found["memory at its peak after it, MB"] = peak()
    table = Table("what", "best of 5")
    for what, figure in found.items():
        table.add_row(what, f"{figure:.0f}")
    Console().print(table)
    if options.json is not None:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


def a_million() -> None:
    moments = Moments.over(slices())
    rank_ranges_of(moments, seed=1)
    shares_of(moments)


def slices() -> Iterator[Answers]:
    problems = problems_of_2021().answers.astype(np.uint8)
    for seed in range(1_000_000 // SLICE):
        yield problems[np.random.default_rng(seed).integers(0, len(problems), size=SLICE)]


def taken(task: Callable[[], object]) -> float:
    started = perf_counter()
    task()
    return perf_counter() - started


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
