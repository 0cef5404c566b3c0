"""Rankings of sections, computed from the released tables of their questions: they tell nothing that those don't."""

from collections.abc import Mapping

from flows.consultation import Consultation, Rating, Section, WithOptions
from results.published import ItemLine, QuestionTable, Ranks, SectionTable
from results.release.derived import (
    TENTH,
    bounds,
    groups_for_mean,
    in_whole_percents,
    likely,
    most_mentions,
)
from results.rounding import whole_percent
from results.statistics.released_ranks import ReleasedMean, rank_ranges_of_counts, rank_ranges_of_means
from results.statistics.released_shares import shares_of_counts

Questions = Mapping[str, QuestionTable]


def by_mentions(
    consultation: Consultation, section: Section, released: Questions, *, n: int, version: int
) -> SectionTable:
    """The section's questions by how much was mentioned in each, most first; not yet released ones last.

    Shares and places need all of them, and something to be compared with: a section of one question has none.
    """

    questions = [each for each in section.questions if isinstance(each, WithOptions)]
    found = [released.get(each.id) for each in questions]
    tables = [table for table in found if table is not None and table.mentions is not None]
    whole = sum(table.mentions or 0 for table in tables) if len(tables) == len(questions) else None
    shares, places = {}, {}
    counts = [list(likely(consultation, table).values()) for table in tables]
    if whole and n and len(questions) > 1 and any(map(sum, counts)):
        most = sum(most_mentions(consultation, each) for each in questions)
        intervals = shares_of_counts(counts, n, fewest=0, most=most)
        policy = consultation.release
        known = [
            [
                bounds(line.count, policy, withheld=line.withheld, n=table.n)
                for line in table.options
                if not consultation.options_of[table.question][line.option].exclusive
            ]
            for table in tables
        ]
        ranges = rank_ranges_of_counts(known, n)
        for table, interval, place in zip(tables, intervals, ranges, strict=True):
            shares[table.question] = in_whole_percents(whole_percent(table.mentions or 0, whole), interval)
            places[table.question] = Ranks(first=place.first, last=place.last)
    items = [
        ItemLine(
            question=question.id,
            mentions=table and table.mentions,
            share_of_mentions=shares.get(question.id),
            mentions_per_option=_per_option(consultation, table),
            ranks=places.get(question.id),
        )
        for question, table in zip(questions, found, strict=True)
    ]
    items.sort(key=lambda item: -1 if item.mentions is None else item.mentions, reverse=True)
    return SectionTable(
        section=section.id, version=version, ranking="mentions", n=n, mentions=whole, items=tuple(items)
    )


def by_mean(consultation: Consultation, section: Section, released: Questions, *, version: int) -> SectionTable:
    """The section's questions by their means, the highest first; those without come last and have no place."""
    rated = [
        (question, table)
        for question in section.questions
        if isinstance(question, Rating) and (table := released.get(question.id)) is not None and table.mean is not None
    ]
    means = [
        ReleasedMean(table.mean.value, TENTH, groups_for_mean(question, table, consultation.release))
        for question, table in rated
        if table.mean is not None
    ]
    ranges = rank_ranges_of_means(means)
    places = {
        question.id: Ranks(first=each.first, last=each.last) for (question, _), each in zip(rated, ranges, strict=True)
    }
    items = [
        ItemLine(
            question=question.id,
            mean=released[question.id].mean if question.id in places else None,
            ranks=places.get(question.id),
        )
        for question in section.questions
        if isinstance(question, Rating)
    ]
    items.sort(key=lambda item: 0.0 if item.mean is None else item.mean.value, reverse=True)
    return SectionTable(section=section.id, version=version, ranking="mean", items=tuple(items))


def _per_option(consultation: Consultation, table: QuestionTable | None) -> float | None:
    if table is None or table.mentions is None:
        return None
    offered = consultation.mentionable(table.question)
    return round(table.mentions / offered, 1) if offered else None
