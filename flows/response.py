"""What one respondent has said in one round, and where the conversation about it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.answers import Answers
from flows.places import Place, Welcome


@dataclass(frozen=True, slots=True)
class Response:
    """One respondent's response. A section is open while it stands in `draft`, counted while it stands in `closed`.

    A section can stand in both: it was sent, and is being edited; the sent version counts until it is sent again.

    `seed` makes the order of shuffled options stable for this respondent. `returning` is the place to which the
    review page leads back, if it was opened on the way.
    """

    seed: str
    place: Place = field(default_factory=Welcome)
    returning: Place | None = None
    draft: Mapping[str, Answers] = field(default_factory=dict)
    closed: Mapping[str, Answers] = field(default_factory=dict)

    @property
    def answers(self) -> Answers:
        """Every answer as the respondent sees it: a section being edited hides its sent version."""
        return _merged({**self.closed, **self.draft})

    @property
    def sent(self) -> Answers:
        """Every answer that counts."""
        return _merged(self.closed)


def in_section(response: Response, section: str) -> Answers:
    """The answers of one section as the respondent sees them."""
    return response.draft.get(section, response.closed.get(section, {}))


def _merged(sections: Mapping[str, Answers]) -> Answers:
    return {question: answer for answers in sections.values() for question, answer in answers.items()}
