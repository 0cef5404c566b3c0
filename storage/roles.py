"""What each role of a staff member may do: the one table that commands and buttons are checked against."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """A staff member's: one each."""

    OWNER = "owner"
    EDITOR = "editor"
    ANALYST = "analyst"


class Permission(StrEnum):
    """What can be allowed."""

    LOOK = "look"
    """See rounds, their links and how they are doing; try consultations."""
    RESULTS = "results"
    """Read results and reports, as they were released."""
    EXACT = "exact"
    """See exact figures, which the audit notes."""
    WORDS = "words"
    """Read what people wrote in their own words, and decide what others see of it: it may name people and illnesses."""
    ROWS = "rows"
    """Take responses away, row by row: who knows somebody may find them there."""
    WRITE = "write"
    """Make rounds of consultations, and mend their texts."""
    STEER = "steer"
    """Schedule, open, pause, resume and close rounds."""
    REOPEN = "reopen"
    """Reopen closed rounds."""
    BROADCAST = "broadcast"
    """Write to subscribers."""
    STAFF = "staff"
    """Invite staff members, change their roles, remove them."""
    AUDIT = "audit"
    """Read the audit, and be sent its head."""


_ANALYST = frozenset({Permission.LOOK, Permission.RESULTS})
_EDITOR = _ANALYST | {Permission.WRITE, Permission.STEER, Permission.BROADCAST}

ALLOWED: Mapping[Role, frozenset[Permission]] = {
    Role.ANALYST: _ANALYST,
    Role.EDITOR: _EDITOR,
    Role.OWNER: frozenset(Permission),
}


def may(role: Role, permission: Permission) -> bool:
    """Whether the role is allowed that."""
    return permission in ALLOWED[role]
