"""Sentences beside a chart: what can be said of places, and what has to be known to read it."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from results.charts.notes import note_on_dark, note_on_intervals
from results.charts.shapes import Bars
from results.charts.telling import Telling
from results.published import ItemLine, OptionLine, QuestionTable, Ranks
from results.statistics.places import RankRange
from results.statistics.wording import Apart, TooClose, Untold, verdict


def place_comment(telling: Telling, among: Sequence[OptionLine | ItemLine]) -> str:
    """What can be said of the first of these, which stand in order; empty where it has no place or shares it."""
    placed = [line for line in among if line.ranks is not None]
    if len(placed) < 2 or placed[0] is not among[0] or placed[0].ranks is None or placed[0].ranks.first != 1:
        return ""
    return _said(telling, RankRange(placed[0].ranks.first, placed[0].ranks.last), len(placed))


def notes_on_options(telling: Telling, table: QuestionTable, bars: Bars) -> Iterator[str]:
    """How to read the bars: intervals, dark and light, what is not told, what is no choice."""
    say = telling.words.say
    if any(bar.span for bar in bars.bars):
        yield note_on_intervals(telling)
    if bars.place:
        yield note_on_dark(telling)
    if any(line.count is None for line in table.options):
        yield say("Small counts are not told, so that nobody's answer can be guessed.")
    if table.own_words:
        yield telling.words.say_n(
            "{n} person also wrote own words, which are no mentions.",
            "{n} people also wrote own words, which are no mentions.",
            table.own_words,
        )


def _said(telling: Telling, possible: RankRange, of: int) -> str:
    say = telling.words.say
    match verdict(1, possible, of):
        case Apart():
            return say("In first place among those who answered, and apart from the others.")
        case TooClose(after=RankRange(first, last)) if first == last:
            return say(
                "In first place among those who answered, but too close to place {place} to tell them apart.",
                place=telling.words.number(first),
            )
        case TooClose(after=RankRange(first, last)):
            return say(
                "In first place among those who answered, but too close to places {places} to tell them apart.",
                places=telling.places(Ranks(first=first, last=last)),
            )
        case TooClose():
            return ""
        case Untold():
            return say("In first place among those who answered, but so few answers tell no place apart.")
        case _ as never:
            assert_never(never)
