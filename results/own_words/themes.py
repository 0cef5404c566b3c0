"""What has come out of reviewing: themes with their counts, and quotations. Only what staff decided about is here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from flows.consultation import Release
from results.rounding import told
from storage.own_words import OwnWords, Verdict


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ThemeLine(_Read):
    """A theme and how many texts are under it; None: under the smallest cell that is told."""

    name: str
    count: int | None


class WordsTable(_Read):
    """The own words of a question: themes, the most frequent first, and quotations, in alphabetical order.

    `waiting`: texts that nobody has decided about; None in what is for the public.
    """

    question: str
    themes: tuple[ThemeLine, ...]
    quotations: tuple[str, ...]
    waiting: int | None = None


def words_tables(texts: Iterable[OwnWords], questions: Sequence[str]) -> tuple[WordsTable, ...]:
    """Exact, for staff: a table for each of the questions that has texts, in their order."""
    by_question: Mapping[str, list[OwnWords]] = defaultdict(list)
    for each in texts:
        by_question[each.question].append(each)
    return tuple(_table(question, by_question[question]) for question in questions if by_question[question])


def for_the_public(tables: Iterable[WordsTable], release: Release) -> tuple[WordsTable, ...]:
    """The same as others may see it: counts rounded, small ones not told, nothing of what waits.

    Where counts are not told, names are in alphabetical order: any other would tell.
    """
    return tuple(
        WordsTable(
            question=table.question,
            themes=tuple(
                sorted(
                    (
                        ThemeLine(name=each.name, count=None if each.count is None else told(each.count, release))
                        for each in table.themes
                    ),
                    key=lambda line: (-(line.count or 0), line.name.casefold()),
                )
            ),
            quotations=table.quotations,
        )
        for table in tables
        if table.themes or table.quotations
    )


def _table(question: str, texts: Sequence[OwnWords]) -> WordsTable:
    counts = Counter(name for each in texts for name in each.review.themes)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold()))
    return WordsTable(
        question=question,
        themes=tuple(ThemeLine(name=name, count=count) for name, count in ranked),
        # Each once: that several wrote the same is what themes are for.
        quotations=tuple(sorted({each.shown for each in texts if each.review.verdict is Verdict.QUOTED})),
        waiting=sum(not each.review.is_settled for each in texts),
    )
