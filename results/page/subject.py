"""What the page of a round is made of: what everybody may see of it, and nothing else."""

from dataclasses import dataclass

from results.own_words.themes import WordsTable
from results.published import Published
from results.report.reporting import Held
from storage.rounds import Round, State


@dataclass(frozen=True, slots=True)
class Subject:
    """A round at a moment.

    `languages`: those in which it can be told. `shown`: whether its rule lets everybody see results by now; `published`
    and `own_words` are empty as long as it does not. `answer`: where the round can be answered, None when it cannot.
    """

    round: Round
    state: State
    languages: tuple[str, ...]
    held: Held
    shown: bool
    published: Published
    own_words: tuple[WordsTable, ...] = ()
    answer: str | None = None
