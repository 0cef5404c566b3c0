"""`glas results` and `glas recount`."""

import json
import sqlite3

import pytest

from tests.bot.cli.command import Glas

LINES = """
{"respondent": "r1", "answers": {"streets": ["noise", "dust"], "calm": 7}}
{"respondent": "r2", "answers": {"streets": ["dust"], "calm": "dont_know", "remarks": "trees"}}
{"respondent": "r3", "closed": ["problems"], "answers": {"streets": {"chosen": [], "own_words": "mud"}}}
"""


@pytest.fixture
def answered(glas: Glas) -> Glas:
    glas.with_round().ok("replay", "-", typed=LINES)
    return glas


def test_without_exact_there_is_nothing_to_show_yet(answered: Glas) -> None:
    told = answered.refused("results")
    assert "--exact" in told
    assert len(told.splitlines()) == 1


def test_json_is_the_whole_document(answered: Glas) -> None:
    figures = json.loads(answered.ok("results", "town", "--format", "json", "--exact"))
    assert {key: figures[key] for key in ("round", "n_started", "n_answered", "n_submitted", "n_imported")} == {
        "round": "town",
        "n_started": 3,
        "n_answered": 3,
        "n_submitted": 2,
        "n_imported": 3,
    }
    assert figures["questions"][0]["options"][1] == {
        "id": "dust",
        "text": "Dust",
        "count": 2,
        "share_of_mentions": pytest.approx(200 / 3),
        "share_of_respondents": pytest.approx(200 / 3),
    }
    assert figures["questions"][1]["mean"] == 7
    assert figures["questions"][1]["counts"]["dont_know"] == 1


def test_a_language_picks_the_texts(answered: Glas) -> None:
    figures = json.loads(answered.ok("results", "--format", "json", "--exact", "--language", "ro"))
    assert figures["questions"][0]["options"][0]["text"] == "Zgomot"
    assert answered.refused("results", "--exact", "--language", "hu") == (
        "glas: the consultation has no texts in hu, only in en, ro\n"
    )


def test_tables_tell_their_bases_and_what_was_imported(answered: Glas) -> None:
    shown = answered.ok("results", "--exact")
    rows = [line.split() for line in shown.splitlines()]
    assert ["Dust", "2", "66.7", "66.7"] in rows
    assert ["[Holes]", "0", "0.0", "0.0"] in rows  # a text is never taken for markup
    assert ["don't", "know", "1", "50.0"] in rows
    assert "n = 3 respondents, 3 mentions; imported into this round: 3" in shown
    assert "mean 7.00, median 7.00; n = 2 respondents; imported into this round: 3" in shown
    assert shown.count("imported") == 1 + 3 + 1


def test_a_recount_finds_nothing_or_says_what_it_corrected(answered: Glas) -> None:
    assert answered.ok("recount") == "✓ tallies are equal to the answers\n"
    database = sqlite3.connect(answered.folder / "data" / "glas.sqlite")
    with database:
        database.execute("UPDATE tally SET n = 9 WHERE table_name = 'streets' AND cell = 'dust'")
    database.close()
    assert answered.ok("recount", "town") == "streets / dust: was 9, corrected to 2\n"
    assert answered.ok("recount") == "✓ tallies are equal to the answers\n"
