"""`glas audit`: every exact view and every change leaves its line."""

import json
import os
import pwd
import re
import sqlite3
from contextlib import closing

import pytest

from bot.cli.author import author
from bot.cli.doing import now
from tests.bot.cli.command import Glas

LINES = """
{"respondent": "r1", "answers": {"streets": {"chosen": ["noise"], "own_words": "Ion threw mud"}, "calm": 7}}
{"respondent": "r2", "answers": {"streets": ["dust"], "calm": "dont_know"}}
"""
TYPED = "1 2\nmore mud\n\n7\n\ntrees\n\n"
PASSPHRASE = "correct horse battery"


def acts(glas: Glas) -> list[tuple[str, str]]:
    return [(each["what"], each["subject"]) for each in json.loads(glas.ok("audit", "--format", "json"))]


def change(glas: Glas, *statements: str) -> None:
    with closing(sqlite3.connect(glas.folder / "data" / "glas.sqlite")) as database, database:
        for each in statements:
            database.execute(each)


@pytest.fixture
def answered(glas: Glas) -> Glas:
    glas.with_round().ok("replay", "-", typed=LINES)
    return glas


def test_what_staff_change_leaves_lines_and_nothing_that_a_citizen_wrote(answered: Glas) -> None:
    answered.ok("replay", "-", typed=LINES)  # nothing new in it
    [sheet] = re.findall(r"Write (\S+) on the sheet", answered.ok("enter", typed=TYPED))
    answered.ok("withdraw", sheet)
    [text] = re.findall(r"(\w{10}) Ion threw mud", answered.ok("words", "list"))
    answered.ok("words", "redact", text, "--hide", "Ion")
    answered.ok("words", "approve", text)
    answered.ok("words", "undo")
    answered.ok("words", "theme", "Mud of Ion", text)
    answered.ok("words", "aside", text)
    answered.ok("words", "themes", "--public")
    answered.ok("words", "themes")
    answered.ok("recount")
    change(answered, "UPDATE tally SET n = n + 1 WHERE table_name = 'calm' AND cell = '7'")
    answered.ok("recount")
    copy, phrase = answered.folder / "copy", answered.file("phrase", PASSPHRASE)
    answered.ok("keys", "backup", copy, "--passphrase-file", phrase)
    answered.refused("keys", "backup", copy, "--passphrase-file", phrase)
    answered.ok("keys", "restore", copy, "--passphrase-file", phrase)
    answered.ok("round", "close", "town")
    answered.ok("round", "close", "town")
    assert acts(answered) == [
        ("round opened", "round town"),
        ("responses imported", "round town: 2 responses"),
        ("sheet entered", "round town"),
        ("sheet withdrawn", "round town"),
        ("own words read", "round town"),
        ("own words redacted", "round town: 1 texts"),
        ("own words approved", "round town: 1 texts"),
        ("decision on own words undone", "round town: 1 texts"),
        ("own words put under a theme", "round town: 1 texts"),
        ("own words put aside", "round town: 1 texts"),
        ("own words read", "round town"),
        ("tallies corrected", "round town: 1 counts"),
        ("key ring backed up", "key ring"),
        ("key ring restored", "key ring"),
        ("round closed", "round town"),
    ]
    everything = answered.ok("audit", "--format", "json")
    assert not any(each in everything for each in ("Ion", "mud", "Mud", "trees", sheet, text))


def test_a_release_by_hand_leaves_a_line(glas: Glas) -> None:
    glas.with_round().ok("release")  # of nothing: nothing was done
    said = "\n".join(
        f'{{"respondent": "r{n}", "answers": {{"streets": ["dust"], "calm": {1 + n % 5}}}}}' for n in range(60)
    )
    glas.ok("replay", "-", typed=said.replace('"dust"', '"noise"', 30))
    change(glas, "UPDATE releasing SET considered = NULL")
    assert "snapshot 1 released" in glas.ok("release")
    assert acts(glas)[-1] == ("release by hand", "round town: snapshot 1")
    assert len(acts(glas)) == 3


def test_exact_views_leave_lines_and_public_ones_don_t(answered: Glas) -> None:
    before = len(acts(answered))
    answered.ok("results", "--exact")
    answered.ok("results", "--exact", "--format", "json", "--language", "ro")
    answered.ok("report", "--exact", "--output", answered.folder / "a.pdf")
    for form in ("jsonl", "csv", "xlsx", "sav"):
        answered.ok("export", "--format", form, "--output", answered.folder / f"a.{form}")
    answered.ok("export")
    answered.ok("round", "show", "town", "--exact")
    answered.ok("round", "show", "town")
    seen = acts(answered)[before:]
    assert seen == [
        ("exact results", "round town"),
        ("exact results", "round town"),
        ("exact report", "round town"),
        *(("export of responses", f"round town: {form}") for form in ("jsonl", "csv", "xlsx", "sav", "jsonl")),
        ("exact results", "round town: its status"),
    ]
    answered.refused("results")
    answered.refused("export", "--public")
    answered.refused("results", "--exact", "--language", "hu")
    answered.refused("export", "--output", answered.folder / "a.csv")
    assert acts(answered)[before:] == seen


