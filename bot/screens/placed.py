"""What the places of a ranking mean, a sentence or two for each line: the list itself has only room for ranges."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.markup import bold, paragraphs, plain
from bot.screens.looking import LABEL_LENGTH, TITLE_LENGTH, Looking, fitted
from flows.consultation import text_in
from results.labels import shortened
from results.published import QuestionTable, Ranks, SectionTable
from results.speech import Speech
from results.statistics.places import RankRange
from results.statistics.wording import Apart, TooClose, Untold, verdict


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line of a ranking: `figure` is what it is ranked by, None where that is not told; `n` answered its question."""

    text: str
    figure: float | None
    ranks: Ranks
    n: int


def has_places(looking: Looking, section: str, question: str | None) -> bool:
    """Whether there is anything to explain: at least two lines with a place."""
    return len(_placed(looking, section, question)) > 1


def places_explained(looking: Looking, section: str, question: str | None) -> str:
    """The ranking of the section's questions, or of a question's options, in sentences, as HTML."""
    words, asked = looking.words, looking.consultation
    title = asked.section_by_id[section].title if question is None else asked.question_by_id[question].text
    placed = _placed(looking, section, question)
    return paragraphs(
        bold(shortened(text_in(title, words.language), TITLE_LENGTH)),
        fitted([f"{bold(each.text)}\n{plain(_sentence(words, each, placed))}\n" for each in placed]).rstrip(),
        plain(words.say("Those answered who wished to; this is no representative poll.")),
    )


def _placed(looking: Looking, section: str, question: str | None) -> list[_Placed]:
    if question is None:
        ranking = looking.ranking(section)
        found = [] if ranking is None else list(_items(looking, ranking))
    else:
        table = looking.table(question)
        found = [] if table is None else list(_options(looking, table))
    return sorted(found, key=lambda each: -1.0 if each.figure is None else each.figure, reverse=True)


def _items(looking: Looking, ranking: SectionTable) -> Iterator[_Placed]:
    for item in ranking.items:
        table = looking.table(item.question)
        if item.ranks is not None and table is not None:
            figure = item.mentions if item.mean is None else item.mean.value
            n = table.n if ranking.n is None else ranking.n
            yield _Placed(shortened(looking.title(item.question), LABEL_LENGTH), figure, item.ranks, n)


def _options(looking: Looking, table: QuestionTable) -> Iterator[_Placed]:
    for line in table.options:
        if line.ranks is not None:
            text = shortened(looking.option(table.question, line.option), LABEL_LENGTH * 2)
            yield _Placed(text, line.count, line.ranks, table.n)


def _sentence(words: Speech, line: _Placed, among: Sequence[_Placed]) -> str:
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
