"""What was released, as statements about the counts behind it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from flows.consultation import Consultation, Crosstab, Multiple, Option, Question, Ranking, Rating, Single, WithOptions
from flows.counting import NO_POINT, OWN_WORDS, RESPONDENTS, Cell, crossing, net_table
from results.audit.bounds import System, Unknown
from results.published import CrosstabLine, CrosstabTable, Published, QuestionTable, ThemesTable
from results.rounding import Interval, behind

ROW_BASE = 20
"""A row of a crosstab is shown from this many respondents on."""

MEAN_FROM = 50
"""A mean is told from this many ratings on."""

Sight = tuple[int, Cell]
"""A cell as it was in the snapshot of that number."""


@dataclass(slots=True)
class Knowledge:
    """The unknown counts of a few tables, and everything that the released documents state about them."""

    consultation: Consultation
    most: int
    """More people than ever answered."""
    system: System = field(default_factory=System)
    counts: dict[Sight, Unknown] = field(default_factory=dict)
    untold: set[Sight] = field(default_factory=set)
    """Cells that were shown as being under the smallest one that is told."""
    versions: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """By table, the numbers of the snapshots in which it appeared or moved."""
    round_version: int = 0
    late: list[tuple[Sight, Sight]] = field(default_factory=list)
    """Cells of a version, and the same as counted at closing, when fewer came in between than move a table."""
    rated: dict[tuple[int, str], Unknown] = field(default_factory=dict)
    """By snapshot and question, who gave a point of the scale."""
    late_bases: list[tuple[Unknown, Unknown]] = field(default_factory=list)
    """Of the same tables as `late`: who rated in the version, and at closing."""
    read: list[tuple[Sight, Sight]] = field(default_factory=list)
    """How many texts staff read after closing, and how many had been written in the version before."""

    def see(self, document: Published, tables: Iterable[str]) -> None:
        """Take in these tables, those that moved with the document."""
        wanted = set(tables)
        # Counted at the same moment only when the round's numbers moved too.
        counted_too = document.n_answered is not None and document.version != self.round_version
        of_round = self._n(document.n_answered or 0) if counted_too else None
        self.round_version = document.version
        for question in document.questions:
            if question.question in wanted:
                self._question(document.number, question, of_round)
        for crosstab in document.crosstabs:
            if crosstab.name in wanted:
                self._crosstab(document.number, crosstab)
        for themes in document.themes:
            if themes_of(themes.question) in wanted:
                self._themes(document.number, themes)

    def suppose_steady(self) -> None:
        """Add that nobody edited or withdrew: counts only grow, and none by more people than came."""
        cells = defaultdict[tuple[int, str], list[str]](list)
        for number, (table, cell) in self.counts:
            cells[number, table].append(cell)
        for table, numbers in self.versions.items():
            for earlier, later in pairwise(numbers):
                came = ((1, self.counts[later, (table, RESPONDENTS)]), (-1, self.counts[earlier, (table, RESPONDENTS)]))
                self.system.state(came, low=self.consultation.release.every)
                for cell in cells[earlier, table]:
                    after = self.counts.get((later, (table, cell)))
                    if after is None:  # groups of ratings, told by a closing before a reopening
                        continue
                    grown = ((1, after), (-1, self.counts[earlier, (table, cell)]))
                    self.system.state(grown, low=0)
                    self.system.state((*came, *((-factor, unknown) for factor, unknown in grown)), low=0)
        for before, at_closing in self.late:
            few = self.consultation.release.every - 1
            self.system.state(((1, self.counts[at_closing]), (-1, self.counts[before])), low=0, high=few)
            self._reopened(before, at_closing)
        for base, base_at_closing in self.late_bases:
            few = self.consultation.release.every - 1
            self.system.state(((1, base_at_closing), (-1, base)), low=0, high=few)
        for read, written in self.read:
            few = self.consultation.release.every - 1
            self.system.state(((1, self.counts[read]), (-1, self.counts[written])), high=few)

    def _reopened(self, before: Sight, at_closing: Sight) -> None:
        """After a reopening the table may have moved on: from what was told at the first closing it only grew."""
        table, cell = before[1]
        later = next((number for number in self.versions[table] if number > at_closing[0]), None)
        if later is not None:
            self.system.state(((1, self.counts[later, (table, cell)]), (-1, self.counts[at_closing])), low=0)

    def _question(self, number: int, table: QuestionTable, of_round: Interval | None) -> None:
        question = self.consultation.question_by_id[table.question]
        earlier = self.versions[table.question]
        if isinstance(question, Rating) and len(earlier) == table.version:
            self._late_groups(number, question, table)
            return
        earlier.append(number)
        n = self._new(number, (table.question, RESPONDENTS), self._n(table.n))
        if of_round is not None:
            self.system.state(((1, n),), high=of_round.high)
        if table.version == 1:
            self.system.state(((1, n),), low=self.consultation.release.first)
        match question:
            case Single() | Multiple() | Ranking():
                self._options(number, question, table, n)
            case Rating():
                self._points(number, question, table, n)
            case _:
                pass

    def _options(self, number: int, question: WithOptions, table: QuestionTable, n: Unknown) -> None:
        name = table.question
        chosen = {
            line.option: self._told(number, (name, line.option), line.count, withheld=line.withheld)
            for line in table.options
        }
        own = None
        if not isinstance(question, Ranking) and question.own_words:
            own = self._told(number, (name, OWN_WORDS), table.own_words, withheld=False)
        for count in (*chosen.values(), *(() if own is None else (own,))):
            self.system.at_most(count, n)
        offered = self.consultation.options_of[name]
        every = [(1, count) for count in chosen.values()]
        if not isinstance(question, Ranking):
            # Whoever answered chose something, or wrote.
            self.system.state((*every, *(() if own is None else ((1, own),)), (-1, n)), low=0)
        if table.mentions is not None:
            mentioned = [(1, count) for option, count in chosen.items() if not offered[option].exclusive]
            within = behind(table.mentions, self.consultation.release.rounding)
            self.system.state(mentioned, low=within.low, high=within.high)
        self._limits(question, offered, chosen, n)
        self._borrowed(number, question, chosen)
        for line in table.nets:
            net = next(each for each in self.consultation.nets if each.id == line.net)
            count = self._told(number, (name, net_table(line.net)), line.count, withheld=line.withheld)
            parts = [(1, chosen[option]) for option in net.options]
            for _, part in parts:
                self.system.at_most(part, count)
            self.system.at_most(count, n)
            exact = 0 if isinstance(question, Single) else None
            self.system.state((*parts, (-1, count)), low=0, high=exact)

    def _limits(
        self,
        question: WithOptions,
        offered: Mapping[str, Option],
        chosen: Mapping[str, Unknown],
        n: Unknown,
    ) -> None:
        alone = [chosen[option] for option in chosen if offered[option].exclusive]
        others = [chosen[option] for option in chosen if not offered[option].exclusive]
        for one in others:
            self.system.state(((1, one), *((1, each) for each in alone), (-1, n)), high=0)
        match question:
            case Single():
                limit = 1
            case Multiple(max=int(most)):
                limit = most
            case Ranking(max=most, min=least):
                limit = most or len(offered)
                if least is None:
                    for one in others:
                        self.system.at_most(n, one)
            case _:
                return
        every = (*((1, each) for each in others), *((limit, each) for each in alone), (-limit, n))
        self.system.state(every, high=0)

    def _borrowed(self, number: int, question: Question, chosen: Mapping[str, Unknown]) -> None:
        """Options that were chosen in another question: at that moment, no more people can have taken one up."""
        source = getattr(question, "options_from", None)
        for option, count in chosen.items():
            lent = self.counts.get((number, (source or "", option)))
            if lent is not None:
                self.system.at_most(count, lent)

    def _points(self, number: int, question: Rating, table: QuestionTable, n: Unknown) -> None:
        name = table.question
        counts = {point: self._new(number, (name, str(point)), Interval(0, self.most)) for point in question.scale}
        base = self.rated[number, name] = self._sum(counts.values(), Interval(0, self.most))
        if question.dont_know:
            unsure = self._told(number, (name, NO_POINT), table.dont_know, withheld=False)
            self.system.state(((1, base), (1, unsure), (-1, n)), low=0, high=0)
        else:
            self.system.state(((1, base), (-1, n)), low=0, high=0)
        if table.mean is None:
            self.system.state(((1, base),), high=MEAN_FROM - 1)
        else:
            self.system.state(((1, base),), low=MEAN_FROM)
            self._mean(table.mean.value, counts, base)
        self._groups(number, table, counts, base)

    def _late_groups(self, number: int, question: Rating, table: QuestionTable) -> None:
        """The groups were counted at closing, the rest of the table is of an earlier snapshot."""
        name, before = late(table.question), self.versions[table.question][-1]
        counts = {point: self._new(number, (name, str(point)), Interval(0, self.most)) for point in question.scale}
        for point in counts:
            self.late.append(((before, (table.question, str(point))), (number, (name, str(point)))))
        within = Interval(0, self.most) if table.late_n is None else self._n(table.late_n)
        base = self._sum(counts.values(), within)
        self.late_bases.append((self.rated[before, table.question], base))
        self._groups(number, table.model_copy(update={"question": name}), counts, base)

    def _groups(self, number: int, table: QuestionTable, counts: Mapping[int, Unknown], base: Unknown) -> None:
        """A distribution, and the base that its groups make up."""
        groups = []
        for line in table.groups:
            group = (table.question, f"{line.first}-{line.last}")
            count = self._told(number, group, line.count, withheld=line.withheld)
            parts = ((1, counts[point]) for point in range(line.first, line.last + 1))
            self.system.state((*parts, (-1, count)), low=0, high=0)
            groups.append((1, count))
        if groups:
            self.system.state((*groups, (-1, base)), low=0, high=0)

    def _sum(self, parts: Iterable[Unknown], within: Interval) -> Unknown:
        total = self.system.unknown(within)
        self.system.state((*((1, part) for part in parts), (-1, total)), low=0, high=0)
        return total

    def _mean(self, value: float, counts: Mapping[int, Unknown], base: Unknown) -> None:
        """The sum of distances to either end of the scale, which the mean of one decimal leaves a tenth a head."""
        twentieths = round(value * 20)
        for end in (min(counts), max(counts)):
            away = abs(20 * end - twentieths)
            total = [(20 * abs(end - point), count) for point, count in counts.items()]
            self.system.state((*total, (-(away + 1), base)), high=0)
            self.system.state((*total, (-(away - 1), base)), low=0)

    def _crosstab(self, number: int, table: CrosstabTable) -> None:
        declared = next(each for each in self.consultation.crosstabs if each.name == table.name)
        self.versions[table.name].append(number)
        n = self._new(number, (table.name, RESPONDENTS), self._n(table.n))
        bases = [self._row(number, declared, table, line) for line in table.lines]
        self.system.state((*((1, base) for base in bases), (-1, n)), low=0, high=0)
        for column in table.across:
            whole = self.counts.get((number, (declared.columns, column)))
            if whole is not None:
                parts = [self.counts[number, (table.name, crosstab_cell(line, column))] for line in table.lines]
                self.system.state((*((1, part) for part in parts), (-1, whole)), high=0)

    def _themes(self, number: int, table: ThemesTable) -> None:
        """Texts under a theme are some of those read, and at least one."""
        name, earlier = themes_of(table.question), self.versions[table.question]
        self.versions[name].append(number)
        read = self._told(number, (name, RESPONDENTS), table.n, withheld=table.withheld)
        for line in table.themes:
            count = self._told(number, (name, theme_cell(line.name)), line.count, withheld=False)
            self.system.state(((1, count),), low=1)
            self.system.at_most(count, read)
        if earlier:
            written = (earlier[-1], (table.question, OWN_WORDS))
            base = written if written in self.counts else (earlier[-1], (table.question, RESPONDENTS))
            self.read.append(((number, (name, RESPONDENTS)), base))

    def _row(self, number: int, declared: Crosstab, table: CrosstabTable, line: CrosstabLine) -> Unknown:
        rounding = self.consultation.release.rounding
        hidden = Interval(0, ROW_BASE - 1)
        base = self.system.unknown(hidden if line.n is None else behind(line.n, rounding, ROW_BASE))
        parts = []
        for place, column in enumerate(table.across):
            sight = (table.name, crosstab_cell(line, column))
            if line.n is None:
                parts.append(self._new(number, sight, hidden))
            else:
                cell = line.cells[place]
                parts.append(self._told(number, sight, cell.count, withheld=cell.withheld))
        self.system.state((*((1, part) for part in parts), (-1, base)), low=0, high=0)
        wholes = [self.counts.get((number, (declared.rows, row))) for row in line.rows]
        found = [whole for whole in wholes if whole is not None]
        if len(found) == len(wholes):
            self.system.state(((1, base), *((-1, whole) for whole in found)), high=0)
        return base

    def _told(self, number: int, cell: Cell, count: int | None, *, withheld: bool) -> Unknown:
        policy = self.consultation.release
        if count is not None:
            return self._new(number, cell, behind(count, policy.rounding, policy.smallest_cell))
        if withheld:  # the rules withhold no smaller one, and they are known
            return self._new(number, cell, Interval(policy.smallest_cell, self.most))
        self.untold.add((number, cell))
        return self._new(number, cell, Interval(0, policy.smallest_cell - 1))

    def _new(self, number: int, cell: Cell, within: Interval) -> Unknown:
        self.counts[number, cell] = self.system.unknown(within)
        return self.counts[number, cell]

    def _n(self, n: int) -> Interval:
        return behind(n, self.consultation.release.rounding)


def late(question: str) -> str:
    """What the groups of a question are called when they were counted later than the rest of its table."""
    return f"late:{question}"


def themes_of(question: str) -> str:
    """What the table of a question's themes is called."""
    return f"themes:{question}"


def theme_cell(name: str) -> str:
    """What a theme's cell is called: staff may name a theme as one of our own cells is named."""
    return f"theme:{name}"


def crosstab_cell(line: CrosstabLine, column: str) -> str:
    """Where the row, which may unite several lines, meets the column."""
    return crossing("+".join(line.rows), column)


def moved_in(history: Sequence[Published]) -> Callable[[Published], set[str]]:
    """Which tables each document of the history brought or moved: its version is no earlier document's."""
    seen: set[tuple[str, int, bool]] = set()
    moved: dict[int, set[str]] = {}
    for document in history:
        found = {
            *((each.question, each.version, bool(each.groups)) for each in document.questions),
            *((each.name, each.version, False) for each in document.crosstabs),
            *((themes_of(each.question), 1, False) for each in document.themes),
        }
        moved[document.number] = {table for table, *_ in found - seen}
        seen |= found
    return lambda document: moved[document.number]
