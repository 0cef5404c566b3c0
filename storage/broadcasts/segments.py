"""For whom a broadcast is: decided from a response at the moment of sending, and stored nowhere."""

from enum import StrEnum

from flows.consultation import Consultation
from flows.counting import has_begun
from flows.moves import is_complete
from storage.rows import Stored


class Segment(StrEnum):
    """Subscribers by how far they have come in a round."""

    ALL = "all"
    NEVER_STARTED = "never-started"
    IN_PROGRESS = "in-progress"
    SUBMITTED = "submitted"


Membership = tuple[Segment, bool]
"""Where somebody stands: their segment, and whether a broadcast is meant for them."""


def segment_of(consultation: Consultation, found: Stored | None) -> Segment:
    """Where somebody with this response stands; with none, they have never started."""
    if found is None or not has_begun(found.response):
        return Segment.NEVER_STARTED
    sent = bool(found.response.closed) and is_complete(consultation, found.response)
    return Segment.SUBMITTED if sent else Segment.IN_PROGRESS


def membership_of(
    wanted: Segment, stopped_by: str | None, consultation: Consultation, found: Stored | None
) -> Membership:
    """Where they stand, for a broadcast to the wanted segment, which is not all.

    `stopped_by`: of those in progress only those whose last touch lies in this ISO week or before: nothing finer is
    stored.
    """
    segment = segment_of(consultation, found)
    if segment is not wanted:
        return segment, False
    stopped = segment is not Segment.IN_PROGRESS or stopped_by is None or found is None or found.week <= stopped_by
    return segment, stopped
