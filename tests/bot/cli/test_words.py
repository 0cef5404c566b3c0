"""`glas words`."""

import re

import pytest

from tests.bot.cli.command import Glas
from tests.bot.cli.test_audit import change

LINES = """
{"respondent": "r1", "closed": ["problems"], "answers": {"streets": {"chosen": ["dust"], "own_words": "Ion threw mud"}}}
{"respondent": "r2", "closed": ["problems"], "answers": {"streets": {"chosen": [], "own_words": "too much mud"}}}
{"respondent": "r3", "closed": ["problems"], "answers": {"streets": {"chosen": [], "own_words": "Too much mud!"}}}
{"respondent": "r4", "closed": ["more"], "answers": {"remarks": "a\\u202eb\\u200d [red]"}}
"""


@pytest.fixture
def worded(glas: Glas) -> Glas:
    glas.with_round().ok("replay", "-", typed=LINES)
    return glas


def handle_of(glas: Glas, text: str) -> str:
    listed = glas.ok("words", "list", "--all")
    return str(re.findall(rf"^. (\w{{10}}) (?:└ )?{re.escape(text)}", listed, re.MULTILINE)[0])


def test_the_list_shows_twins_together_and_nothing_that_steers_a_terminal(worded: Glas) -> None:
    shown = worded.ok("words", "list")
    lines = [re.sub(r"\w{10} ", "", line, count=1) for line in shown.splitlines()]
    assert lines == [
        "",
        "streets: What is wrong with the streets?",
        "  Too much mud!",
        "  └ too much mud",
        "  Ion threw mud",
        "",
        "remarks: Anything else",
        "  a\ufffdb\u200d [red]",
        "",
        "4 texts of 4 waiting for a decision",
    ]
    assert "remarks" not in worded.ok("words", "list", "--question", "streets")
    assert "Ion" not in worded.ok("words", "list", "--groups", "1")


def test_a_text_is_redacted_quoted_and_taken_back(worded: Glas) -> None:
    ion = handle_of(worded, "Ion threw mud")
    assert worded.ok("words", "redact", ion, "--hide", "ion") == "✓ 1 text redacted\n"
    assert worded.ok("words", "approve", ion) == "✓ 1 text approved as quotations\n"
    assert "  “[…] threw mud”\n" in worded.ok("words", "themes")
    assert "threw" not in worded.ok("words", "list")
    assert "✓ " + ion in worded.ok("words", "list", "--all")
    assert worded.ok("words", "undo") == "✓ undone: 1 text approved as quotations\n"
    assert "“" not in worded.ok("words", "themes")
    assert worded.ok("words", "undo") == "✓ undone: 1 text redacted\n"
    assert worded.refused("words", "undo") == "glas: there is nothing to undo\n"


def test_twins_go_under_a_theme_together(worded: Glas) -> None:
    mud = handle_of(worded, "too much mud")
    assert worded.ok("words", "theme", "Roads & mud", mud, "--twins") == "✓ 2 texts put under “Roads & mud”\n"
    assert worded.ok("words", "theme", "  Rain ", mud) == "✓ 1 text put under “Rain”\n"
    assert worded.ok("words", "theme", "rain", mud) == "✓ 1 text put under “Rain”\n"
    assert worded.ok("words", "themes") == (
        "\nstreets: What is wrong with the streets?\n         2  Roads & mud\n         1  Rain\n"
        "         2  texts read\n"
        "  1 text waiting for a decision\n"
        "\nremarks: Anything else\n  1 text waiting for a decision\n"
    )
    assert worded.ok("words", "themes", "--public") == ""
    assert "[Rain] [Roads & mud]" in worded.ok("words", "list", "--all")
    assert worded.ok("words", "aside", mud, "--twins").startswith("✓ ")
    assert worded.ok("words", "undo", "town").startswith("✓ undone")


def test_what_cannot_be_done_changes_nothing(worded: Glas) -> None:
    ion, mud = handle_of(worded, "Ion threw mud"), handle_of(worded, "too much mud")
    told = worded.refused("words", "redact", ion, mud, "--hide", "Ion")
    assert told == f"glas: {mud}: 'Ion' does not stand in the text; nothing was changed\n"
    assert "no text nowhere" in worded.refused("words", "approve", ion, "nowhere")
    assert "no own words are asked for in calm, only in streets, remarks" in worded.refused(
        "words", "list", "--question", "calm"
    )
    for name in (" ", "x" * 121, "a\x1b"):
        assert "1 to 120 characters" in worded.refused("words", "theme", name, ion)
    assert worded.refused("words", "undo") == "glas: there is nothing to undo\n"


def test_a_round_without_texts(glas: Glas) -> None:
    assert glas.with_round().ok("words", "list") == "\n0 texts of 0 waiting for a decision\n"
    assert glas.ok("words", "themes") == ""
    assert glas.refused("words", "list", "elsewhere") == "glas: there is no round elsewhere\n"


def test_themes_and_quotations_are_for_all_after_closing_and_once(glas: Glas) -> None:
    said = "\n".join(
        f'{{"respondent": "r{n}", "answers": {{"streets": ["{("noise", "dust")[n % 2]}"], "calm": {1 + n % 5},'
        f' "remarks": "{"more trees" if n < 40 else "a bench for Ion"}"}}}}'
        for n in range(60)
    )
    glas.with_round().ok("replay", "-", typed=said)
    for text, name in (("more trees", "Green"), ("a bench for Ion", "Benches")):
        glas.ok("words", "theme", name, handle_of(glas, text), "--twins")
    bench = handle_of(glas, "a bench for Ion")
    glas.ok("words", "redact", bench, "--hide", "Ion")
    glas.ok("words", "approve", bench)
    assert glas.ok("words", "themes", "--public") == ""
    assert "round town has not closed" in glas.refused("words", "release", "--yes")
    glas.ok("round", "close", "town")
    change(glas, "UPDATE round SET closes = '2026-01-01 00:00:00.000000', opens = '2025-01-01 00:00:00.000000'")
    assert "has to come first: it comes on the full hour" in glas.refused("words", "release", "--yes")
    assert "snapshot 1 released" in glas.ok("release")
    told = "\nremarks: Anything else\n  “a bench for […]”\n"
    assert glas.ok("words", "themes", "--public") == told
    assert "no own words are asked for in calm" in glas.refused("words", "release", "--question", "calm")
    assert "Release it?" in glas("words", "release", typed="n\n").stdout
    assert glas.ok("words", "themes", "--public") == told
    released = glas.ok("words", "release", "--question", "remarks", typed="y\n")
    table = "\nremarks: Anything else\n        40  Green\n        20  Benches\n        60  texts read\n"
    assert released.startswith(table)
    assert released.endswith("✓ snapshot 2 released: the themes of 1 question\n")
    assert glas.ok("words", "themes", "--public") == table + "  “a bench for […]”\n"
    assert "once for good" in glas.refused("words", "release", "--yes")
    assert "themes of own words" in glas.ok("results")
    assert "theme:1" in glas.ok("export", "--public", "--format", "csv")
    glas.ok("report", "--output", glas.folder / "out.pdf")
