"""Tidy CSV, read again by the csv module."""

import csv
import io
import json

import pytest

from flows.response import Response
from results.exports.formulas import runs_as_formula
from results.exports.lines import write_lines
from results.exports.tidy import HEADER, write_csv
from tests.results.exports.answered import CONSULTATION, FULL, NASTY, UNSURE, saying, stream


async def rows(*responses: Response) -> list[dict[str, str]]:
    file = io.BytesIO()
    assert await write_csv(file, CONSULTATION, stream(responses)) == len(responses)
    assert file.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))


async def test_every_part_of_an_answer_is_a_row() -> None:
    found = await rows(FULL, UNSURE)
    assert [tuple(each.values())[2:] for each in found if each["respondent"] == "r001"] == [
        ("roles", "option", "resident", "", ""),
        ("roles", "option", "worker", "", ""),
        ("roles", "own_words", "", "", "'=HYPERLINK(1)"),
        ("main_role", "option", "worker", "", ""),
        ("years", "number", "", "12.5", ""),
        ("arrived", "date", "", "", "1999-12-31"),
        ("troubles", "option", "noise", "", ""),
        ("troubles", "option", "litter", "", ""),
        ("worst", "place", "litter", "1", ""),
        ("worst", "place", "noise", "2", ""),
        ("remedy", "own_words", "", "", "own words alone"),
        ("park", "rating", "", "9", ""),
        ("praise", "text", "", "", "trees"),
        ("pair", "option", "trees", "", ""),
        ("pair", "option", "pond", "", ""),
        ("base", "option", "worker", "", ""),
        ("wishes", "place", "tram", "1", ""),
    ]
    assert list(found[-1].values()) == ["r002", "scores", "park", "dont_know", "", "", ""]


async def test_a_round_without_answers_is_a_header() -> None:
    file = io.BytesIO()
    assert await write_csv(file, CONSULTATION, stream([])) == 0
    assert file.getvalue().decode("utf-8-sig") == ",".join(HEADER) + "\r\n"


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
async def test_texts_come_back_and_none_can_be_run(text: str) -> None:
    [_, row] = await rows(saying(text))
    assert row["text"].removeprefix("'") == text.removeprefix("'")
    assert not runs_as_formula(row["text"])


def test_what_runs() -> None:
    assert all(map(runs_as_formula, NASTY[:8]))
    assert not any(map(runs_as_formula, [*NASTY[8:], "", "1-1", "a=b"]))


async def test_lines_are_what_replay_reads() -> None:
    file = io.BytesIO()
    assert await write_lines(file, CONSULTATION, stream([FULL, UNSURE])) == 2
    [_, unsure] = map(json.loads, file.getvalue().splitlines())
    assert unsure == {"respondent": "r002", "closed": ["scores"], "answers": {"park": "dont_know"}}
