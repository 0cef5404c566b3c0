"""For which programs exports are written: known before any of them is imported."""

from enum import StrEnum
from typing import Final


class ExportFormat(StrEnum):
    """The formats, by the endings of their files."""

    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    SAV = "sav"


PUBLIC: Final = (ExportFormat.CSV, ExportFormat.XLSX, ExportFormat.JSONL)
"""Those for released tables: files of SPSS hold responses."""
