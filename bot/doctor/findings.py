"""What the doctor finds: one clear sentence each, which says what to do where something is to be done."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How bad it is."""

    FINE = "fine"
    DOUBT = "doubt"
    FAULT = "fault"


MARKS = {Grade.FINE: "✓", Grade.DOUBT: "!", Grade.FAULT: "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """`part` is what was looked at. `says` holds no secret."""

    part: str
    grade: Grade
    says: str


def fine(part: str, says: str) -> Finding:
    """Nothing is to be done."""
    return Finding(part, Grade.FINE, says)


def doubt(part: str, says: str) -> Finding:
    """It can be meant so; Glas runs all the same."""
    return Finding(part, Grade.DOUBT, says)


def fault(part: str, says: str) -> Finding:
    """Glas will not run, or not as it promises."""
    return Finding(part, Grade.FAULT, says)
