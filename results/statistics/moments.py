"""Sums over respondents from which estimates and their covariances follow: k x k numbers for any number of people.

errors:
    WrongShape   the answers are no table of respondents by items, or of other items than the rest
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Answers = NDArray[np.bool_ | np.integer[Any] | np.floating[Any]]
"""Respondents by items: 0 and 1 (or how often an item was mentioned), or ratings with NaN where there is none."""
Numbers = NDArray[np.float64]


class WrongShape(ValueError):
    """The answers are no table of respondents by items, or their items are not as many as before."""


def split(answers: Answers) -> tuple[Numbers, Numbers]:
    """The answers with 0 where there is none, and 1 where there is one: both respondents by items.

    Raises `WrongShape` unless the answers have two dimensions.
    """
    if answers.ndim != 2:
        raise WrongShape(f"{answers.ndim} dimensions instead of respondents by items")
    values = answers.astype(np.float64)
    given = ~np.isnan(values)
    return np.where(given, values, 0.0), given.astype(np.float64)


@dataclass(frozen=True, slots=True)
class Moments:
    """What means of items and their covariances need, each items by items and additive over respondents.

    answered[j, k]: who answered both j and k; sums[j, k]: the sum of j over these; products[j, k]: of j times k.
    """

    respondents: int
    answered: Numbers
    sums: Numbers
    products: Numbers

    @classmethod
    def of(cls, answers: Answers) -> Self:
        """The moments of a table of answers, or of a slice of it."""
        values, given = split(answers)
        return cls(len(values), given.T @ given, values.T @ given, values.T @ values)

    @classmethod
    def over(cls, slices: Iterable[Answers]) -> Self:
        """The moments of a table that comes in slices of at least one: only one slice is in memory at a time."""
        every = iter(slices)
        try:
            total = cls.of(next(every))
        except StopIteration:
            raise WrongShape("no slice at all") from None
        for each in every:
            total = total.joined_by(cls.of(each))
        return total

    def joined_by(self, others: Self) -> Self:
        """The moments of these respondents and of others together. Raises `WrongShape` if their items differ."""
        if self.answered.shape != others.answered.shape:
            raise WrongShape(f"{len(others.answered)} items after {len(self.answered)}")
        return type(self)(
            self.respondents + others.respondents,
            self.answered + others.answered,
            self.sums + others.sums,
            self.products + others.products,
        )

    @property
    def bases(self) -> Numbers:
        """How many answered each item."""
        return self.answered.diagonal().copy()

    @property
    def means(self) -> Numbers:
        """The mean of each item among those who answered it; 0 where nobody did (its base says so)."""
        return _ratio(self.sums.diagonal(), self.bases)

    @property
    def covariance(self) -> Numbers:
        """Of the means, items by items, with respondents as the independent units.

        The means are ratios of sums, linearised (Cochran 1977, Sampling Techniques, 6.4): whoever answered both of
        two items ties their means together, whoever answered one only does not.
        """
        means = self.means
        deviations = (
            self.products
            - self.sums * means[np.newaxis, :]
            - self.sums.T * means[:, np.newaxis]
            + self.answered * np.outer(means, means)
        )
        return _ratio(deviations, np.outer(self.bases, self.bases))


def _ratio(over: Numbers, under: Numbers) -> Numbers:
    return np.divide(over, under, out=np.zeros_like(over), where=under > 0)
