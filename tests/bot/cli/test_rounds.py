"""`glas round`."""

import json
import re

import pytest

from tests.bot.cli.command import CONSULTATION, Glas


def test_the_first_round_makes_folder_database_and_keys(glas: Glas) -> None:
    told = glas.ok("round", "open", glas.file("town.yaml", CONSULTATION))
    assert told == (
        "✓ round small-town is open: 3 questions in 3 sections, languages en, ro\n"
        "Its link ends with ?start=r_small-town\n"
    )
    assert (glas.folder / "data" / "glas.sqlite").is_file()
    assert (glas.folder / "keys" / "ring").stat().st_mode & 0o777 == 0o600


def test_dates_are_in_the_citys_time_and_a_closing_day_counts_to_its_end(glas: Glas) -> None:
    town = glas.file("town.yaml", CONSULTATION)
    told = glas.ok("round", "open", town, "--opens", "2097-03-01", "--closes", "2097-06-10")
    assert "opens at 2097-03-01 00:00, until 2097-06-11 00:00" in told
    elsewhere = glas.ok("round", "show", "small-town", GLAS_TIME_ZONE="UTC")
    assert "2097-02-28 22:00" in elsewhere  # Bucharest is two hours ahead in winter
    assert "2097-06-10 21:00" in elsewhere  # and three in summer


def test_a_moment_is_taken_exactly(glas: Glas) -> None:
    town = glas.file("town.yaml", CONSULTATION)
    told = glas.ok("round", "open", town, "--opens", "2097-03-01T08:30", "--closes", "2097-03-02T00:00+00:00")
    assert "opens at 2097-03-01 08:30, until 2097-03-02 02:00" in told


def test_what_is_no_date_is_refused(glas: Glas) -> None:
    town = glas.file("town.yaml", CONSULTATION)
    assert "'tomorrow' is no date" in glas.refused("round", "open", town, "--closes", "tomorrow")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--code", "no spaces"), "a round's code is"),
        (("--opens", "2097-03-02", "--closes", "2097-03-01"), "a round has to open before it closes"),
    ],
)
def test_a_round_that_cannot_be_is_refused(glas: Glas, arguments: tuple[str, ...], sentence: str) -> None:
    town = glas.file("town.yaml", CONSULTATION)
    assert glas.refused("round", "open", town, *arguments).startswith(f"glas: {sentence}")
    assert glas.ok("round", "list").startswith("There is no round yet.")


def test_a_privacy_notice_with_a_gap_opens_no_round(glas: Glas) -> None:
    town = glas.file("town.yaml", CONSULTATION.replace("  minimum_age: 16\n", ""))
    assert glas.refused("round", "open", town) == (
        "glas: the privacy notice lacks: the minimum age (`minimum_age`);"
        " fill in the sheet `privacy`, in YAML what stands below `privacy:`\n"
    )


def test_the_mistakes_of_a_consultation_open_no_round(glas: Glas) -> None:
    town = glas.file("town.yaml", CONSULTATION.replace("max: 2", "max: 20"))
    assert "question `streets`, `max`" in glas.refused("round", "open", town)


def test_a_code_is_given_once_and_a_refused_round_stands_in_nobodys_way(glas: Glas) -> None:
    glas.with_round("town")
    town = glas.folder / "town.yaml"
    assert glas.refused("round", "open", town, "--code", "town") == "glas: there is a round town already\n"
    glas.ok("round", "open", town, "--code", "again")
    assert "again (number 2), open" in glas.ok("round", "show", "again")


def test_rounds_are_listed_with_state_and_dates(glas: Glas) -> None:
    glas.with_round("town")
    glas.ok("round", "open", glas.folder / "town.yaml", "--code", "later", "--opens", "2097-03-01")
    glas.ok("round", "close", "town")
    listed = glas.ok("round", "list").split("\n")
    assert any("town" in line and "closed" in line for line in listed)
    assert any("later" in line and "draft" in line and "2097-03-01 00:00" in line for line in listed)


def test_a_closed_round_stays_closed_since_the_first_time(glas: Glas) -> None:
    glas.with_round("town")
    first = glas.ok("round", "close", "town")
    assert first.startswith("✓ round town is closed since ")
    assert glas.ok("round", "close", "town") == first


def test_a_round_that_is_not_there(glas: Glas) -> None:
    for command in ("show", "close", "open", "pause", "resume"):
        assert glas.refused("round", command, "town") == "glas: there is no round town\n"


SHOWN = re.compile(r"^(started|answered|submitted|imported|on paper) +(.*?) *$", re.MULTILINE)


def test_numbers_are_told_as_they_may_be_and_exact_ones_when_asked_for(glas: Glas) -> None:
    glas.with_round().ok("replay", "-", typed=said(12))
    few = dict(SHOWN.findall(glas.ok("round", "show", "town")))
    assert few == {
        "started": "10",
        "answered": "not told yet",
        "submitted": "not told yet",
        "imported": "not told yet",
        "on paper": "under 10",
    }
    exact = dict(SHOWN.findall(glas.ok("round", "show", "town", "--exact")))
    assert exact == {
        "started": "12",
        "answered": "12 (at least one section sent)",
        "submitted": "12 (every section sent)",
        "imported": "12",
        "on paper": "0 sheets",
    }


