"""The formats that commands offer: known before any command is imported."""

from enum import StrEnum


class Format(StrEnum):
    """How a command prints what it has to tell."""

    TABLE = "table"
    JSON = "json"