@pytest.mark.parametrize(
    "view",
    [
        ("results", "--exact"),
        ("round", "show", "town", "--exact"),
        ("export",),
        ("report", "--exact", "--output", "a.pdf"),
        ("words", "list"),
    ],
)
def test_nothing_exact_is_shown_when_no_line_can_be_written(
    answered: Glas, view: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(answered.folder)
    change(answered, "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
    refused = answered(*view)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "glas: the database refused: the disk is full\n"
    assert not (answered.folder / "a.pdf").exists()


def test_the_lines_are_printed_with_who_and_when_in_the_city(answered: Glas) -> None:
    name = pwd.getpwuid(os.getuid()).pw_name
    change(answered, "DROP TRIGGER audit_no_update", "UPDATE audit SET at = '2026-07-01 09:05:06.000000'")
    shown = " ".join(answered.ok("audit", COLUMNS="200").split())
    assert f"1 2026-07-01 12:05:06 cli:{name} round opened round town" in shown
    assert f"2 2026-07-01 12:05:06 cli:{name} responses imported round town: 2 responses" in shown


def test_a_user_without_a_name_is_a_number_and_the_environment_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "somebody")
    monkeypatch.setenv("LOGNAME", "somebody")
    assert author(now()).who == f"cli:{pwd.getpwuid(os.getuid()).pw_name}"
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    assert author(now()).who == "cli:4000000"


def test_a_whole_chain_is_said_to_be_whole(answered: Glas) -> None:
    lines = json.loads(answered.ok("audit", "--format", "json"))
    head = lines[-1]["hash"]
    assert answered.ok("audit", "--verify") == f"✓ the chain of 2 lines is whole; its head is {head}\n"
    verdict = json.loads(answered.ok("audit", "--verify", "--format", "json"))
    assert verdict == {"whole": True, "lines": 2, "head": head}


def test_a_head_that_was_kept_shows_that_the_end_was_cut_off(answered: Glas) -> None:
    kept = json.loads(answered.ok("audit", "--verify", "--format", "json"))["head"]
    answered.ok("results", "--exact")
    told = answered.ok("audit", "--verify", "--head", kept.upper())
    assert told.endswith("✓ the head that you kept is that of line 2: up to there nothing was changed since\n")
    assert json.loads(answered.ok("audit", "--verify", "--head", kept, "--format", "json"))["head_of_line"] == 2
    change(answered, "DROP TRIGGER audit_no_delete", "DELETE FROM audit WHERE number > 1")
    assert answered.ok("audit", "--verify").startswith("✓ the chain of 1 line is whole")
    assert "no line has that head: lines were cut off at the end" in answered.refused(
        "audit", "--verify", "--head", kept
    )
    refused = answered("audit", "--verify", "--head", kept, "--format", "json")
    assert (refused.exit_code, json.loads(refused.stdout)["head_of_line"]) == (1, None)
    assert answered("audit", "--head", kept).exit_code == 2


@pytest.mark.parametrize(
    ("guard", "statement", "fault", "sentence"),
    [
        ("audit_no_update", "UPDATE audit SET who = 'cli:nobody' WHERE number = 2", "changed", "not as it was written"),
        ("audit_no_delete", "DELETE FROM audit WHERE number = 2", "missing", "missing"),
    ],
)
def test_a_broken_chain_names_its_first_broken_line(
    answered: Glas, guard: str, statement: str, fault: str, sentence: str
) -> None:
    answered.ok("results", "--exact")
    change(answered, f"DROP TRIGGER {guard}", statement)
    assert answered.refused("audit", "--verify") == f"glas: the chain is broken: line 2 is {sentence}\n"
    told = answered("audit", "--verify", "--format", "json")
    assert (told.exit_code, json.loads(told.stdout)) == (1, {"whole": False, "line": 2, "fault": fault})


def test_a_ring_comes_back_before_there_is_a_database(answered: Glas) -> None:
    copy, phrase = answered.folder / "copy", answered.file("phrase", PASSPHRASE)
    answered.ok("keys", "backup", copy, "--passphrase-file", phrase)
    (answered.folder / "new").mkdir()
    elsewhere = Glas(answered.folder / "new")
    elsewhere.ok("keys", "restore", copy, "--passphrase-file", phrase)
    assert not (elsewhere.folder / "data").exists()
