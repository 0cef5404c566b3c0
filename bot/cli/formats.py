"""The formats that commands offer: known before any command is imported."""

from enum import StrEnum


class Format(StrEnum):
    """How a command prints what it has to tell."""

    TABLE = "table"
    JSON = "json"


class ExportFormat(StrEnum):
    """For which programs `glas export` writes."""

    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    SAV = "sav"
