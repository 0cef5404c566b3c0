"""Exact results, from tallies alone: what a round costs to read does not grow with its responses.

For staff, and for the sandbox: the public sees what was released, never these.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import assert_never

from flows.answers import DONT_KNOW
from flows.consultation import (
    Consultation,
    Crosstab,
    DateQuestion,
    Multiple,
    Number,
    OpenText,
    Option,
    Question,
    Ranking,
    Rating,
    Section,
    SectionRanking,
    Single,
    WithOptions,
    text_in,
)
from flows.counting import (
    ANSWERED,
    IMPORTED,
    IN_NET,
    NO_POINT,
    RESPONDENTS,
    ROUND,
    STARTED,
    SUBMITTED,
    crossing,
    is_answer,
    net_table,
    place_cell,
    section_table,
)
from results.distributions import Counted, mean, median, share
from results.figures import (
    CellFigures,
    CrosstabFigures,
    ItemFigures,
    NetFigures,
    OptionFigures,
    QuestionFigures,
    RoundFigures,
    SectionFigures,
)
from storage.rounds import Round
from storage.tallies import Tallies


def exact_results(round_: Round, tallies: Tallies, language: str) -> RoundFigures:
    """Everything that the tallies tell, in the order of the questionnaire, with its texts in `language`."""
    return _Reading(round_.consultation, tallies, language).round(round_.code)


@dataclass(frozen=True, slots=True)
class _Reading:
    consultation: Consultation
    tallies: Tallies
    language: str

    def round(self, code: str) -> RoundFigures:
        return RoundFigures(
            round=code,
            consultation=self.consultation.id,
            n_started=self._n(ROUND, STARTED),
            n_answered=self._n(ROUND, ANSWERED),
            n_submitted=self._n(ROUND, SUBMITTED),
            n_imported=self._n(ROUND, IMPORTED),
            questions=tuple(map(self._question, self.consultation.questions)),
            sections=tuple(self._sections()),
            crosstabs=tuple(map(self._crosstab, self.consultation.crosstabs)),
        )

    def _n(self, table: str, cell: str) -> int:
        return self.tallies.get(table, {}).get(cell, 0)

    def _question(self, question: Question) -> QuestionFigures:
        figures = partial(
            QuestionFigures,
            id=question.id,
            section=self.consultation.section_of[question.id].id,
            type=question.type,
            text=text_in(question.text, self.language),
            respondents=self._n(question.id, RESPONDENTS),
        )
        match question:
            case Single() | Multiple():
                options = self._options(question)
                return figures(mentions=self._mentions(question), options=options, nets=self._nets(question))
            case Ranking():
                options = self._options(question)
                return figures(mentions=self._mentions(question), options=options, counts=self._places(question))
            case Rating():
                values = self._values(question)
                return figures(mean=mean(values), median=median(values), counts=self._points(question))
            case Number():
                values = self._values(question)
                return figures(mean=mean(values), median=median(values))
            case DateQuestion():
                return figures(counts=dict(sorted(self._given(question))))
            case OpenText():
                return figures()
            case _:
                assert_never(question)

    def _options(self, question: WithOptions) -> tuple[OptionFigures, ...]:
        respondents, mentions = self._n(question.id, RESPONDENTS), self._mentions(question)
        return tuple(
            OptionFigures(
                id=option.id,
                text=text_in(option.text, self.language),
                count=count,
                share_of_mentions=None if option.exclusive else share(count, mentions),
                share_of_respondents=share(count, respondents),
            )
            for option, count in self._counted(question)
        )

    def _counted(self, question: WithOptions) -> Iterator[tuple[Option, int]]:
        """Every option with the number of respondents who chose it, in a ranking: who gave it any place."""
        options = self.consultation.options_of[question.id]
        for option in options.values():
            cells = _places_of(option, len(options)) if isinstance(question, Ranking) else (option.id,)
            yield option, sum(self._n(question.id, cell) for cell in cells)

    def _mentions(self, question: WithOptions) -> int:
        return sum(count for option, count in self._counted(question) if not option.exclusive)

    def _nets(self, question: Single | Multiple) -> tuple[NetFigures, ...] | None:
        declared = (net for net in self.consultation.nets if net.question == question.id)
        figures = tuple(
            NetFigures(
                id=net.id,
                text=text_in(net.text, self.language),
                count=self._n(net_table(net.id), IN_NET),
                share_of_respondents=share(self._n(net_table(net.id), IN_NET), self._n(net_table(net.id), RESPONDENTS)),
            )
            for net in declared
        )
        return figures or None

    def _places(self, question: Ranking) -> dict[str, int]:
        options = self.consultation.options_of[question.id]
        cells = (cell for option in options.values() for cell in _places_of(option, len(options)))
        return {cell: self._n(question.id, cell) for cell in cells}

    def _points(self, question: Rating) -> dict[str, int]:
        counts = {str(point): self._n(question.id, str(point)) for point in question.scale}
        return {**counts, DONT_KNOW: self._n(question.id, NO_POINT)} if question.dont_know else counts

    def _values(self, question: Rating | Number) -> Counted:
        return {Decimal(value): n for value, n in self._given(question)}

    def _given(self, question: Question) -> Iterator[tuple[str, int]]:
        """The values that were given, each with its count."""
        cells = self.tallies.get(question.id, {}).items()
        return ((cell, n) for cell, n in cells if n and is_answer(cell))

    def _sections(self) -> Iterator[SectionFigures]:
        for section in self.consultation.sections:
            match section.ranking:
                case SectionRanking.MENTIONS:
                    yield self._by_mentions(section)
                case SectionRanking.MEAN:
                    yield self._by_mean(section)
                case None:
                    pass
                case _:
                    assert_never(section.ranking)

    def _by_mentions(self, section: Section) -> SectionFigures:
        """The section's questions; how the options of one rank among themselves stands in the question."""
        questions = [each for each in section.questions if isinstance(each, WithOptions)]
        counts = [self._mentions(each) for each in questions]
        items = [
            ItemFigures(
                question=each.id,
                text=text_in(each.text, self.language),
                count=n,
                share=share(n, sum(counts)),
                mentions_per_option=self._per_option(each, n),
            )
            for each, n in zip(questions, counts, strict=True)
        ]
        return SectionFigures(
            id=section.id,
            ranking=SectionRanking.MENTIONS.value,
            mentions=sum(counts),
            respondents=self._n(section_table(section.id), RESPONDENTS),
            items=tuple(sorted(items, key=lambda item: -(item.count or 0))),
        )

    def _per_option(self, question: WithOptions, mentions: int) -> float | None:
        offered = self.consultation.mentionable(question.id)
        return mentions / offered if offered else None

    def _by_mean(self, section: Section) -> SectionFigures:
        items = [
            ItemFigures(question=each.id, text=text_in(each.text, self.language), mean=mean(self._values(each)))
            for each in section.questions
            if isinstance(each, Rating)
        ]
        rated = sorted((item for item in items if item.mean is not None), key=lambda item: -(item.mean or 0))
        unrated = (item for item in items if item.mean is None)
        return SectionFigures(
            id=section.id,
            ranking=SectionRanking.MEAN.value,
            mentions=None,
            respondents=None,
            items=(*rated, *unrated),
        )

    def _crosstab(self, crosstab: Crosstab) -> CrosstabFigures:
        rows, columns = self._lines(crosstab.rows), self._lines(crosstab.columns)
        return CrosstabFigures(
            rows=crosstab.rows,
            columns=crosstab.columns,
            cells=tuple(cell for row in rows for cell in self._row(crosstab, row, columns)),
        )

    def _row(self, crosstab: Crosstab, row: str, columns: Sequence[str]) -> Iterator[CellFigures]:
        counts = [self._n(crosstab.name, crossing(row, column)) for column in columns]
        for column, count in zip(columns, counts, strict=True):
            yield CellFigures(row=row, column=column, count=count, share_of_row=share(count, sum(counts)))

    def _lines(self, question_id: str) -> Sequence[str]:
        question = self.consultation.question_by_id[question_id]
        if isinstance(question, Rating):
            return [str(point) for point in question.scale]
        return list(self.consultation.options_of[question_id])


def _places_of(option: Option, places: int) -> Iterator[str]:
    return (place_cell(option.id, place) for place in range(1, places + 1))
