"""What is derived from released counts, and from nothing else: shares, intervals and places.

An exact interval beside a rounded count would give the count away. Percents are whole, and intervals are widened to
whole percents.
"""

from math import ceil, floor

from flows.consultation import Consultation, Multiple, Ranking, Rating, Release, Single, WithOptions
from results.audit.knowledge import MEAN_FROM
from results.published import CrosstabLine, CrosstabTable, Estimate, OptionLine, QuestionTable, Ranks, Share
from results.rounding import behind, whole_percent
from results.statistics.intervals import Interval, wilson
from results.statistics.released_means import Group, mean_of_groups
from results.statistics.released_ranks import Bounds, rank_ranges_of_counts
from results.statistics.released_shares import shares_of_counts

TENTH = 0.1


def derived(consultation: Consultation, table: QuestionTable) -> QuestionTable:
    """The table of a question with its shares, intervals and places."""
    question = consultation.question_by_id[table.question]
    nets = tuple(net.model_copy(update={"share": share(net.count, table.n)}) for net in table.nets)
    with_nets = table.model_copy(update={"nets": nets})
    match question:
        case Single() | Multiple() | Ranking():
            return _with_mentions(consultation, question, with_nets)
        case Rating():
            return _with_groups(consultation, question, with_nets)
        case _:
            return with_nets


def derived_crosstab(table: CrosstabTable) -> CrosstabTable:
    """The crosstab with the shares of its rows."""
    return table.model_copy(update={"lines": tuple(map(_row, table.lines))})


def share(count: int | None, base: int | None) -> Share | None:
    """The share of respondents with Wilson's interval; None of an unknown count or of nobody."""
    if count is None or not base:
        return None
    return in_whole_percents(whole_percent(count, base), wilson(count, base))


def bounds(count: int | None, policy: Release, *, withheld: bool, n: int) -> Bounds:
    """What a released count says of the true one."""
    if count is not None:
        within = behind(count, policy.rounding, policy.smallest_cell)
        return Bounds(within.low, within.high)
    return (
        Bounds(policy.smallest_cell, max(n, policy.smallest_cell)) if withheld else Bounds(0, policy.smallest_cell - 1)
    )


def likely(consultation: Consultation, table: QuestionTable) -> dict[str, int]:
    """A number of mentions for each option that is no exclusive one: the released, else an equal part of the rest."""
    offered = consultation.options_of[table.question]
    lines = [line for line in table.options if not offered[line.option].exclusive]
    unknown = sum(line.count is None for line in lines)
    rest = max(0, (table.mentions or 0) - sum(line.count or 0 for line in lines))
    return {line.option: rest // unknown if line.count is None else line.count for line in lines}


def most_mentions(consultation: Consultation, question: WithOptions) -> int:
    """How many options one respondent can mention."""
    offered = consultation.mentionable(question.id)
    match question:
        case Single():
            return 1
        case Multiple(max=most) | Ranking(max=most):
            return min(most or offered, offered)


def _with_mentions(consultation: Consultation, question: WithOptions, table: QuestionTable) -> QuestionTable:
    counts = likely(consultation, table)
    places, shares = dict[str, Ranks](), dict[str, Interval]()
    if table.n and sum(counts.values()):
        policy = consultation.release
        known = [
            [bounds(line.count, policy, withheld=line.withheld, n=table.n)]
            for line in table.options
            if line.option in counts
        ]
        if consultation.has_places(question.id):
            ranges = rank_ranges_of_counts(known, table.n)
            places = {o: Ranks(first=each.first, last=each.last) for o, each in zip(counts, ranges, strict=True)}
        most = most_mentions(consultation, question)
        found = shares_of_counts([[n] for n in counts.values()], table.n, fewest=0, most=most)
        shares = dict(zip(counts, found, strict=True))

    def line_of(line: OptionLine) -> OptionLine:
        interval = shares.get(line.option) if line.count is not None else None
        of_mentions = None
        if interval is not None and line.count is not None and table.mentions:
            of_mentions = in_whole_percents(min(100, whole_percent(line.count, table.mentions)), interval)
        return line.model_copy(
            update={
                "share_of_respondents": share(line.count, table.n),
                "share_of_mentions": of_mentions,
                "ranks": places.get(line.option),
            }
        )

    return table.model_copy(update={"options": tuple(map(line_of, table.options))})


def _with_groups(consultation: Consultation, question: Rating, table: QuestionTable) -> QuestionTable:
    base = _base_of_groups(question, table, consultation.release) if table.groups else None
    groups = tuple(each.model_copy(update={"share": share(each.count, base)}) for each in table.groups)
    with_groups = table.model_copy(update={"groups": groups, "groups_n": base})
    if table.mean is None:
        return with_groups
    found = mean_of_groups(table.mean.value, groups_for_mean(question, table, consultation.release), rounding=TENTH)
    mean = Estimate(value=table.mean.value, low=floor(found.low * 10) / 10, high=ceil(found.high * 10) / 10)
    return with_groups.model_copy(update={"mean": mean})


def groups_for_mean(question: Rating, table: QuestionTable, policy: Release) -> tuple[Group, ...]:
    """The distribution as far as it was released: its groups, else the whole scale as one.

    Who said "I don't know" is in no mean. Where they are too few to be told they count as many as they may be: so few
    ratings are taken for the mean that its interval is too wide rather than too narrow.
    """
    told = [Group(each.first, each.last, each.count) for each in table.groups if each.count is not None]
    if table.groups and len(told) == len(table.groups):
        return tuple(told)
    rated = table.n - _unsure(question, table, untold=policy.smallest_cell - 1)
    return (Group(question.scale[0], question.scale[-1], max(MEAN_FROM, rated)),)


def _base_of_groups(question: Rating, table: QuestionTable, policy: Release) -> int:
    """Who rated, as told, else from the other released counts.

    Where those who said "I don't know" are too few to be told they count as half as many as they may be.
    """
    if table.late_n is not None:
        return table.late_n
    rated = table.n - _unsure(question, table, untold=policy.smallest_cell // 2)
    return max(rated, sum(group.count or 0 for group in table.groups))


def _unsure(question: Rating, table: QuestionTable, *, untold: int) -> int:
    if not question.dont_know:
        return 0
    return untold if table.dont_know is None else table.dont_know


def _row(line: CrosstabLine) -> CrosstabLine:
    cells = (
        cell.model_copy(
            update={
                "share_of_row": None
                if cell.count is None or not line.n
                else Share(percent=min(100, whole_percent(cell.count, line.n)))
            }
        )
        for cell in line.cells
    )
    return line.model_copy(update={"cells": tuple(cells)})


def in_whole_percents(percent: int, interval: Interval) -> Share:
    """The share with its interval (of 0 to 1), widened to whole percents."""
    return Share(
        percent=percent,
        low=min(percent, floor(100 * interval.low)),
        high=max(percent, ceil(100 * interval.high)),
    )
