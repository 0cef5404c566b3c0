"""Exports in a process of their own: what comes of one, and what is said when there is no file."""

import asyncio

import pytest

from results.apart import EndedWithoutAnswer
from results.exports.apart import Task, TooLarge, TooMany, answer_to, exported_apart
from results.exports.formats import ExportFormat
from tests.results.test_releasing import Hall, hall

__all__ = ["hall"]


def task(of: Hall, form: ExportFormat, *, most: int = 10**6) -> Task:
    url = of.database.engine.url.render_as_string(hide_password=False)
    return Task(database=url, code="town", form=form, language="en", most=most)


@pytest.mark.parametrize("form", ExportFormat)
async def test_a_file_comes_as_it_is_written_or_not_at_all(hall: Hall, form: ExportFormat) -> None:
    await hall.answers(3, "a", 3)
    content = await exported_apart(task(hall, form))
    begins = {
        ExportFormat.JSONL: b"{",
        ExportFormat.CSV: b"\xef\xbb\xbfrespondent",
        ExportFormat.XLSX: b"PK",
        ExportFormat.SAV: b"$FL",
    }
    assert content.startswith(begins[form])
    with pytest.raises(TooLarge):
        await exported_apart(task(hall, form, most=len(content) - 1))


async def test_a_worksheet_has_only_so_many_columns(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    async def here(_: str, message: bytes) -> bytes:
        return await answer_to(Task.model_validate_json(message))

    monkeypatch.setattr("results.exports.workbook.MOST_COLUMNS", 2)
    monkeypatch.setattr("results.exports.apart.answered_apart", here)
    with pytest.raises(TooMany):
        await exported_apart(task(hall, ExportFormat.XLSX))


def test_what_ends_without_a_file_says_so() -> None:
    nowhere = Task(
        database="sqlite+aiosqlite:////nowhere/glas.db", code="town", form=ExportFormat.CSV, language="en", most=1000
    )
    with pytest.raises(EndedWithoutAnswer, match="cannot be opened"):
        asyncio.run(exported_apart(nowhere))
