"""The audit: what an outsider can know of each cell and each batch, from everything ever released in a round.

Two outsiders are played. The *careful* one concludes only what must be so: counts are whole numbers that round to what
was told, those not told are under the smallest cell; a question's parts make up its n, a net lies between its largest
part and their sum; means of one decimal leave a tenth a head; nobody is counted in a table who is not in the round;
rows and columns of a crosstab are parts of what its two questions tell; a theme has some of the texts that were read,
and at least one. The *bold* one supposes besides that nobody
edited or withdrew, so that every count only grows: often right, never sure, and much better informed. When the bold
one's suppositions contradict each other they are known to be wrong, and only the careful one is left.

Refused are: a cell under the threshold, whether told as such or only implied by a mean, of which either outsider is
left fewer than six possible values (or than the threshold has); and a batch, the change of a cell from one version to
the next, that the careful one knows better than a single rounded count is known.

What it cannot see: what an outsider knows from elsewhere (the own answer, that of friends or of accounts under one
hand; see docs/disclosure.md for what that is worth); which of the possible values are likely; what follows from why
something was withheld or delayed; statements that only several sums together imply, for bounds are propagated one
statement at a time; people who answered one question, seen across others, unless a crosstab, a net or borrowed options
join them; points of a scale in versions before the newest; other rounds. Who is in no table cannot be told from it.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from flows.consultation import Consultation, Rating
from flows.counting import RESPONDENTS, Cell
from results.audit.bounds import Contradiction
from results.audit.knowledge import Knowledge, Sight, late, moved_in, themes_of
from results.published import Published

VALUES = 6
"""A cell under the threshold keeps at least this many possible values."""

Tallies = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A cell, as it was in the snapshot of that number, that would be known too well."""

    number: int
    table: str
    cell: str


@dataclass(frozen=True, slots=True)
class Audit:
    """A round's releases so far, and the true tallies of the moment. `over` tells when the time is up."""

    consultation: Consultation
    history: Sequence[Published]
    tallies: Tallies
    over: Callable[[], bool]

    def attack(self, candidate: Published, tables: Set[str]) -> list[Narrowed]:
        """What would be known too well of these tables, with all that was released of them, if this came out too.

        Tables that state something about each other have to be given together (`joined`). Raises
        results.audit.bounds.TimeUp.
        """
        documents = [*self.history, candidate]
        moved = moved_in(documents)
        if not moved(candidate) & tables:
            return []
        careful, bold = self._knowledge(), self._knowledge()
        for document in documents:
            careful.see(document, moved(document) & tables)
            bold.see(document, moved(document) & tables)
        careful.system.propagate(self.over)
        bold.suppose_steady()
        try:
            bold.system.propagate(self.over)
        except Contradiction:
            bold = careful
        protected = careful.untold | set(self._implied(careful, candidate.number))
        return [*self._cells(protected, careful, bold), *self._batches(careful, candidate.number)]

    def _knowledge(self) -> Knowledge:
        return Knowledge(self.consultation, most=1 << 31)

    def _implied(self, known: Knowledge, number: int) -> list[Sight]:
        """Small cells of the newest version that are never told, only implied: points of scales."""
        smallest = self.consultation.release.smallest_cell
        return [
            (seen, (table, cell))
            for seen, (table, cell) in known.counts
            if seen == number
            and isinstance(self.consultation.question_by_id.get(table.removeprefix(late(""))), Rating)
            and cell.isdecimal()
            and self.tallies.get(table.removeprefix(late("")), {}).get(cell, 0) < smallest
        ]

    def _cells(self, protected: Set[Sight], *outsiders: Knowledge) -> list[Narrowed]:
        enough = min(VALUES, self.consultation.release.smallest_cell)
        narrowed = []
        for number, cell in sorted(protected):
            for outsider in outsiders:
                within = outsider.system.bounds(outsider.counts[number, cell])
                if min(within.high, self.consultation.release.smallest_cell - 1) - within.low + 1 < enough:
                    narrowed.append(Narrowed(number, *cell))
                    break
        return narrowed

    def _batches(self, careful: Knowledge, newest: int) -> list[Narrowed]:
        enough = self.consultation.release.rounding
        narrowed = []
        before: dict[Cell, int] = {}
        for number, cell in sorted(careful.counts):
            earlier = before.get(cell)
            before[cell] = number
            if number != newest or cell[1] == RESPONDENTS or earlier is None:
                continue
            now, then = (careful.system.bounds(careful.counts[each, cell]) for each in (number, earlier))
            if now.values + then.values - 1 < enough:
                narrowed.append(Narrowed(number, *cell))
        return narrowed


def joined(consultation: Consultation) -> list[frozenset[str]]:
    """Questions with their themes, and crosstabs, in groups that state nothing about each other."""
    groups = [frozenset({question, themes_of(question)}) for question in consultation.question_by_id]
    bonds = [
        *({question.id, question.options_from} for question in consultation.borrowing if question.options_from),
        *({each.name, each.rows, each.columns} for each in consultation.crosstabs),
    ]
    for bond in bonds:
        touched = [group for group in groups if group & bond]
        groups = [group for group in groups if not group & bond]
        groups.append(frozenset(bond).union(*touched))
    return groups
