"""The workbook, opened again by openpyxl."""

import asyncio
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook

from flows.consultation import Consultation
from flows.response import Response
from results.exports.names import Names
from results.exports.workbook import TooWide, write_workbook
from tests.results.exports.answered import CONSULTATION, FULL, NASTY, UNSURE, saying, stream


def workbook(folder: Path, *responses: Response, **options: int) -> Workbook:
    file = io.BytesIO()
    given = stream(responses)
    writing = write_workbook(file, CONSULTATION, given, code="one", language="ro", folder=folder, **options)
    written = asyncio.run(writing)
    assert written == len(responses)
    assert list(folder.iterdir()) == []
    return load_workbook(file)


def table(book: Workbook, name: str = "responses") -> list[dict[str, object]]:
    [heads, *rows] = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def test_a_row_a_response_and_a_column_an_option(tmp_path: Path) -> None:
    [full, unsure] = table(workbook(tmp_path, FULL, UNSURE))
    assert {name: full[name] for name in list(full)[:11]} == {
        "respondent": "r001",
        "sent__about": 1,
        "roles__resident": 1,
        "roles__worker": 1,
        "roles__visitor": 0,
        "roles__nobody": 0,
        "roles__own_words": "=HYPERLINK(1)",
        "main_role": "worker",
        "years": 12.5,
        "arrived": datetime(1999, 12, 31, tzinfo=UTC).replace(tzinfo=None),
        "sent__troubles": 1,
    }
    assert (full["worst__litter"], full["worst__noise"], full["worst__traffic"]) == (1, 2, None)
    assert (full["remedy"], full["remedy__own_words"]) == (None, "own words alone")
    assert (full["park"], full["park__dont_know"], full["praise"]) == (9, 0, "trees")
    assert full["street"] is None
    told = {name: cell for name, cell in unsure.items() if cell is not None}
    assert told == {
        "respondent": "r002",
        "park__dont_know": 1,
        "sent__about": 0,
        "sent__troubles": 0,
        "sent__scores": 1,
        "sent__places": 0,
        "sent__more": 0,
    }


def test_the_first_sheet_says_that_it_is_confidential_and_the_last_what_columns_mean(tmp_path: Path) -> None:
    book = workbook(tmp_path, FULL)
    assert book.sheetnames == ["CONFIDENTIAL", "responses", "codebook"]
    said = "\n".join(str(each) for (each,) in book.worksheets[0].iter_rows(values_only=True))
    assert "CONFIDENȚIAL" in said
    assert "CONFIDENTIAL" in said
    meanings = table(book, "codebook")
    columns = {each["column"] for each in meanings}
    assert columns == set(table(book)[0]) - {"respondent"}
    [noise] = [each for each in meanings if each["column"] == "troubles__noise"]
    assert (noise["text"], noise["option"], noise["option text"]) == ("What troubles you?", "noise", "Zgomot")
    assert [each["option"] for each in meanings if each["column"] == "remedy"] == ["first_aid", "police", "bins"]


def test_nothing_in_it_tells_when_it_was_made(tmp_path: Path) -> None:
    assert str(workbook(tmp_path, FULL).properties.created) == "2000-01-01 00:00:00"


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_texts_come_back_as_texts_and_never_as_formulas(tmp_path: Path, text: str) -> None:
    book = workbook(tmp_path, saying(text))
    [row] = book["responses"].iter_rows(min_row=2)
    [heads] = book["responses"].iter_rows(max_row=1, values_only=True)
    cell = row[heads.index("blame")]
    assert cell.data_type == "s"
    assert unescape(str(cell.value)) == text  # as Excel shows it: openpyxl leaves the escapes
    assert cell.hyperlink is None
    assert cell.quotePrefix == (text in NASTY[:8])


def test_a_round_without_answers_has_its_columns(tmp_path: Path) -> None:
    book = workbook(tmp_path)
    assert table(book) == []
    assert book["responses"]["A1"].value == "respondent"


def test_what_does_not_fit_goes_on_in_the_next_sheet(tmp_path: Path) -> None:
    book = workbook(tmp_path, *[UNSURE] * 5, most_rows=3)
    assert book.sheetnames[1:-1] == ["responses", "responses 2", "responses 3"]
    names = [row["respondent"] for sheet in book.sheetnames[1:-1] for row in table(book, sheet)]
    assert names == ["r001", "r002", "r003", "r004", "r005"]


def test_more_columns_than_a_worksheet_has_are_refused(tmp_path: Path) -> None:
    options = [{"id": f"o{n}", "text": "o"} for n in range(16_384)]
    section = {"id": "s", "title": "s", "questions": [{"id": "q", "type": "multiple", "text": "q", "options": options}]}
    wide = Consultation.model_validate(
        {"id": "w", "languages": ["en"], "sections": [section]}
        | dict.fromkeys(("organiser", "title", "intro", "thanks"), "w")
    )
    file = io.BytesIO()
    with pytest.raises(TooWide, match="16386 columns"):
        asyncio.run(write_workbook(file, wide, stream([]), code="w", language="en", folder=tmp_path))
    assert file.getvalue() == b""


def test_names_are_given_once_and_fit() -> None:
    names = Names(taken=["respondent"])
    wanted = ["a", "a", "respondent", "to", "x" * 80, "x" * 80, "y" * 63 + "_z", "b_"]
    assert [names.given(each) for each in wanted] == [
        "a",
        "a_2",
        "respondent_2",
        "to_2",
        "x" * 64,
        "x" * 62 + "_2",
        "y" * 63,
        "b",
    ]
