"""`glas release`, and the snapshot that `glas results` prints."""

import json
from datetime import datetime, timedelta

import pytest

from tests.bot.cli.command import CONSULTATION, Glas

LINES = "\n".join(
    json.dumps({"respondent": f"r{n}", "answers": {"streets": ["noise"] if n % 2 else ["dust"], "calm": 1 + n % 5}})
    for n in range(62)
)


@pytest.fixture
def answered(glas: Glas) -> Glas:
    glas.with_round().ok("replay", "-", typed=LINES)
    return glas


def test_a_release_says_what_moved_and_when_the_next_can_be(answered: Glas) -> None:
    told = answered.ok("release")
    assert told.startswith("✓ snapshot 1 released: ")
    assert "of round town; the next release can be at " in told
    assert answered.ok("release", "town").startswith("nothing to release of round town for this hour; the next ")


def test_the_results_are_those_of_the_snapshot(answered: Glas) -> None:
    answered.ok("release")
    document = json.loads(answered.ok("results", "--format", "json"))
    assert (document["round"], document["number"], document["exact"], document["n_answered"]) == ("town", 1, False, 60)
    shown = answered.ok("results")
    assert "snapshot 1" in shown
    assert "n = 60 respondents" in shown
    assert "Noise" in shown


def test_the_moment_of_a_release_is_told_by_the_citys_clock(answered: Glas) -> None:
    answered.ok("release")
    released = datetime.fromisoformat(json.loads(answered.ok("results", "--format", "json"))["released"])
    told = f"released {released + timedelta(hours=9):%Y-%m-%d %H:%M}\n"
    assert told in answered.ok("results", GLAS_TIME_ZONE="Asia/Tokyo")


def test_nothing_is_released_of_too_few(glas: Glas) -> None:
    glas.with_round().ok("replay", "-", typed=LINES.partition("\n")[0])
    assert glas.ok("release").startswith("nothing to release of round town")
    assert "nothing of round town has been released yet" in glas.refused("results")


def test_a_draft_is_not_released(glas: Glas) -> None:
    glas.ok("round", "open", glas.file("town.yaml", CONSULTATION), "--code", "town", "--opens", "2999-01-01")
    assert glas.refused("release") == "glas: round town has not opened yet\n"
