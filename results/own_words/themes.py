"""What has come out of reviewing: themes with their counts, and quotations. Only what staff decided about is here.

Staff see it as it is. Others see counts of themes as they were released (`results.own_words.releasing`), and quotations
once the round has closed: one that came up between two looks would be of somebody who came between. A quotation is no
part of what was released, so that it goes with its answer when its author deletes that.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from results.own_words.queue import settled, waiting
from results.published import Published, ThemeLine
from storage.own_words import OwnWords, Verdict


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WordsTable(_Read):
    """The own words of a question: themes, the most frequent first, and quotations, in alphabetical order.

    `n`: texts that staff have decided about, None where that is not told; `waiting`: those that nobody has decided
    about, None in what is for the public.
    """

    question: str
    n: int | None = None
    themes: tuple[ThemeLine, ...]
    quotations: tuple[str, ...]
    waiting: int | None = None


def themes_of(texts: Iterable[OwnWords]) -> frozenset[str]:
    """The names of the themes that these texts are under."""
    return frozenset(name for each in texts for name in each.review.themes)


def words_tables(texts: Iterable[OwnWords], questions: Sequence[str]) -> tuple[WordsTable, ...]:
    """Exact, for staff: a table for each of the questions that has texts, in their order."""
    by_question: Mapping[str, list[OwnWords]] = defaultdict(list)
    for each in texts:
        by_question[each.question].append(each)
    return tuple(_table(question, by_question[question]) for question in questions if by_question[question])


def public_words(
    tables: Iterable[WordsTable], published: Published, questions: Sequence[str], *, closed: bool
) -> tuple[WordsTable, ...]:
    """What others may see: released themes, and the quotations of a round that has `closed`."""
    released = {table.question: table for table in published.themes}
    quotations = {table.question: table.quotations for table in tables} if closed else {}
    return tuple(
        WordsTable(
            question=each,
            n=released[each].n if each in released else None,
            themes=released[each].themes if each in released else (),
            quotations=quotations.get(each, ()),
        )
        for each in questions
        if each in released or quotations.get(each)
    )


def _table(question: str, texts: Sequence[OwnWords]) -> WordsTable:
    counts = Counter(name for each in texts for name in each.review.themes)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold()))
    return WordsTable(
        question=question,
        n=len(settled(texts)),
        themes=tuple(ThemeLine(name=name, count=count) for name, count in ranked),
        # Each once: that several wrote the same is what themes are for.
        quotations=tuple(sorted({each.shown for each in texts if each.review.verdict is Verdict.QUOTED})),
        waiting=len(waiting(texts)),
    )
