"""How often the intervals and ranges of results/statistics contain the truth: many samples of known populations.

.venv/bin/python -m bench.coverage [--samples 1000] [--draws 1000] [--json FILE]

All methods see the same samples in one run. "all": samples in which every item's interval or range holds its truth;
"worst" and "mean" item: how often one item's does; "width": of intervals in percentage points (means: points of the
scale), of ranges in places; "single": ranges that name one place; "too soon": samples in which some item gets one
place although its pairs are not settled, among those in which any are not.
The truth of a place is one more than the number of items that are higher (as Mogstad et al. 2024 define a rank).
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.populations import Population, close_race, problems_of_2021, visions_of_2021
from results.statistics.bootstrap import bootstrap_means, bootstrap_shares, means_of, shares_of
from results.statistics.intervals import LEVEL, Interval, two_sided, wilson
from results.statistics.moments import Moments, Numbers, split
from results.statistics.places import RankRange
from results.statistics.ranks import rank_ranges, rank_ranges_of
from results.statistics.released_means import Group, mean_of_groups
from results.statistics.released_ranks import Bounds, ReleasedMean, rank_ranges_of_counts, rank_ranges_of_means
from results.statistics.released_shares import shares_of_counts
from results.statistics.resampling import resampled_ratios

STEP = 5
UNDER = 10
BANDS = ((1, 4), (5, 6), (7, 8), (9, 10))

Found = Mapping[str, Sequence[tuple[float, float] | None]]
"""By method: low and high of each item, None where none is shown."""


@dataclass(slots=True)
class Tally:
    """What one method made of the samples so far, item by item."""

    hits: list[list[float]] = field(default_factory=list)
    widths: list[list[float]] = field(default_factory=list)

    def add(self, found: Sequence[tuple[float, float] | None], truth: Sequence[float]) -> None:
        self.hits.append(
            [
                np.nan if each is None else float(each[0] <= true <= each[1])
                for each, true in zip(found, truth, strict=True)
            ]
        )
        self.widths.append([np.nan if each is None else each[1] - each[0] for each in found])


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; shares from 0 to 1."""

    population: str
    n: int
    method: str
    all_at_once: float
    worst_item: float
    mean_item: float
    width: float
    single: float | None
    single_too_soon: float | None


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--samples", type=int, default=1000)
    arguments.add_argument("--draws", type=int, default=1000)
    arguments.add_argument("--json", type=Path, help="where to write the same as JSON")
    chosen = arguments.parse_args()
    started = perf_counter()
    lines = [
        line
        for population, n in (
            (problems_of_2021(), 50),
            (problems_of_2021(), 305),
            (problems_of_2021(), 1000),
            (close_race(0.02), 305),
            (close_race(0.1), 305),
            (visions_of_2021(), 50),
            (visions_of_2021(), 305),
        )
        for line in measured(population, n, chosen.samples, chosen.draws)
    ]
    console = Console()
    console.print(table(lines))
    console.print(standard_errors(problems_of_2021(), 305, 20_000))
    console.print(f"{chosen.samples} samples each, {chosen.draws} resamples, {perf_counter() - started:.0f} s")
    if chosen.json:
        document = {"samples": chosen.samples, "draws": chosen.draws, "lines": [asdict(line) for line in lines]}
        chosen.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def measured(population: Population, n: int, samples: int, draws: int) -> list[Line]:
    """One line a method."""
    rated = bool(np.isnan(population.answers).any())
    values, given = split(population.answers)
    means = values.sum(axis=0) / given.sum(axis=0)
    truths = {
        "share of respondents": means,
        "share of mentions": means / means.sum(),
        "mean": means,
        "place": 1 + (means[np.newaxis, :] > means[:, np.newaxis]).sum(axis=1),
    }
    tallies: dict[str, Tally] = defaultdict(Tally)
    for seed in range(samples):
        sample = population.sample(n, seed)
        found = of_ratings(sample, seed, draws) if rated else of_mentions(sample, population, seed, draws)
        for method, intervals in found.items():
            tallies[method].add(intervals, truths[method.partition(":")[0]].tolist())
    reference = np.array(tallies["place: respondents drawn again"].widths)
    return [line(population.name, n, method, tally, reference) for method, tally in tallies.items()]


