"""What staff see, with its uncertainty from the answers themselves: shares of mentions, means and places by resampling.

`results.exact_view` knows tallies alone and has to assume the worst about who chose what together; here every response
is read once, a slice at a time.
"""

from collections.abc import AsyncIterable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from flows.answers import Answers, Rated
from flows.consultation import Consultation, Rating, Section, SectionRanking, WithOptions
from flows.relevance import chosen_in
from flows.response import Response
from results.exact_view import exact_view
from results.published import Estimate, Published, QuestionTable, Ranks, SectionTable, Share
from results.statistics.bootstrap import ENOUGH, bootstrap_means, bootstrap_shares, means_of, shares_of
from results.statistics.moments import Moments
from results.statistics.ranks import rank_ranges, rank_ranges_of
from storage.rounds import Round
from storage.tallies import Tallies

SEED: Final = 2021
SLICE: Final = 500

Row = list[float]


@dataclass(slots=True)
class _Sample:
    """The answers to a list of items, a row a respondent: whole up to ENOUGH respondents, beyond that as sums."""

    items: tuple[str, ...]
    row_of: Callable[[Answers], Row | None]
    n: int = 0
    rows: list[Row] = field(default_factory=list)
    kept: list[Row] = field(default_factory=list)
    sums: Moments | None = None

    def add(self, answers: Answers) -> None:
        row = self.row_of(answers)
        if row is None:
            return
        self.n += 1
        self.rows.append(row)
        if self.n <= ENOUGH:
            self.kept.append(row)
        if len(self.rows) == SLICE:
            self.sum_up()

    def sum_up(self) -> None:
        if self.rows:
            found = Moments.of(np.array(self.rows))
            self.sums = found if self.sums is None else self.sums.joined_by(found)
            self.rows = []

    def places(self) -> dict[str, Ranks]:
        if self.sums is None or len(self.items) < 2:
            return {}
        few = self.n <= ENOUGH
        found = rank_ranges(np.array(self.kept), seed=SEED) if few else rank_ranges_of(self.sums, seed=SEED)
        return {item: Ranks(first=each.first, last=each.last) for item, each in zip(self.items, found, strict=False)}

    def shares(self) -> dict[str, Share]:
        if self.sums is None:
            return {}
        few = self.n <= ENOUGH
        found = bootstrap_shares(np.array(self.kept), seed=SEED) if few else shares_of(self.sums)
        return {
            item: Share(percent=100 * each.value, low=100 * each.low, high=100 * each.high)
            for item, each in zip(self.items, found, strict=False)
        }

    def means(self) -> dict[str, Estimate]:
        if self.sums is None:
            return {}
        few = self.n <= ENOUGH
        found = bootstrap_means(np.array(self.kept), seed=SEED) if few else means_of(self.sums)
        return {
            item: Estimate(value=each.value, low=each.low, high=each.high)
            for item, each in zip(self.items, found, strict=False)
            if each is not None
        }


async def resampled_view(of: Round, tallies: Tallies, responses: AsyncIterable[Response]) -> Published:
    """The exact view; `responses` are those that count, in any order, each once.

    Where there are too few answers to resample, what the tallies alone can say stays.
    """
    questions = dict(_of_questions(of.consultation))
    sections = dict(_of_sections(of.consultation))
    async for response in responses:
        sent = response.sent
        for sample in (*questions.values(), *sections.values()):
            sample.add(sent)
    for sample in (*questions.values(), *sections.values()):
        sample.sum_up()
    rated = [each for section, each in sections.items() if _is_rated(of.consultation.section_by_id[section])]
    means = {question: mean for each in rated for question, mean in each.means().items()}
    view = exact_view(of, tallies)
    return view.model_copy(
        update={
            "questions": tuple(_question(table, questions.get(table.question), means) for table in view.questions),
            "sections": tuple(_section(table, sections[table.section], means) for table in view.sections),
        }
    )


def _of_questions(consultation: Consultation) -> Mapping[str, _Sample]:
    """Options by question, exclusive ones left out: they mention nothing."""
    found = {}
    for question in consultation.questions:
        if isinstance(question, WithOptions):
            options = consultation.options_of[question.id].values()
            items = tuple(option.id for option in options if not option.exclusive)
            found[question.id] = _Sample(items, _chosen(question.id, items))
    return found


def _of_sections(consultation: Consultation) -> Mapping[str, _Sample]:
    """Questions by section, where a section ranks them: by how often each was mentioned, or by their ratings."""
    return {
        section.id: _ratings(section) if _is_rated(section) else _mentions(consultation, section)
        for section in consultation.sections
        if section.ranking is not None
    }


def _is_rated(section: Section) -> bool:
    return section.ranking is SectionRanking.MEAN


def _chosen(question: str, items: tuple[str, ...]) -> Callable[[Answers], Row | None]:
    def row(answers: Answers) -> Row | None:
        chosen = chosen_in(answers, question)
        return [float(item in chosen) for item in items] if question in answers else None

    return row


def _mentions(consultation: Consultation, section: Section) -> _Sample:
    items = tuple(each.id for each in section.questions if isinstance(each, WithOptions))
    exclusive = {
        question: {option.id for option in consultation.options_of[question].values() if option.exclusive}
        for question in items
    }

    def row(answers: Answers) -> Row | None:
        if answers.keys().isdisjoint(items):
            return None
        return [float(len(set(chosen_in(answers, item)) - exclusive[item])) for item in items]

    return _Sample(items, row)


def _ratings(section: Section) -> _Sample:
    items = tuple(each.id for each in section.questions if isinstance(each, Rating))

    def row(answers: Answers) -> Row | None:
        return None if answers.keys().isdisjoint(items) else [_point(answers, item) for item in items]

    return _Sample(items, row)


def _point(answers: Answers, question: str) -> float:
    match answers.get(question):
        case Rated(int(value)):
            return float(value)
        case _:
            return float("nan")


def _question(table: QuestionTable, sample: _Sample | None, means: Mapping[str, Estimate]) -> QuestionTable:
    if sample is None:
        return table.model_copy(update={"mean": means.get(table.question, table.mean)})
    shares, places = sample.shares(), sample.places() if any(line.ranks for line in table.options) else {}
    lines = tuple(
        line.model_copy(
            update={
                "share_of_mentions": shares.get(line.option, line.share_of_mentions),
                "ranks": places.get(line.option, line.ranks),
            }
        )
        for line in table.options
    )
    return table.model_copy(update={"options": lines})


def _section(table: SectionTable, sample: _Sample, means: Mapping[str, Estimate]) -> SectionTable:
    places = sample.places()
    shares = {} if table.mentions is None else sample.shares()
    items = tuple(
        item.model_copy(
            update={
                "mean": means.get(item.question, item.mean),
                "share_of_mentions": shares.get(item.question, item.share_of_mentions),
                "ranks": places.get(item.question, item.ranks),
            }
        )
        for item in table.items
    )
    return table.model_copy(update={"items": items})
