"""The formats that commands offer: known before any command is imported."""

from enum import StrEnum


class ExportFormat(StrEnum):
    """For which programs `glas export` writes."""

    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    SAV = "sav"
