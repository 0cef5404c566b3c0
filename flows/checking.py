"""Whether a consultation fits together. What each check looks for is told in `flows.checks`."""

from collections.abc import Iterator

from flows.checks.bounds import bounds
from flows.checks.choices import choices
from flows.checks.conditions import conditions
from flows.checks.findings import Finding, Gaps, in_order
from flows.checks.identities import identities
from flows.checks.sizes import sizes
from flows.checks.tables import tables
from flows.checks.texts import texts
from flows.consultation import Consultation


def check(consultation: Consultation, gaps: Gaps | None = None) -> Iterator[Finding]:
    """Everything in the consultation that contradicts itself or cannot be shown; nothing for a sound one.

    `gaps` names what is missing only because it could not be read.
    """
    gaps = gaps or Gaps()
    yield from identities(consultation)
    yield from sizes(consultation)
    for asked in in_order(consultation):
        yield from bounds(asked)
        yield from choices(consultation, asked, gaps)
        yield from conditions(consultation, asked, gaps)
    yield from tables(consultation, gaps)
    yield from texts(consultation, gaps)
