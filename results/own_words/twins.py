"""Which texts probably say the same: a suggestion, which a person confirms or not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from results.own_words.folding import folded
from storage.own_words import OwnWords

ALIKE = 88
"""From how many of 100 points on two texts are taken for twins; the order of their words makes no difference.

Of the own words that the report of 2021 prints no two reach it; a typing error in a word of ten letters does.
"""

_SHORT = 4
"""Folded texts of so few characters are twins of equal ones only: "bus" and "bun" are not."""


@dataclass(frozen=True, slots=True)
class Twins:
    """Texts of one question that probably say the same, the most frequent spelling first."""

    texts: tuple[OwnWords, ...]

    @property
    def question(self) -> str:
        """The question that they answer."""
        return self.texts[0].question


def twins(texts: Iterable[OwnWords]) -> Iterator[Twins]:
    """All texts in groups, question by question, the largest spelling first; nothing is in two groups.

    A group is everything alike to its first spelling, so a long chain of small differences never becomes one.
    Lazy: the effort grows with the number of groups that are taken.
    """
    by_question: dict[str, dict[str, list[OwnWords]]] = defaultdict(lambda: defaultdict(list))
    for each in texts:
        by_question[each.question][folded(each.text)].append(each)
    for spellings in by_question.values():
        # By size, then by spelling: an order that tells nothing of when they came.
        left = dict(sorted(spellings.items(), key=lambda item: (-len(item[1]), item[0])))
        while left:
            yield Twins(_taken(left, next(iter(left))))


def twins_of(words: OwnWords, texts: Iterable[OwnWords]) -> Twins:
    """The text, and those of the others that are probably its twins. The effort grows with the number of texts."""
    spellings: dict[str, list[OwnWords]] = defaultdict(list)
    spellings[folded(words.text)].append(words)
    for each in texts:
        if each.question == words.question and each.key != words.key:
            spellings[folded(each.text)].append(each)
    return Twins((words, *(each for each in _taken(spellings, folded(words.text)) if each.key != words.key)))


def _taken(left: dict[str, list[OwnWords]], first: str) -> tuple[OwnWords, ...]:
    """The texts alike to this spelling, taken out of those that are left."""
    alike = [first]
    if len(first) > _SHORT:
        found = process.extract(first, left.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=None)
        alike += [spelling for spelling, _, _ in found if spelling != first and len(spelling) > _SHORT]
    return tuple(each for spelling in alike for each in sorted(left.pop(spelling), key=lambda one: (one.text, one.key)))
