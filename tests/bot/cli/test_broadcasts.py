"""`glas broadcast`: written, counted, started only by who types the number, paused, cancelled; each with its line."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.keys import load_keys
from tests.bot.cli.command import Glas

PNG = b"\x89PNG\r\n\x1a\n...."


def subscribed(glas: Glas, people: int, *, language: str = "en", wishes: str = '["reminders","results"]') -> None:
    keys = load_keys(Path(glas.settings["GLAS_KEYS"]))
    rows = [(keys.chat(each), keys.seal(each), language, wishes) for each in range(1, people + 1)]
    with closing(sqlite3.connect(glas.folder / "data" / "glas.sqlite")) as database, database:
        database.executemany("INSERT INTO subscriber VALUES (?, ?, ?, ?, 0)", rows)


def acts(glas: Glas) -> list[str]:
    return [each["what"] for each in json.loads(glas.ok("audit", "--format", "json")) if "broadcast" in each["what"]]


@pytest.fixture
def town(glas: Glas) -> Glas:
    return glas.with_round()


def test_the_usual_words_are_there_in_every_language(town: Glas) -> None:
    assert "There is no broadcast yet" in town.ok("broadcast", "list")
    assert "✓ broadcast 1 written, in en, ro" in town.ok("broadcast", "create", "remind", "--stopped-by", "2026-11-20")
    shown = town.ok("broadcast", "show", "1")
    assert "remind, round town, to in-progress, last answer on 2026-11-22 or before" in shown
    assert "draft, starts -, quiet hours 21:00-08:00" in shown
    assert "One tap brings you back to the very question where you were." in shown
    assert "O singură atingere vă aduce înapoi exact la întrebarea la care ați rămas." in shown
    for kind in ("announce", "thank", "results"):
        town.ok("broadcast", "create", kind, "--quiet", "none")
    listed = town.ok("broadcast", "list")
    assert [line.split()[:4] for line in listed.splitlines() if line.strip()[:1].isdigit()] == [
        ["1", "remind", "town", "in-progress"],
        ["2", "announce", "town", "all"],
        ["3", "thank", "town", "submitted"],
        ["4", "results", "town", "all"],
    ]


def test_own_words_pictures_and_deeds_come_from_files(town: Glas) -> None:
    text, picture = town.file("text.txt", "Vineri, ora 17, în Piața Unirii\n"), town.folder / "a.png"
    picture.write_bytes(PNG)
    town.ok("broadcast", "create", "results", "--text", f"ro={text}", "--picture", f"ro={picture}")
    assert "[ro] with a picture\nVineri, ora 17, în Piața Unirii\n" in town.ok("broadcast", "show", "1")
    table = town.file(
        "deeds.csv", "language;said;done;when\nro;Praf;Spălăm străzile;în mai\nen;Dust;We wash the streets;\n"
    )
    town.ok("broadcast", "create", "deeds", "--deeds", table)
    shown = town.ok("broadcast", "show", "2")
    assert "Ați spus: Praf\nAm făcut: Spălăm străzile (în mai)" in shown
    assert "You said: Dust\nWe did: We wash the streets" in shown


def test_a_draft_gets_other_words_and_pictures(town: Glas) -> None:
    town.ok("broadcast", "create", "results")
    text, picture, nothing = town.file("text.txt", "Vineri, ora 17\n"), town.folder / "a.png", town.file("b.png", "")
    picture.write_bytes(PNG)
    changed = town.ok("broadcast", "reword", "1", "--text", f"ro={text}", "--picture", f"en={picture}")
    assert "✓ broadcast 1 is reworded in ro, en" in changed
    shown = town.ok("broadcast", "show", "1")
    assert "[ro]\nVineri, ora 17\n" in shown
    assert "[en] with a picture\nThe results" in shown
    long = town.file("long.txt", "a" * 1001)
    too_long = town.refused("broadcast", "reword", "1", "--text", f"en={long}")
    assert "the text in en has 1001 characters; there is room for 1000 beside a picture" in too_long
    assert "is empty" in town.refused("broadcast", "reword", "1", "--picture", f"en={nothing}")
    assert "neither PNG nor JPEG" in town.refused("broadcast", "reword", "1", "--picture", f"en={text}")
    assert "in UTF-8" in town.refused("broadcast", "reword", "1", "--text", f"en={picture}")
    assert "say what changes" in town.refused("broadcast", "reword", "1")
    town.ok("broadcast", "reword", "1", "--no-picture", "en", "--text", f"en={long}")
    assert "picture" not in town.ok("broadcast", "show", "1")
    assert acts(town) == ["broadcast written", *["broadcast reworded"] * 3]


def test_a_draft_goes_to_others_and_keeps_other_hours(town: Glas) -> None:
    town.ok("broadcast", "create", "remind")
    aimed = town.ok("broadcast", "redirect", "1", "--stopped-by", "2026-11-20", "--quiet", "none")
    assert (
        aimed == "✓ broadcast 1, round town, goes to in-progress, last answer on 2026-11-22 or before, no quiet hours\n"
    )
    aimed = town.ok("broadcast", "redirect", "1", "--segment", "never-started", "--quiet", "20:00-09:00")
    assert aimed == "✓ broadcast 1, round town, goes to never-started, quiet hours 20:00-09:00\n"
    assert "belongs to the segment in-progress" in town.refused(
        "broadcast", "redirect", "1", "--stopped-by", "2026-11-20"
    )
    assert "say what changes" in town.refused("broadcast", "redirect", "1")
    assert "there is no broadcast 2" in town.refused("broadcast", "redirect", "2", "--segment", "all")
    assert len(acts(town)) == 5


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("results", "--stopped-by", "2026-11-20"), "--stopped-by belongs to the segment in-progress"),
        (("remind", "--stopped-by", "yesterday"), "'yesterday' is no date"),
        (("deeds",), "`deeds` takes --deeds FILE.csv or --text"),
        (("results", "--text", "text.txt"), "--text takes a language and a file"),
        (("results", "--quiet", "at night"), "quiet hours are written as 21:00-08:00"),
        (("results", "--text", "ro=/nowhere"), "/nowhere: No such file"),
    ],
)
def test_slips_are_told(town: Glas, arguments: tuple[str, ...], what: str) -> None:
    assert what in town.refused("broadcast", "create", *arguments)
    assert acts(town) == []


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("said,done\nDust,Water\n", "deeds.csv, line 1: the first line has to name the columns; please add `language`"),
        ("language,said,done\nen,Dust,\n", "deeds.csv, line 2: please fill in `done`"),
        ("language,said,done\nhu,Por,Víz\n", "deeds.csv, line 2: the round is not in `hu`; it is in `en`, `ro`"),
        ("", "the first line has to name"),
    ],
)
def test_a_table_that_cannot_be_read_is_told(town: Glas, table: str, what: str) -> None:
    assert what in town.refused("broadcast", "create", "deeds", "--deeds", town.file("deeds.csv", table))


def test_it_starts_only_for_who_types_the_number(town: Glas) -> None:
    subscribed(town, 30)
    town.ok("broadcast", "create", "results", "--quiet", "none")
    passed = town.refused("broadcast", "send", "1", "--at", "2020-01-01", "--confirm", "30")
    assert "a broadcast is scheduled for a moment that lies ahead" in passed
    dry = town.ok("broadcast", "send", "1", "--dry-run")
    assert [line.split() for line in dry.splitlines() if line.strip().startswith("en ")] == [["en", "30", "30", "30"]]
    assert "'29' is not that number; nothing was sent" in town.refused("broadcast", "send", "1", typed="29\n")
    assert "draft" in town.ok("broadcast", "list")
    assert "✓ broadcast 1 starts within a second" in town.ok("broadcast", "send", "1", typed="30\n")
    assert "is running, and starts only once" in town.refused("broadcast", "send", "1", "--confirm", "30")
    assert "✓ broadcast 1 is paused" in town.ok("broadcast", "pause", "1")
    assert "✓ broadcast 1 is running" in town.ok("broadcast", "resume", "1")
    assert "nothing was cancelled" in town.refused("broadcast", "cancel", "1", typed="n\n")
    cancelled = town.ok("broadcast", "cancel", "1", typed="y\n")
    assert "Nothing has gone out yet. It could have gone to 30 at most" in cancelled
    assert "✓ broadcast 1 is cancelled" in cancelled
    assert "✓ broadcast 1 is cancelled" in town.ok("broadcast", "cancel", "1")
    assert "broadcast 1 is cancelled" in town.ok("broadcast", "watch", "1")
    assert "there is nothing to pause" in town.refused("broadcast", "pause", "1")
    assert "there is no broadcast 7" in town.refused("broadcast", "show", "7")
    assert acts(town) == [
        "broadcast written",
        "recipients of a broadcast counted",
        "recipients of a broadcast counted",
        "recipients of a broadcast counted",
        "broadcast started",
        "broadcast paused",
        "broadcast resumed",
        "recipients of a broadcast counted",
        "recipients of a broadcast counted",
        "broadcast cancelled",
    ]


def test_started_within_its_quiet_hours_it_says_until_when_it_waits(town: Glas) -> None:
    begin, end = (
        (datetime.now(UTC) + timedelta(hours=each)).astimezone(ZoneInfo("Europe/Bucharest")) for each in (-1, 2)
    )
    town.ok("broadcast", "create", "results", "--quiet", f"{begin:%H:%M}-{end:%H:%M}")
    assert f"waits until {end:%Y-%m-%d %H:%M}, the end" in town.ok("broadcast", "send", "1", "--confirm", "0")
    assert f"waiting until {end:%H:%M}" in town.ok("broadcast", "list")
    assert f"waiting until {end:%H:%M}, starts" in town.ok("broadcast", "show", "1")
    town.ok("broadcast", "pause", "1")
    assert f"is waiting until {end:%H:%M}" in town.ok("broadcast", "resume", "1")


def test_nobody_is_called_to_answer_when_nobody_can(town: Glas) -> None:
    for kind in ("announce", "results"):
        town.ok("broadcast", "create", kind, "--quiet", "none")
    assert "only while" not in town.ok("broadcast", "show", "1")
    town.ok("round", "pause", "town")
    assert "It goes out only while the round is open; now the round is paused." in town.ok("broadcast", "show", "1")
    refused = town.refused("broadcast", "send", "1", "--confirm", "0")
    assert "it goes out only while the round is open; at that moment the round is paused" in refused
    assert "starts within a second" in town.ok("broadcast", "send", "2", "--confirm", "0")
    town.ok("round", "resume", "town")
    town.ok("broadcast", "send", "1", "--confirm", "0")
    town.ok("round", "pause", "town")
    assert "waiting, round paused" in town.ok("broadcast", "show", "1")


def test_a_draft_is_cancelled_once_somebody_is_sure(town: Glas) -> None:
    town.ok("broadcast", "create", "results")
    assert "the draft cannot be sent any more" in town.ok("broadcast", "cancel", "1", typed="y\n")
    town.ok("broadcast", "create", "results")
    assert town.ok("broadcast", "cancel", "2", "--yes") == "✓ broadcast 2 is cancelled\n"


def test_a_count_never_tells_who_has_answered(town: Glas) -> None:
    subscribed(town, 12)
    town.ok("broadcast", "create", "remind")
    dry = town.ok("broadcast", "send", "1", "--dry-run")
    assert "not told" in dry
    assert "Not told: where there are few" in dry
    asked = town.refused("broadcast", "send", "1", typed="11\n")
    assert "'11' is not that number; nothing was sent" in asked
    at = ("send", "1", "--at", "2030-01-01T10:00", "--confirm", "12")
    assert "starts 2030-01-01 10:00" in town.ok("broadcast", *at)
    assert "✓ broadcast 1 is draft" in town.ok("broadcast", "unschedule", "1")
    assert "starts 2030-01-01 10:00" in town.ok("broadcast", *at)


def test_without_a_token_nobody_can_be_written_to(town: Glas) -> None:
    town.ok("broadcast", "create", "results")
    assert "GLAS_BOT_TOKEN is not set" in town.refused("broadcast", "test", "1", "--to", "5")
