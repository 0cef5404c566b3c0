"""What people may see of a round, in one shape: chat text, picture, report, JSON and page all read this.

Ids only: texts come from the consultation when it is shown. A released document is what the database keeps of a
snapshot; the exact view of staff has the same shape, made directly from the tallies.

Figures that nobody may see, or that do not apply, are None; why is in `count` and `withheld` of the line, or in
`awaited` of the document. Everything derived (shares, ranks, intervals, nets, means) is computed from what the
document itself shows, so it tells nothing more.
"""

from datetime import datetime, tzinfo
from typing import Self

from pydantic import BaseModel, ConfigDict


class _Published(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Share(_Published):
    """Percent of a base, with its interval of 95 %: whole percents when released, not rounded when exact.

    `low` and `high` are None where there is no interval: in crosstabs, and of a base of nobody.
    """

    percent: int | float
    low: int | float | None = None
    high: int | float | None = None


class Estimate(_Published):
    """A mean with its interval of 95 %: one decimal when released."""

    value: float
    low: int | float | None = None
    high: int | float | None = None


class Ranks(_Published):
    """The places that an item may have, all items of its list at once; 1 has the most."""

    first: int
    last: int


class OptionLine(_Published):
    """One option. `count` None: under the smallest cell that is told, or `withheld` to protect another cell.

    An exclusive option ("none of these") has no share of mentions and no place.
    """

    option: str
    count: int | None
    withheld: bool = False
    share_of_respondents: Share | None = None
    share_of_mentions: Share | None = None
    ranks: Ranks | None = None


class NetLine(_Published):
    """Respondents who chose any of several options."""

    net: str
    count: int | None
    withheld: bool = False
    share: Share | None = None


class GroupLine(_Published):
    """Answers from `first` to `last` of a scale, both included."""

    first: int
    last: int
    count: int | None
    withheld: bool = False
    share: Share | None = None

    @property
    def points(self) -> str:
        """As people read it: "9–10", or the only point."""
        return f"{self.first}" if self.first == self.last else f"{self.first}–{self.last}"


class QuestionTable(_Published):
    """One question. `version`: how often this table has been released, 0 in the exact view.

    `n`: who answered it. `mentions`: options chosen, exclusive ones and own words left out; None where the question has
    no options. `mean` and `groups` leave "I don't know" out; `dont_know`: how many said that, None under the smallest
    cell or where it is no answer. `groups_n`: the base of the groups, at closing; `late_n`: the same, told where it was
    counted later than the rest of the table. `own_words`: how many wrote some, None under the smallest cell.
    """

    question: str
    version: int
    n: int
    mentions: int | None = None
    options: tuple[OptionLine, ...] = ()
    nets: tuple[NetLine, ...] = ()
    mean: Estimate | None = None
    dont_know: int | None = None
    groups: tuple[GroupLine, ...] = ()
    groups_n: int | None = None
    late_n: int | None = None
    own_words: int | None = None


class ItemLine(_Published):
    """One question in the ranking of its section. `mentions_per_option`: longer lists collect more."""

    question: str
    mentions: int | None = None
    share_of_mentions: Share | None = None
    mentions_per_option: float | None = None
    mean: Estimate | None = None
    ranks: Ranks | None = None


class SectionTable(_Published):
    """What a section ranks, the highest first. `ranking` is "mentions" or "mean".

    `n`: who answered any of its questions; of means None, for each has its own base.
    """

    section: str
    version: int = 0
    ranking: str
    n: int | None = None
    mentions: int | None = None
    items: tuple[ItemLine, ...] = ()


class CrosstabCell(_Published):
    """Where a row and a column meet; `share_of_row` is None with the count."""

    count: int | None
    withheld: bool = False
    share_of_row: Share | None = None


class CrosstabLine(_Published):
    """One row: `rows` are the ids of the row question's lines that it unites, `n` its base.

    `n` None: the base is too small for the row to be shown.
    """

    rows: tuple[str, ...]
    n: int | None
    cells: tuple[CrosstabCell, ...] = ()


class CrosstabTable(_Published):
    """One question's answers by another's: `rows` and `columns` are the questions.

    `across`: what the cells of every line stand for, in their order: ids of options, or points of a scale. `n`: who
    answered both.
    """

    rows: str
    columns: str
    version: int = 0
    n: int
    across: tuple[str, ...]
    lines: tuple[CrosstabLine, ...]

    @property
    def name(self) -> str:
        """As among the tallies."""
        return f"{self.rows}*{self.columns}"


class ThemeLine(_Published):
    """A theme, in the words of staff, and how many texts are under it; None: under the smallest cell that is told."""

    name: str
    count: int | None


class ThemesTable(_Published):
    """What staff found in the own words of a question: told once, after closing, for good.

    `n`: texts that staff have decided about, None under the smallest cell that is told or `withheld`. A text may be
    under several themes. Those that are told come first, the largest first, the others by name.
    """

    question: str
    n: int | None
    withheld: bool = False
    themes: tuple[ThemeLine, ...]


class Awaited(_Published):
    """A table that is not shown: how many it has, rounded down, of how many it needs.

    `at_closing`: it is shown when the round closes, not before.
    """

    table: str
    have: int
    first: int
    at_closing: bool = False

    @property
    def held_back(self) -> bool:
        """Whether enough have answered, and the audit lets it wait all the same."""
        return self.have >= self.first and not self.at_closing


class Published(_Published):
    """Everything shown of a round at one moment. `released` and `number` belong to a snapshot; exact has number 0.

    `n_answered`: at least one section sent; `n_submitted`: all that applied. `n_imported`: came from a file.
    Numbers of responses are rounded as every count is, None before they were first released; `version`: how often
    they have been.
    """

    round: str
    number: int
    released: datetime | None
    exact: bool
    version: int = 0
    n_answered: int | None
    n_submitted: int | None
    n_imported: int
    questions: tuple[QuestionTable, ...] = ()
    sections: tuple[SectionTable, ...] = ()
    crosstabs: tuple[CrosstabTable, ...] = ()
    themes: tuple[ThemesTable, ...] = ()
    awaited: tuple[Awaited, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is no answer to tell of."""
        return not self.n_answered and not any(table.n for table in self.questions)

    @classmethod
    def nothing(cls, code: str) -> Self:
        """As long as nothing of the round has been released."""
        return cls(round=code, number=0, released=None, exact=False, n_answered=None, n_submitted=None, n_imported=0)

    def clocked(self, zone: tzinfo) -> Self:
        """The same, told by the clock of that zone."""
        moment = None if self.released is None else self.released.astimezone(zone)
        return self.model_copy(update={"released": moment})
