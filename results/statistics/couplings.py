"""How far apart the answers of the same people can lie when only the count of each option is known."""

import numpy as np

from results.statistics.moments import Numbers


def greatest_variance(shares: Numbers, factors: Numbers) -> float:
    """The greatest variance that a weighted sum of one respondent's choices can have, given each option's share.

    No assumption is made about who chose what together: Fréchet's bounds (1951, Annales de l'Université de Lyon A 14),
    reached when choices of the same sign coincide as far as they can and choices of opposite sign avoid each
    other. Of one option less another it is the share of those who chose exactly one of the two, if as many as possible
    did, less the squared difference.
    """
    together = np.minimum.outer(shares, shares)
    apart = np.maximum(np.add.outer(shares, shares) - 1, 0)
    joint = np.where(np.multiply.outer(factors, factors) > 0, together, apart)
    covariances = joint - np.multiply.outer(shares, shares)
    return max(0.0, float(factors @ covariances @ factors))


def greatest_variance_within(mean: float, low: float, high: float) -> float:
    """Of a quantity with this mean between `low` and `high` (Bhatia and Davis 2000, American Mathematical Monthly 107);
    a mean that rounding put outside counts as at the end."""
    return max(0.0, (high - mean) * (mean - low))
