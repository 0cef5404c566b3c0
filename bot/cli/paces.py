"""The limits that the sandbox sets, named without loading it."""

from enum import StrEnum


class Pace(StrEnum):
    """See sandbox.pace."""

    DOCUMENTED = "documented"
    STRICT = "strict"
    OFF = "off"
