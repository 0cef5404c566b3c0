"""The tables of a moment as they may be told: counts rounded, small ones not told, nothing derived yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from flows.consultation import Consultation, Crosstab, Multiple, Question, Ranking, Rating, Release, Single, WithOptions
from flows.counting import IN_NET, NO_POINT, OWN_WORDS, RESPONDENTS, crossing, is_answer, net_table, place_cell
from results.audit.attack import Tallies
from results.audit.knowledge import MEAN_FROM, ROW_BASE
from results.published import (
    CrosstabCell,
    CrosstabLine,
    CrosstabTable,
    Estimate,
    GroupLine,
    NetLine,
    OptionLine,
    QuestionTable,
)
from results.rounding import rounded, told

_GROUPS = ((0, 4), (5, 6), (7, 8), (9, 10))
_FEW_POINTS = 5
"""A scale of no more points is told point by point."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Makes tables from true tallies, by the consultation's rules of release."""

    consultation: Consultation
    tallies: Tallies

    def n(self, table: str, cell: str = RESPONDENTS) -> int:
        """A true count."""
        return self.tallies.get(table, {}).get(cell, 0)

    def question(self, question: Question, version: int, *, closed: bool) -> QuestionTable:
        """Everything of a question that may be told now."""
        table = QuestionTable(question=question.id, version=version, n=self.rounded(self.n(question.id)))
        match question:
            case Single() | Multiple() | Ranking():
                return self._with_options(question, table)
            case Rating():
                unsure = told(self.n(question.id, NO_POINT), self._policy)
                groups = self._groups(question) if closed else ()
                update = {"mean": self._mean(question), "dont_know": unsure, "groups": groups}
                return table.model_copy(update=update)
            case _:
                return table

    def with_late_groups(self, question: Rating, table: QuestionTable) -> QuestionTable:
        """A table of an earlier moment with the distribution as it is now, which has a base of its own."""
        base = sum(self.n(question.id, str(point)) for point in question.scale)
        return table.model_copy(update={"groups": self._groups(question), "late_n": self.rounded(base)})

    def crosstab(self, crosstab: Crosstab, version: int) -> CrosstabTable:
        """A crosstab, its rows united as declared; rows with a small base are there without figures."""
        across = self.consultation.lines(crosstab.columns)
        lines = tuple(self._row(crosstab, rows, across) for rows in self._rows(crosstab))
        return CrosstabTable(
            rows=crosstab.rows,
            columns=crosstab.columns,
            version=version,
            n=self.rounded(self.respondents(crosstab.name)),
            across=across,
            lines=lines,
        )

    def respondents(self, table: str) -> int:
        """How many a table has."""
        if any(table == crosstab.name for crosstab in self.consultation.crosstabs):
            return sum(n for cell, n in self.tallies.get(table, {}).items() if is_answer(cell))
        return self.n(table)

    def rounded(self, n: int) -> int:
        """As bases are told."""
        return rounded(n, self._policy.rounding)

    @property
    def _policy(self) -> Release:
        return self.consultation.release

    def _with_options(self, question: WithOptions, table: QuestionTable) -> QuestionTable:
        offered = self.consultation.options_of[question.id]
        counts = {option: self._chosen(question, option) for option in offered}
        own = not isinstance(question, Ranking) and question.own_words
        return table.model_copy(
            update={
                "mentions": self.rounded(sum(n for option, n in counts.items() if not offered[option].exclusive)),
                "options": tuple(OptionLine(option=o, count=told(n, self._policy)) for o, n in counts.items()),
                "nets": tuple(
                    NetLine(net=net.id, count=told(self.n(net_table(net.id), IN_NET), self._policy))
                    for net in self.consultation.nets
                    if net.question == question.id
                ),
                "own_words": told(self.n(question.id, OWN_WORDS), self._policy) if own else None,
            }
        )

    def _chosen(self, question: WithOptions, option: str) -> int:
        if not isinstance(question, Ranking):
            return self.n(question.id, option)
        places = range(1, len(self.consultation.options_of[question.id]) + 1)
        return sum(self.n(question.id, place_cell(option, place)) for place in places)

    def _mean(self, question: Rating) -> Estimate | None:
        counts = {point: self.n(question.id, str(point)) for point in question.scale}
        base = sum(counts.values())
        if base < MEAN_FROM:
            return None
        mean = Decimal(sum(point * n for point, n in counts.items())) / base
        return Estimate(value=float(mean.quantize(Decimal("0.1"), ROUND_HALF_UP)))

    def _groups(self, question: Rating) -> tuple[GroupLine, ...]:
        return tuple(
            GroupLine(first=first, last=last, count=told(self._between(question, first, last), self._policy))
            for first, last in groups_of(question)
        )

    def _between(self, question: Rating, first: int, last: int) -> int:
        return sum(self.n(question.id, str(point)) for point in range(first, last + 1))

    def _rows(self, crosstab: Crosstab) -> Iterator[tuple[str, ...]]:
        """The declared groups where their first line stands, what is in none by itself."""
        group_of = {line: group for group in crosstab.groups for line in group}
        told_rows = set[tuple[str, ...]]()
        for line in self.consultation.lines(crosstab.rows):
            row = group_of.get(line, (line,))
            if row not in told_rows:
                told_rows.add(row)
                yield row

    def _row(self, crosstab: Crosstab, rows: tuple[str, ...], across: Sequence[str]) -> CrosstabLine:
        counts = [sum(self.n(crosstab.name, crossing(row, column)) for row in rows) for column in across]
        if sum(counts) < ROW_BASE:
            return CrosstabLine(rows=rows, n=None)
        cells = tuple(CrosstabCell(count=told(n, self._policy)) for n in counts)
        return CrosstabLine(rows=rows, n=self.rounded(sum(counts)), cells=cells)


def groups_of(question: Rating) -> list[tuple[int, int]]:
    """The groups in which a scale's points are told."""
    scale = question.scale
    if len(scale) <= _FEW_POINTS:
        return [(point, point) for point in scale]
    cut = ((max(first, scale[0]), min(last, scale[-1])) for first, last in _GROUPS)
    return [(first, last) for first, last in cut if first <= last]
