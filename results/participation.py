"""How many take part in a round: exact for who leaves a line in the audit, else as it may be told."""

from dataclasses import dataclass

from flows.consultation import Release
from flows.counting import ANSWERED, IMPORTED, ROUND, STARTED, SUBMITTED
from results.published import Published
from results.rounding import told
from storage.tallies import Tallies


@dataclass(frozen=True, slots=True)
class Participation:
    """Responses begun, with a section sent, with all sent, from a file.

    None: under the smallest cell that is told or, of what is only told as released, not released yet.
    """

    started: int | None
    answered: int | None
    submitted: int | None
    imported: int | None


def exact_participation(tallies: Tallies) -> Participation:
    """For staff, as the tallies have it."""
    counts = tallies.get(ROUND, {})
    return Participation(
        counts.get(STARTED, 0), counts.get(ANSWERED, 0), counts.get(SUBMITTED, 0), counts.get(IMPORTED, 0)
    )


def told_participation(tallies: Tallies, shown: Published | None, policy: Release) -> Participation:
    """As others may see it: what is behind answers as it was released last, who has started rounded.

    Even rounded, who answered is not told from hour to hour: whoever watches it step knows the base of a release
    better than the release tells it.
    """
    started = told(exact_participation(tallies).started or 0, policy)
    if shown is None or shown.n_answered is None:
        return Participation(started, None, None, None)
    return Participation(started, shown.n_answered, shown.n_submitted, shown.n_imported)
