"""`glas report`."""

import stat
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.bot.cli.command import Glas

LINES = """
{"respondent": "r1", "answers": {"streets": ["noise", "dust"], "calm": 7}}
{"respondent": "r2", "answers": {"streets": ["dust"], "calm": "dont_know", "remarks": "trees"}}
"""


@pytest.fixture
def answered(glas: Glas) -> Glas:
    glas.with_round().ok("replay", "-", typed=LINES)
    return glas


def test_an_exact_report_is_for_the_eyes_of_its_owner(answered: Glas) -> None:
    file = answered.folder / "report.pdf"
    answered.ok("report", "town", "--exact", "--language", "ro", "--output", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    pages = [page.extract_text() for page in PdfReader(BytesIO(file.read_bytes())).pages]
    assert all("EXACT, NUMAI PENTRU PERSONAL" in page for page in pages)
    assert "Praf" in "".join(pages)


def test_nothing_is_overwritten(answered: Glas) -> None:
    file = answered.file("report.pdf", "mine")
    assert "is there already" in answered.refused("report", "--exact", "--output", file)
    assert file.read_text() == "mine"


def test_before_a_release_there_is_an_exact_report_only(answered: Glas) -> None:
    told = answered.refused("report", "--output", answered.folder / "report.pdf")
    assert "nothing of round town has been released yet" in told
    assert len(told.splitlines()) == 1


def test_an_unknown_round_language_or_folder_is_one_clear_line(answered: Glas) -> None:
    file = answered.folder / "report.pdf"
    assert answered.refused("report", "elsewhere", "--exact", "--output", file) == "glas: there is no round elsewhere\n"
    assert "no texts in hu" in answered.refused("report", "--exact", "--language", "hu", "--output", file)
    assert "No such file" in answered.refused("report", "--exact", "--output", answered.folder / "no" / "r.pdf")
    assert not file.exists()


@pytest.mark.parametrize("command", [("report", "--exact"), ("questionnaire",), ("poster",)])
def test_no_file_is_called_anything_but_the_pdf_that_it_is(answered: Glas, command: tuple[str, ...]) -> None:
    told = answered.refused(*command, "--output", answered.folder / "report.docx")
    assert told.endswith("report.docx would be a PDF: please let its name end in .pdf\n")
    assert not (answered.folder / "report.docx").exists()


def test_a_round_without_answers_has_a_report_that_says_so(glas: Glas) -> None:
    file = glas.folder / "report.pdf"
    glas.with_round().ok("report", "--exact", "--output", file)
    assert "Nobody has sent a section yet." in "".join(page.extract_text() for page in PdfReader(file).pages)
