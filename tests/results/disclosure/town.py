"""A town that answers one or two questions, releases by the hour, and the attackers who read what comes out."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flows.consultation import Consultation, Release
from flows.counting import RESPONDENTS, ROUND
from results.audit.bounds import Contradiction
from results.audit.knowledge import Knowledge, moved_in
from results.published import Published
from results.release.deciding import decide
from results.release.due import Moment

OPTIONS = tuple(f"option_{letter}" for letter in "abcdefgh")

RULES = Release()
EXACT = Release(first=1, every=1, smallest_cell=1, rounding=1)
SMALL_CELLS_ONLY = Release(first=1, every=1, smallest_cell=10, rounding=1)


def consultation(policy: Release) -> Consultation:
    """Two single-choice questions, in sections of their own."""
    options = [{"id": each, "text": each} for each in OPTIONS]
    return Consultation.model_validate(
        {
            "id": "town",
            "languages": ["en"],
            "organiser": "O",
            "title": "T",
            "intro": "I",
            "thanks": "T",
            "release": policy.model_dump(),
            "sections": [
                {
                    "id": f"section_{question}",
                    "title": "S",
                    "questions": [{"id": question, "type": "single", "text": "Q", "options": options}],
                }
                for question in ("colour", "taste")
            ],
        }
    )


EXACT_COUNTS = Release(smallest_cell=1, rounding=1)
"""As the rules, but for what is told of a count."""

TOWNS = {policy: consultation(policy) for policy in (RULES, EXACT, SMALL_CELLS_ONLY, EXACT_COUNTS)}

Answers = Mapping[str, str]


@dataclass
class Town:
    """Who has answered what, and all that was released. Newcomers are counted as `storage.entering` does."""

    policy: Release
    chance: random.Random
    answers: dict[int, Answers] = field(default_factory=dict)
    shown: dict[str, set[int]] = field(default_factory=lambda: {"colour": set(), "taste": set(), ROUND: set()})
    history: list[Published] = field(default_factory=list)
    hour: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    newcomers: Callable[["Town", str], int] = lambda town, table: len(town.inside(table) - town.shown[table])

    def inside(self, table: str) -> set[int]:
        """Who is in a table."""
        return {person for person, said in self.answers.items() if table == ROUND or table in said}

    def crowd(self, n: int, *questions: str) -> None:
        """So many others answer these questions, each by a popularity that differs from town to town."""
        weights = [self.chance.random() ** 2 + 0.02 for _ in OPTIONS]
        for _ in range(n):
            said = {question: self.chance.choices(OPTIONS, weights)[0] for question in questions}
            self.answers[len(self.answers) + 1000] = said

    def release(self, *, closed: bool = False) -> frozenset[str]:
        """The next hour; which tables moved."""
        self.hour += timedelta(hours=1)
        tallies: dict[str, Counter[str]] = {ROUND: Counter({"#answered": len(self.answers)})}
        for said in self.answers.values():
            for question, option in said.items():
                tallies.setdefault(question, Counter()).update((RESPONDENTS, option))
        moment = Moment(
            consultation=TOWNS[self.policy],
            tallies=tallies,
            newcomers={table: self.newcomers(self, table) for table in self.shown},
            last=self.history[-1] if self.history else None,
            closed=closed,
        )
        decision = decide(moment, code="town", history=self.history, hour=self.hour, over=lambda: False)
        if decision.document is not None:
            self.history.append(decision.document)
        for table in decision.moved:
            self.shown[table] |= self.inside(table)
        return decision.moved

    def possible(self, question: str, known: Iterable[str]) -> set[str]:
        """What a newcomer to the newest version can have answered, for one who knows the others' answers in it.

        `known`: the answers of all others who came since the version before; nobody else changed anything.
        """
        return self.possible_after(question, Counter(known))

    def possible_after(self, question: str, known: Mapping[str, int]) -> set[str]:
        """The same, for one who knows by how many each answer changed through all others."""

        def fits(option: str) -> bool:
            changed = {each: known.get(each, 0) + (each == option) for each in OPTIONS}
            total = sum(changed.values())
            return self._fits(question, {RESPONDENTS: (total, total)} | {each: (n, n) for each, n in changed.items()})

        return {option for option in OPTIONS if fits(option)}

    def visible(self, question: str) -> set[str]:
        """What the last of those who came since the version before can have answered, for one who knows nothing."""
        return {option for option in OPTIONS if self._fits(question, {option: (1, None)}, steady=True)}

    def _fits(self, question: str, came: Mapping[str, tuple[int, int | None]], *, steady: bool = False) -> bool:
        """Whether everything released leaves it possible that so many came, at least and at most, by cell."""
        knowledge = Knowledge(TOWNS[self.policy], most=1 << 31)
        moved = moved_in(self.history)
        for document in self.history:
            knowledge.see(document, moved(document) & {question})
        if steady:
            knowledge.suppose_steady()
        *_, before, newest = knowledge.versions[question]
        for cell, (least, most) in came.items():
            terms = ((1, knowledge.counts[newest, (question, cell)]), (-1, knowledge.counts[before, (question, cell)]))
            knowledge.system.state(terms, low=least, high=most)
        try:
            knowledge.system.propagate(lambda: False)
        except Contradiction:
            return False
        return True
