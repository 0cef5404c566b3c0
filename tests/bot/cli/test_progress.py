"""How a round is doing, in a terminal and as JSON."""

import io
import json

from rich.console import Console

from bot.cli.progress import progress
from flows.places import Asking, Opening
from results.participation import Participation
from results.watching.status import status_of
from storage.counters import Count
from storage.halts import Halt
from tests.bot.cli.command import Glas
from tests.bot.cli.test_rounds import said
from tests.results.watching.town import NOON, TOWN, counted, round_of

COUNTS = (
    counted("started", 61),
    counted("started", 20, hours=26),
    counted("submitted", 32, hours=1),
    counted("language", 71, key="ro"),
    counted("language", 2, key="[bold]"),
    counted("source", 44, key="poster"),
    counted("source", 3, key="ana"),
    counted("duration", 32, key="3"),
)
HALTS = (Halt(Asking("often"), frozenset(), 21), Halt(Opening("you"), frozenset({"parks"}), 4))


def printed(counts: tuple[Count, ...] = COUNTS, halts: tuple[Halt, ...] = HALTS, *, exact: bool = False) -> str:
    shown = status_of(round_of(), NOON, Participation(80, 40, 30, 0), counts, halts, exact=exact)
    console = Console(file=io.StringIO(), width=100)
    for each in progress(shown, TOWN):
        console.print(each)
    assert isinstance(console.file, io.StringIO)
    return " ".join(console.file.getvalue().split())


def test_days_languages_sources_halts_and_the_median() -> None:
    told = printed()
    assert "█▄▁ started a day, 2026-11-20 to 2026-11-22" in told
    assert "2026-11-20 60 30 2026-11-21 20 under 10 2026-11-22 under 10 when the day is over" in told
    assert "ro 70 [bold] under 10" in told
    assert "poster 45 others under 10 each" in told
    assert "Des? 20 ████████████████████ 6 other places under 10 each" in told
    assert "median time: 3–4 min (of 30 who began and submitted within a day)" in told
    assert "ana" not in told


def test_exactly_nothing_is_left_out() -> None:
    told = printed(exact=True)
    assert "2026-11-22 0 0" in told
    assert "poster 44 ana 3" in told
    assert "Des? 21 ████████████████████ before “Despre tine” 4 ███ changing what was sent 0" in told


def test_after_two_weeks_there_is_a_trend() -> None:
    told = printed(tuple(counted("started", 20, hours=24 * day) for day in range(-14, 2)))
    assert "last seven whole days: 140 started, 140 in the seven before" in told


def test_where_nothing_happened_there_is_little_to_say() -> None:
    assert printed((), ()).endswith("median time: under 10 measured so far")
    assert printed((), (), exact=True).endswith("median time: none measured yet")
    assert "median time: 1.5–4 h" in printed((counted("duration", 5, key="90"), counted("duration", 5, key="120")), ())


def test_the_command_prints_it_and_gives_it_as_json(glas: Glas) -> None:
    glas.with_round().ok("replay", "-", typed=said(12))
    assert "started a day" in glas.ok("round", "show", "town")
    shown = json.loads(glas.ok("round", "show", "town", "--format", "json"))
    assert (shown["round"], shown["state"], shown["exact"]) == ("town", "open", False)
    assert shown["numbers"] == {"started": 10, "answered": None, "submitted": None, "imported": None}
    exact = json.loads(glas.ok("round", "show", "town", "--format", "json", "--exact"))
    assert exact["numbers"]["submitted"] == 12
    assert "round town: its status" in glas.ok("audit", COLUMNS="200")