def test_what_was_released_is_told_rounded(glas: Glas) -> None:
    glas.with_round().ok("replay", "-", typed=said(62))
    glas.ok("release")
    glas.ok("replay", "-", typed=said(9, "later"))
    shown = dict(SHOWN.findall(glas.ok("round", "show", "town")))
    assert shown["started"] == "70"
    assert (shown["answered"], shown["imported"]) == ("60 (at least one section sent)", "60")
    assert "rounded, and as released last; exact with --exact" in glas.ok("round", "show", "town", COLUMNS="200")


def said(people: int, name: str = "r") -> str:
    """Lines for `glas replay`, in which streets are noisy or dusty and calm is rated from 1 to 5."""
    return "\n".join(
        f'{{"respondent": "{name}{n}", "answers": {{"streets": ["{("noise", "dust")[n % 2]}"], "calm": {1 + n % 5}}}}}'
        for n in range(people)
    )


def test_a_round_goes_from_draft_to_reopened_and_the_audit_tells_it(glas: Glas) -> None:
    town = glas.file("town.yaml", CONSULTATION)
    assert glas.ok("round", "create", town, "--code", "town").startswith("✓ round town is a draft: nobody can answer")
    told = glas.ok("round", "schedule", "town", "--opens", "2097-03-01", "--closes", "2097-03-31")
    assert told == "✓ round town opens at 2097-03-01 00:00, until 2097-04-01 00:00\n"
    assert glas.ok("round", "open", "town") == "✓ round town is open until 2097-04-01 00:00\n"
    assert glas.ok("round", "pause", "town").startswith("✓ round town is paused since ")
    assert "paused" in glas.ok("round", "show", "town")
    assert glas.refused("enter", "town") == "glas: round town is paused: nothing is entered until it goes on\n"
    assert glas.refused("round", "open", "town") == "glas: round town is paused: resume it\n"
    assert glas.ok("round", "resume", "town") == "✓ round town is open until 2097-04-01 00:00\n"
    assert "is closed since" in glas.ok("round", "close", "town")
    reopened = glas.ok("round", "reopen", "town", "--reason", "a storm", "--closes", "2097-04-10")
    assert reopened == "✓ round town is open until 2097-04-11 00:00\n"
    lines = [(each["what"], each["subject"]) for each in json.loads(glas.ok("audit", "--format", "json"))]
    assert lines == [
        ("round created", "round town"),
        ("round scheduled", "round town"),
        ("round opened", "round town"),
        ("round paused", "round town"),
        ("round resumed", "round town"),
        ("round closed", "round town"),
        ("round reopened", "round town: a storm"),
    ]
    assert glas.ok("audit", "--verify").startswith("✓ the chain of 7 lines is whole")


def test_texts_are_mended_and_nothing_else(glas: Glas) -> None:
    glas.with_round("town")
    mended = glas.file("mended.yaml", CONSULTATION.replace("What is wrong with", "What is wrong in"))
    said = glas.ok("round", "reword", "town", mended)
    assert said == (
        "✓ round town has version 2 of its texts\n  What is wrong with the streets? → What is wrong in the streets?\n"
    )
    assert glas.ok("round", "reword", "town", mended) == "✓ round town has version 2 of its texts\n"
    assert "version 2" in glas.ok("round", "show", "town")
    other = glas.file("other.yaml", CONSULTATION.replace("max: 2", "max: 1"))
    assert "only texts of round town can be changed" in glas.refused("round", "reword", "town", other)


def test_a_draft_takes_another_file_and_an_open_round_does_not(glas: Glas) -> None:
    glas.ok("round", "create", glas.file("town.yaml", CONSULTATION), "--code", "town")
    other = glas.file("other.yaml", CONSULTATION.replace("max: 2", "max: 1"))
    said = glas.ok("round", "replace", "town", other)
    assert said.startswith("✓ the draft town asks what is in ")
    assert "version 2" in glas.ok("round", "show", "town")
    glas.ok("round", "open", "town")
    assert "only a draft can be replaced" in glas.refused(
        "round", "replace", "town", glas.file("town.yaml", CONSULTATION)
    )


def test_a_reopening_and_a_schedule_need_to_be_told_more(glas: Glas) -> None:
    glas.with_round("town")
    glas.ok("round", "close", "town")
    assert glas("round", "reopen", "town").exit_code == 2
    assert "needs a reason" in glas.refused("round", "reopen", "town", "--reason", " ")
    assert glas.refused("round", "schedule", "town") == "glas: say when: --opens, --closes or both\n"
    assert "for another time" in glas.refused("round", "open", "town", "--closes", "2097-03-01")