def of_mentions(sample: Numbers, population: Population, seed: int, draws: int) -> Found:
    n, counts = len(sample), sample.sum(axis=0).astype(int).tolist()
    mentions = sum(counts)
    shown = [STEP * round(count / STEP) if count >= UNDER else None for count in counts]
    standing = [[UNDER // 2 if count is None else count] for count in shown]
    bounds = [[Bounds(0, UNDER - 1) if each is None else Bounds.rounded(each, STEP)] for each in shown]
    n_shown = STEP * round(n / STEP)
    options = [[count] for count in counts]
    rule = {"fewest": population.fewest, "most": population.most}
    return {
        "share of respondents: Wilson": ends([wilson(count, n) for count in counts]),
        "share of respondents: Wilson, released counts": ends(
            [None if count is None else wilson(count, n_shown) for count in shown]
        ),
        "share of mentions: bootstrap (BCa)": ends(bootstrap_shares(sample, seed=seed, draws=draws)),
        "share of mentions: bootstrap (percentile)": percentiles(
            sample, sample.sum(axis=1, keepdims=True), seed, draws
        ),
        "share of mentions: from sums": ends(shares_of(Moments.of(sample))),
        "share of mentions: exact counts alone": ends(shares_of_counts(options, n, **rule)),
        "share of mentions: released counts": ends(
            [
                None if count is None else interval
                for count, interval in zip(shown, shares_of_counts(standing, n_shown, **rule), strict=True)
            ]
        ),
        "share of mentions: Wilson on mentions": ends([wilson(count, mentions) for count in counts]),
        **of_places(sample, seed, draws),
        "place: exact counts alone": places(rank_ranges_of_counts([[Bounds(count, count)] for count in counts], n)),
        "place: released counts": places(rank_ranges_of_counts(bounds, n_shown)),
    }


def of_ratings(sample: Numbers, seed: int, draws: int) -> Found:
    values, given = split(sample)
    released = [released_mean(column) for column in sample.T]
    return {
        "mean: bootstrap (BCa)": ends(bootstrap_means(sample, seed=seed, draws=draws)),
        "mean: bootstrap (percentile)": percentiles(values, given, seed, draws),
        "mean: normal, from sums": ends(means_of(Moments.of(sample))),
        "mean: released distribution": ends(
            [mean_of_groups(each.mean, each.groups, rounding=each.rounding) for each in released]
        ),
        **of_places(sample, seed, draws),
        "place: released distribution": places(rank_ranges_of_means(released)),
    }


def of_places(sample: Numbers, seed: int, draws: int) -> Found:
    values, given = split(sample)
    return {
        "place: respondents drawn again": places(rank_ranges(sample, seed=seed, draws=draws)),
        "place: from sums": places(rank_ranges_of(Moments.of(sample), seed=seed, draws=draws)),
        "place: plain bootstrap range": plain_ranges(values, given, seed, draws),
    }


def plain_ranges(over: Numbers, under: Numbers, seed: int, draws: int) -> list[tuple[float, float] | None]:
    """What the simultaneous ranges are measured against: the middle 95 % of each item's places in the resamples."""
    means = resampled_ratios(over, under, draws=draws, seed=seed)
    drawn = 1 + (means[:, np.newaxis, :] > means[:, :, np.newaxis]).sum(axis=2)
    low, high = np.quantile(drawn, 0.025, axis=0, method="lower"), np.quantile(drawn, 0.975, axis=0, method="higher")
    return list(zip(low.tolist(), high.tolist(), strict=True))


def percentiles(over: Numbers, under: Numbers, seed: int, draws: int) -> list[tuple[float, float] | None]:
    low, high = np.quantile(resampled_ratios(over, under, draws=draws, seed=seed), (0.025, 0.975), axis=0)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def released_mean(column: Numbers) -> ReleasedMean:
    groups = tuple(
        Group(first, last, STEP * round(int(((column >= first) & (column <= last)).sum()) / STEP))
        for first, last in BANDS
    )
    return ReleasedMean(round(float(np.nanmean(column)), 1), 0.1, groups)


def ends(intervals: Sequence[Interval | None]) -> list[tuple[float, float] | None]:
    return [None if each is None else (each.low, each.high) for each in intervals]


def places(ranges: Sequence[RankRange]) -> list[tuple[float, float] | None]:
    return [(each.first, each.last) for each in ranges]


def line(population: str, n: int, method: str, tally: Tally, reference: Numbers) -> Line:
    hits, widths = np.array(tally.hits), np.array(tally.widths)
    # Items that are seldom shown (a count under ten has no interval) say little by themselves.
    by_item = np.nanmean(hits[:, np.isfinite(hits).mean(axis=0) > 0.1], axis=0)
    ranked = method.startswith("place")
    still_open = reference > 0
    named_too_soon = ((widths == 0) & still_open).any(axis=1)[still_open.any(axis=1)]
    return Line(
        population,
        n,
        method,
        float((np.nan_to_num(hits, nan=1.0) > 0).all(axis=1).mean()),
        float(by_item.min()),
        float(np.nanmean(hits)),
        float(np.nanmean(widths)) * (100 if method.startswith("share") else 1) + (1 if ranked else 0),
        float((widths == 0).mean()) if ranked else None,
        float(named_too_soon.mean()) if ranked and len(named_too_soon) else None,
    )


def standard_errors(population: Population, n: int, draws: int) -> str:
    """Of the largest share of mentions: as it is among samples, and as Wilson's interval would have it."""
    answers = population.answers
    largest = int(answers.sum(axis=0).argmax())
    drawn = np.random.default_rng(1).multinomial(n, np.full(len(answers), 1 / len(answers)), size=draws) @ answers
    true = (drawn[:, largest] / drawn.sum(axis=1)).std()
    count, mentions = answers[:, largest].sum() * n / len(answers), answers.sum() * n / len(answers)
    interval = wilson(round(count), round(mentions))
    supposed = (interval.high - interval.low) / 2 / two_sided(LEVEL)
    return f"Largest share of mentions at n = {n}: standard error {true:.2%}, by Wilson on mentions {supposed:.2%}"


def table(lines: Sequence[Line]) -> Table:
    shown = Table("population", "n", "method", "all", "worst", "mean", "width", "single", "too soon")
    for each in lines:
        shown.add_row(
            each.population,
            str(each.n),
            each.method,
            *(percent(share) for share in (each.all_at_once, each.worst_item, each.mean_item)),
            f"{each.width:.2f}",
            percent(each.single),
            percent(each.single_too_soon),
        )
    return shown


def percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


if __name__ == "__main__":
    main()
