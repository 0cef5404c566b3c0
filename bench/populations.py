"""Known populations that bench/coverage.py draws its samples from."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from results.statistics.moments import Numbers

EXAMPLE = Path(__file__).resolve().parent.parent / "flows" / "consultations" / "timisoara_2021_example.jsonl"
PROBLEMS = (
    "daily_stress",
    "two_parallel_worlds",
    "insufficient_interconnection",
    "low_public_investment",
    "inefficient_management",
    "no_participatory_education",
    "chaotic_digitalisation",
    "no_strategic_identity",
    "vulnerable_groups",
    "climate_change",
)
VISION = (
    "city_for_all",
    "quality_time",
    "public_investment",
    "innovation_ecosystem",
    "attractive_city",
    "every_voice",
    "fun_city",
)


@dataclass(frozen=True, slots=True)
class Population:
    """Everybody: respondents by items, mentions (each makes `fewest` to `most`) or ratings with NaN."""

    name: str
    answers: Numbers
    fewest: int
    most: int

    def sample(self, n: int, seed: int) -> Numbers:
        """The answers of `n` of them at random, the same one more than once if so drawn."""
        drawn = np.random.default_rng(seed).integers(0, len(self.answers), size=n)
        return self.answers[drawn]


def problems_of_2021() -> Population:
    """The problems that the 305 reconstructed respondents chose."""
    chosen = [answers.get("dysfunctions", []) for answers in _example()]
    return Population("problems of 2021", np.array([[float(each in one) for each in PROBLEMS] for one in chosen]), 1, 3)


def visions_of_2021() -> Population:
    """The ratings that they gave, and some left out or did not know."""
    ratings = [[answers.get(each) for each in VISION] for answers in _example()]
    return Population(
        "ratings of 2021",
        np.array([[float(one) if isinstance(one, int) else np.nan for one in row] for row in ratings]),
        1,
        10,
    )


def close_race(step: float, seed: int = 7) -> Population:
    """60,000 people who each choose three of ten options of nearly equal weight, `step` between neighbours."""
    weights = 1 + step * np.arange(10)[::-1]
    # The three first of an exponential race are a draw without replacement by weight (Efraimidis and Spirakis 2006).
    arrival = np.random.default_rng(seed).exponential(size=(60_000, 10)) / weights
    places = arrival.argsort(axis=1).argsort(axis=1)
    return Population(f"close race, {step:.0%} steps", (places < 3).astype(np.float64), 3, 3)


def _example() -> list[dict[str, Any]]:
    return [json.loads(line)["answers"] for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
