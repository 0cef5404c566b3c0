"""Exports in a process of their own: what becomes of one that cannot be."""

import asyncio
from pathlib import Path

import pytest

from results.apart import EndedWithoutAnswer
from results.exports.apart import Task, exported_apart
from results.exports.formats import ExportFormat


def test_what_ends_without_a_file_says_so(tmp_path: Path) -> None:
    nowhere = f"sqlite+aiosqlite:///{tmp_path}/nowhere/glas.sqlite"
    task = Task(database=nowhere, code="town", form=ExportFormat.CSV, language="en", most=1000)
    with pytest.raises(EndedWithoutAnswer, match="cannot be opened"):
        asyncio.run(exported_apart(task))
