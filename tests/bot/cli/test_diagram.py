"""`glas diagram`."""

from pathlib import Path

import pytest

from tests.bot.cli.command import CONSULTATION, Glas

ROOT = Path(__file__).parents[3]


def test_the_drawing_of_timisoara_is_up_to_date(glas: Glas) -> None:
    # To renew it: .venv/bin/glas diagram flows/consultations/timisoara_2021.yaml --page --language en
    drawn = glas.ok("diagram", ROOT / "flows/consultations/timisoara_2021.yaml", "--page", "--language", "en")
    assert (ROOT / "docs/timisoara-2021.md").read_text("utf-8") == drawn
    assert drawn.count("```mermaid\nstateDiagram-v2\n") == 8, "the consultation and its seven sections"


def test_a_round_and_a_file_are_drawn_alike(glas: Glas) -> None:
    glas.with_round()
    of_round = glas.ok("diagram", "town")
    assert of_round == glas.ok("diagram", glas.folder / "town.yaml") == glas.ok("diagram")
    assert "A small town<br/>welcome" in of_round
    assert "Un oraș mic<br/>welcome" in glas.ok("diagram", "--language", "ro")


def test_one_section(glas: Glas) -> None:
    drawn = glas.ok("diagram", glas.file("town.yaml", CONSULTATION), "--section", "values")
    assert 'state "Calm<br/>calm#58; 1 to 10, or no opinion"' in drawn


def test_a_file_is_written_once(glas: Glas) -> None:
    town, output = glas.file("town.yaml", CONSULTATION), glas.folder / "town.mmd"
    assert glas.ok("diagram", town, "--output", output) == ""
    assert output.read_text("utf-8") == glas.ok("diagram", town)
    assert (
        glas.refused("diagram", town, "--output", output)
        == f"glas: {output}: is there already, and is never overwritten; please choose another name\n"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--section", "moon"], "no section is called moon, only problems, values, more"),
        (["--section", "values", "--page"], "--page draws every section; leave out --section"),
        (["--language", "hu"], "the consultation has no texts in hu, only in en, ro"),
    ],
)
def test_what_cannot_be_drawn(glas: Glas, options: list[str], said: str) -> None:
    assert glas.refused("diagram", glas.file("town.yaml", CONSULTATION), *options) == f"glas: {said}\n"
