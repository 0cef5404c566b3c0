"""The results of a round as others read them: the JSON shape of `glas results`.

A figure that does not apply, or that nobody has given an answer for, is None, and its key is left out of the JSON.
Shares are in percent, not rounded.
"""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True)


class OptionFigures(_Figures):
    """One option. In a ranking it counts when it was given any place."""

    id: str
    text: str
    count: int
    share_of_mentions: float | None
    share_of_respondents: float | None


class NetFigures(_Figures):
    """Respondents who chose any of several options."""

    id: str
    text: str
    count: int
    share_of_respondents: float | None


class QuestionFigures(_Figures):
    """One question, with the keys that its type has.

    `respondents`: who answered it, "I don't know" and own words alone included. `mentions`: options chosen; neither
    own words nor an exclusive option ("none of these") mention anything. `mean` and `median` leave "I don't know" out.
    `counts`: of each point of a scale and of "dont_know"; of each day; in a ranking, of each "option@place".
    """

    id: str
    section: str
    type: str
    text: str
    respondents: int
    mentions: int | None = None
    options: tuple[OptionFigures, ...] | None = None
    mean: float | None = None
    median: float | None = None
    counts: Mapping[str, int] | None = None
    nets: tuple[NetFigures, ...] | None = None


class ItemFigures(_Figures):
    """One line of a section's ranking: a question with its mentions, or with its mean.

    How a question's options rank among themselves stands in the question.
    """

    question: str
    text: str
    count: int | None = None
    mean: float | None = None
    share: float | None = Field(default=None, description="of the section's mentions")
    mentions_per_option: float | None = Field(default=None, description="longer lists collect more")


class SectionFigures(_Figures):
    """What a section ranks, the highest first; equal ones in the order of the questionnaire."""

    id: str
    ranking: str
    mentions: int | None
    respondents: int | None = Field(exclude=True, description="who answered any of its questions; not in the JSON")
    items: tuple[ItemFigures, ...]


class CellFigures(_Figures):
    """Where a row and a column of a crosstab meet."""

    row: str
    column: str
    count: int
    share_of_row: float | None


class CrosstabFigures(_Figures):
    """One question's answers by another's: of those who answered both, every row with every column."""

    rows: str
    columns: str
    cells: tuple[CellFigures, ...]


class RoundFigures(_Figures):
    """All results of a round.

    `n_answered`: responses with at least one section sent; `n_submitted`: with all that applied to them.
    `n_imported`: responses that came from a file; they are among the others.
    """

    round: str
    consultation: str
    n_started: int
    n_answered: int
    n_submitted: int
    n_imported: int
    questions: tuple[QuestionFigures, ...]
    sections: tuple[SectionFigures, ...]
    crosstabs: tuple[CrosstabFigures, ...]

    @property
    def json_text(self) -> str:
        """The JSON document, indented."""
        return self.model_dump_json(exclude_none=True, indent=2)
