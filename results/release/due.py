"""Which tables may appear or move now, each by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.consultation import Consultation, Question, Results, Section, SectionKind, SectionRanking
from flows.counting import ANSWERED, ROUND, section_table
from results.audit.attack import Tallies
from results.published import Published
from results.release.tables import Telling


@dataclass(frozen=True, slots=True)
class Moment:
    """A round at the time of a release: true tallies, and by table the people who are in no version of it yet.

    `last`: the newest document, None before the first. `closed`: nobody answers any more.
    """

    consultation: Consultation
    tallies: Tallies
    newcomers: Mapping[str, int]
    last: Published | None
    closed: bool

    @property
    def versions(self) -> Mapping[str, int]:
        """How often each table has been released; tables that never were are missing."""
        if self.last is None:
            return {}
        found = {
            ROUND: self.last.version,
            **{table.question: table.version for table in self.last.questions},
            **{section_table(table.section): table.version for table in self.last.sections},
            **{table.name: table.version for table in self.last.crosstabs},
        }
        return {table: version for table, version in found.items() if version}

    def may_move(self, table: str) -> bool:
        """Whether enough people are in it for the first time, or enough came in since."""
        policy = self.consultation.release
        if table in self.versions:
            return self.newcomers.get(table, 0) >= policy.every
        return self._have(table) >= policy.first

    def is_shown(self, section: Section) -> bool:
        """Whether the section is for the public by now: opinions while the round is open, everything at closing."""
        if self.closed:
            return True
        live = self.consultation.release.results is not Results.WHEN_CLOSED
        return live and section.kind is SectionKind.OPINION

    def shown_questions(self) -> Iterator[Question]:
        """The questions of those sections."""
        return (each for section in self.consultation.sections if self.is_shown(section) for each in section.questions)

    def due(self) -> frozenset[str]:
        """The tables that may move. Rankings by means have none of their own: they follow their questions."""
        tables = [ROUND, *(question.id for question in self.shown_questions())]
        tables += [
            section_table(section.id)
            for section in self.consultation.sections
            if section.ranking is SectionRanking.MENTIONS and self.is_shown(section)
        ]
        if self.closed:
            tables += [crosstab.name for crosstab in self.consultation.crosstabs]
        return frozenset(table for table in tables if self.may_move(table))

    def _have(self, table: str) -> int:
        telling = Telling(self.consultation, self.tallies)
        return telling.n(ROUND, ANSWERED) if table == ROUND else telling.respondents(table)
