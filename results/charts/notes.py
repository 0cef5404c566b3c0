"""How to read a chart, in a sentence each."""

from results.charts.telling import Telling


def note_on_intervals(telling: Telling) -> str:
    """What the thin lines are, where figures stand beside them."""
    return telling.words.say("Thin lines and small figures: intervals of 95%.")


def note_on_lines(telling: Telling) -> str:
    """What the thin lines are, where nothing stands beside them."""
    return telling.words.say("Thin lines: intervals of 95%.")


def note_on_dark(telling: Telling) -> str:
    """What dark means."""
    return telling.words.say("Dark: could be in first place.")


def note_on_places(telling: Telling) -> str:
    """What the figures before labels are."""
    return telling.words.say("Before each line: its place, or the places that it may have.")
