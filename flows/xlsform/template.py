"""The workbook to start from: a small consultation as an example, with the parts that a city has to fill in empty."""

from pathlib import Path

from flows.reading import load_consultation
from flows.xlsform.writing import workbook

EXAMPLE = Path(__file__).with_name("example.yaml")


def template() -> bytes:
    """The example as a workbook. OSError when Glas is not installed whole."""
    return workbook(load_consultation(EXAMPLE))
