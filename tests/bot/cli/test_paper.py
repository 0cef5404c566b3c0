"""`glas enter`, `glas withdraw` and `glas questionnaire`."""

import json
import re
from pathlib import Path

import pytest

from tests.bot.cli.command import Glas

TYPED = "1 2\nmud\n\n7\n\ntrees\n\n"
"""Streets and own words, Enter for the section; calm, Enter; remarks, Enter."""


def test_a_sheet_is_entered_counts_and_can_be_withdrawn_by_its_code(glas: Glas) -> None:
    told = glas.with_round().ok("enter", typed=TYPED)
    assert "✓ stored: 1 sheet in round town so far" in told
    [sheet] = re.findall(r"Write ([2-9A-Z]{4}-[2-9A-Z]{4}) on the sheet", told)
    figures = json.loads(glas.ok("results", "--exact", "--format", "json"))
    assert (figures["n_answered"], figures["n_submitted"], figures["n_imported"]) == (1, 1, 0)
    [line] = glas.ok("export").splitlines()
    assert json.loads(line)["answers"] == {
        "streets": {"chosen": ["noise", "dust"], "own_words": "mud"},
        "calm": 7,
        "remarks": "trees",
    }
    assert "on paper" in glas.ok("round", "show", "town")
    assert glas.refused("enter", "--sheet", sheet.lower()) == f"glas: sheet {sheet} was entered already\n"
    assert glas.ok("withdraw", sheet.lower()) == f"✓ what was entered for sheet {sheet} is erased\n"
    assert glas.refused("withdraw", sheet) == f"glas: nothing is stored for sheet {sheet}\n"
    assert glas.ok("export") == ""


def test_texts_are_in_the_language_that_was_asked_for(glas: Glas) -> None:
    told = glas.with_round().ok("enter", "--language", "ro", "--sheet", "17", typed=TYPED)
    assert "Ce nu merge pe străzi?" in told
    assert "1 Zgomot" in told
    assert "Write 17 on the sheet" in told
    assert "no texts in hu" in glas.refused("enter", "--language", "hu")


def test_nothing_is_stored_of_a_sheet_that_was_not_finished(glas: Glas) -> None:
    glas.with_round()
    assert glas.refused("enter", typed="1 2\nmud\n\n7\n") == "glas: the input ended: nothing was stored\n"
    assert glas.refused("enter", typed="!\n!\n!\n") == "glas: every section was left out: nothing was stored\n"
    assert glas.ok("export") == ""


@pytest.mark.parametrize("code", ["", " ", "x" * 41, "a\x1b"])
def test_a_code_that_nobody_can_write_is_refused(glas: Glas, code: str) -> None:
    assert "a sheet's code has 1 to 40 characters" in glas.with_round().refused("enter", "--sheet", code)


def test_only_an_open_round_takes_sheets(glas: Glas) -> None:
    file = glas.with_round().file("town2.yaml", (glas.folder / "town.yaml").read_text())
    glas.ok("round", "close", "town")
    assert glas.refused("enter") == "glas: round town is closed: nothing is entered into it any more\n"
    glas.ok("round", "open", file, "--code", "later", "--opens", "2100-01-01")
    assert glas.refused("enter", "later") == "glas: round later is not open yet\n"


def test_a_questionnaire_is_made_of_a_file_or_of_a_round(glas: Glas) -> None:
    glas.with_round()
    of_file, of_round = glas.folder / "file.pdf", glas.folder / "round.pdf"
    assert glas("questionnaire", glas.folder / "town.yaml", "--output", of_file).stderr == (
        f"glas: questionnaire written to {of_file}\n"
    )
    glas.ok("questionnaire", "town", "--output", of_round)
    assert of_file.read_bytes() == of_round.read_bytes()
    assert of_file.read_bytes().startswith(b"%PDF-")
    glas.ok("questionnaire", "--language", "ro", "--output", glas.folder / "ro.pdf")
    assert (
        glas.refused("questionnaire", "--output", of_file)
        == f"glas: {of_file}: is there already, and is never overwritten; please choose another name\n"
    )


def test_what_is_no_consultation_is_told(glas: Glas) -> None:
    out = glas.folder / "out.pdf"
    assert "there is no round nowhere" in glas.with_round().refused("questionnaire", "nowhere", "--output", out)
    assert "No such file" in glas.refused("questionnaire", Path("nowhere.yaml"), "--output", out)
    assert "`languages`: is missing" in glas.refused("questionnaire", glas.file("bad.yaml", "id: x"), "--output", out)
    assert "no texts in hu" in glas.refused("questionnaire", "--language", "hu", "--output", out)
    assert not out.exists()
