"""The released tables as tidy rows."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from results.exports.public import (
    HEADER,
    Figure,
    figures,
    write_public_csv,
    write_public_lines,
    write_public_workbook,
)
from results.published import (
    Awaited,
    CrosstabCell,
    CrosstabLine,
    CrosstabTable,
    Estimate,
    GroupLine,
    ItemLine,
    NetLine,
    OptionLine,
    Published,
    QuestionTable,
    Ranks,
    SectionTable,
    Share,
)
from tests.results.exports.answered import CONSULTATION

PUBLISHED = Published(
    round="one",
    number=3,
    released=datetime(2026, 11, 22, 14, tzinfo=UTC),
    exact=False,
    n_answered=100,
    n_submitted=None,
    n_imported=0,
    questions=(
        QuestionTable(
            question="troubles",
            version=2,
            n=95,
            mentions=150,
            own_words=10,
            options=(
                OptionLine(
                    option="noise",
                    count=60,
                    share_of_respondents=Share(percent=63, low=53, high=72),
                    share_of_mentions=Share(percent=40, low=35, high=46),
                    ranks=Ranks(first=1, last=2),
                ),
                OptionLine(option="litter", count=None),
                OptionLine(option="traffic", count=None, withheld=True),
            ),
        ),
        QuestionTable(
            question="park",
            version=1,
            n=80,
            mean=Estimate(value=7.1, low=6.8, high=7.4),
            dont_know=10,
            groups=(GroupLine(first=1, last=4, count=20, share=Share(percent=29)),),
            groups_n=70,
        ),
        QuestionTable(
            question="roles", version=1, n=90, nets=(NetLine(net="on_the_move", count=45, share=Share(percent=50)),)
        ),
    ),
    sections=(
        SectionTable(
            section="troubles",
            version=1,
            ranking="mentions",
            n=95,
            mentions=150,
            items=(
                ItemLine(
                    question="troubles",
                    mentions=150,
                    share_of_mentions=Share(percent=100),
                    mentions_per_option=37.5,
                    ranks=Ranks(first=1, last=1),
                ),
            ),
        ),
        SectionTable(
            section="scores", version=1, ranking="mean", items=(ItemLine(question="park", mean=Estimate(value=7.1)),)
        ),
    ),
    crosstabs=(
        CrosstabTable(
            rows="main_role",
            columns="park",
            version=1,
            n=70,
            across=("1", "2"),
            lines=(
                CrosstabLine(
                    rows=("resident", "worker"),
                    n=60,
                    cells=(CrosstabCell(count=30, share_of_row=Share(percent=50)), CrosstabCell(count=None)),
                ),
                CrosstabLine(rows=("visitor",), n=None),
            ),
        ),
    ),
    awaited=(
        Awaited(table="pair", have=30, first=50),
        Awaited(table="why", have=50, first=50),
        Awaited(table="years", have=50, first=50, at_closing=True),
    ),
)

ROWS = list(figures(PUBLISHED, CONSULTATION, "ro"))


def told(table: str) -> list[tuple[object, ...]]:
    return [
        (each.line, each.across, each.measure, each.value, each.low, each.high, each.base, each.told)
        for each in ROWS
        if each.table == table
    ]


def test_an_option_has_its_figures_or_says_why_not() -> None:
    assert told("troubles") == [
        ("", "", "n", 95, None, None, None, ""),
        ("", "", "mentions", 150, None, None, None, ""),
        ("", "", "own_words", 10, None, None, None, ""),
        ("noise", "", "count", 60, None, None, None, ""),
        ("noise", "", "share_of_respondents", 63, 53, 72, 95, ""),
        ("noise", "", "share_of_mentions", 40, 35, 46, 150, ""),
        ("noise", "", "rank", None, 1, 2, None, ""),
        ("litter", "", "count", None, None, None, None, "under 10"),
        ("traffic", "", "count", None, None, None, None, "withheld"),
    ]


def test_means_groups_nets_sections_and_crosstabs() -> None:
    assert told("park")[1:] == [
        ("dont_know", "", "count", 10, None, None, None, ""),
        ("", "", "mean", 7.1, 6.8, 7.4, None, ""),
        ("1-4", "", "count", 20, None, None, None, ""),
        ("1-4", "", "share_of_respondents", 29, None, None, 70, ""),
    ]
    assert told("roles")[1:] == [
        ("net:on_the_move", "", "count", 45, None, None, None, ""),
        ("net:on_the_move", "", "share_of_respondents", 50, None, None, 90, ""),
    ]
    assert [each[2] for each in told("section:troubles")] == [
        "n",
        "mentions",
        "mentions",
        "share_of_mentions",
        "mentions_per_option",
        "rank",
    ]
    assert told("section:scores") == [("park", "", "mean", 7.1, None, None, None, "")]
    assert told("main_role*park") == [
        ("", "", "n", 70, None, None, None, ""),
        ("resident+worker", "", "n", 60, None, None, None, ""),
        ("resident+worker", "1", "count", 30, None, None, None, ""),
        ("resident+worker", "1", "share_of_row", 50, None, None, 60, ""),
        ("resident+worker", "2", "count", None, None, None, None, "under 10"),
        ("visitor", "", "n", None, None, None, None, "base too small"),
    ]


def test_what_is_awaited_says_so() -> None:
    assert told("pair") == [("", "", "n", 30, None, None, 50, "awaited")]
    assert told("why") == [("", "", "n", 50, None, None, 50, "held back")]
    assert told("years") == [("", "", "n", 50, None, None, 50, "at closing")]
    assert [(measure, value, why) for _, _, measure, value, _, _, _, why in told("#round")] == [
        ("n_answered", 100, ""),
        ("n_submitted", None, "awaited"),
        ("n_imported", 0, ""),
    ]


def test_texts_are_in_the_language() -> None:
    [noise, *_] = [each for each in ROWS if each.line == "noise"]
    assert (noise.line_text, noise.round, noise.snapshot, noise.released) == (
        "Zgomot",
        "one",
        3,
        "2026-11-22T14:00:00+00:00",
    )


def as_text(cell: object) -> str:
    return "" if cell is None else str(cell).removesuffix(".0")


def test_csv_json_and_workbook_say_the_same(tmp_path: Path) -> None:
    as_csv, as_lines, as_book = io.BytesIO(), io.BytesIO(), io.BytesIO()
    write_public_csv(as_csv, ROWS)
    write_public_lines(as_lines, ROWS)
    write_public_workbook(as_book, ROWS, tmp_path)
    wanted = [[as_text(getattr(row, name)) for name in HEADER] for row in ROWS]
    [header, *rows] = csv.reader(io.StringIO(as_csv.getvalue().decode("utf-8-sig"), newline=""))
    assert (tuple(header), [[as_text(cell) for cell in row] for row in rows]) == (HEADER, wanted)
    lines = [json.loads(line) for line in as_lines.getvalue().splitlines()]
    assert [[as_text(line.get(name)) for name in HEADER] for line in lines] == wanted
    cells = load_workbook(as_book)["figures"].iter_rows(min_row=2, values_only=True)
    assert [[as_text(cell) for cell in row] for row in cells] == wanted


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a"])
def test_a_text_of_the_consultation_is_no_formula_either(text: str, tmp_path: Path) -> None:
    row = Figure("one", 1, "", "q", 1, text)
    file = io.BytesIO()
    write_public_csv(file, [row])
    assert f",'{text}," in file.getvalue().decode()
    file = io.BytesIO()
    write_public_workbook(file, [row], tmp_path)
    cell = load_workbook(file)["figures"]["F2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
