"""What the places of a ranking mean, a sentence or two for each line: a chart has only room for ranges."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from results.charts.bars import item_names
from results.charts.telling import Telling
from results.published import QuestionTable, Ranks, SectionTable
from results.speech import Speech
from results.statistics.places import RankRange
from results.statistics.wording import Apart, TooClose, Untold, verdict


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of a ranking: `figure` is what it is ranked by, None where that is not told; `n` answered its question."""

    text: str
    figure: float | None
    ranks: Ranks
    n: int


def placed_items(telling: Telling, ranking: SectionTable | None) -> list[Placed]:
    """The questions of a section that have a place, the first first; none before the ranking is there."""
    return [] if ranking is None else _in_order(_items(telling, ranking))


def placed_options(telling: Telling, table: QuestionTable | None) -> list[Placed]:
    """The options of a question that have a place, the first first."""
    return [] if table is None else _in_order(_options(telling, table))


def place_in_words(words: Speech, line: Placed, among: Sequence[Placed]) -> str:
    """What can be said of a line's place among the others."""
    possible = RankRange(line.ranks.first, line.ranks.last)
    if line.figure is None:
        return _somewhere(words, possible)
    place = 1 + sum(each.figure is not None and each.figure > line.figure for each in among)
    if not possible.first <= place <= possible.last:  # it may be, where one that is not told has more
        return _somewhere(words, possible)
    stands = words.say_n(
        "Of the {n} person who answered it is {place}.",
        "Among the {n} people who answered it is {place}.",
        line.n,
        place=words.ordinal(place),
    )
    return f"{stands} {_apart(words, verdict(place, possible, len(among)))}"


def _in_order(found: Iterator[Placed]) -> list[Placed]:
    return sorted(found, key=lambda each: -1.0 if each.figure is None else each.figure, reverse=True)


def _items(telling: Telling, ranking: SectionTable) -> Iterator[Placed]:
    for item, name in zip(ranking.items, item_names(telling, ranking), strict=True):
        table = telling.tables.get(item.question)
        if item.ranks is not None and table is not None:
            figure = item.mentions if item.mean is None else item.mean.value
            yield Placed(name, figure, item.ranks, table.n if ranking.n is None else ranking.n)


def _options(telling: Telling, table: QuestionTable) -> Iterator[Placed]:
    for line in table.options:
        if line.ranks is not None:
            yield Placed(telling.option(table.question, line.option), line.count, line.ranks, table.n)


def _apart(words: Speech, found: Apart | TooClose | Untold) -> str:
    match found:
        case Apart():
            return words.say("It stands apart from the others.")
        case TooClose(before=before, after=after):
            neighbours = [each for each in (before, after) if each is not None]
            places = words.listed([_range(words, each) for each in neighbours])
            if len(neighbours) == 1 and neighbours[0].first == neighbours[0].last:
                return words.say("It is too close to place {place} to tell them apart.", place=places)
            return words.say("It is too close to places {places} to tell them apart.", places=places)
        case Untold():
            return words.say("The answers are too few to tell it from any other place.")
        case _:
            assert_never(found)


def _somewhere(words: Speech, possible: RankRange) -> str:
    if possible.first == possible.last:
        return words.say("Its figure is not told; it is {place}.", place=words.ordinal(possible.first))
    return words.say("Its figure is not told; it has one of the places {places}.", places=_range(words, possible))


def _range(words: Speech, of: RankRange) -> str:
    first, last = words.number(of.first), words.number(of.last)
    return first if of.first == of.last else f"{first}–{last}"
