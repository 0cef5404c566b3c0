"""Who looks at which results, and what the pages of /results have in common."""

from dataclasses import dataclass

from bot.markup import utf16_length
from flows.answers import Answers
from flows.consultation import Consultation, text_in
from results.charts.telling import Telling
from results.labels import told_apart
from results.published import Published, QuestionTable, SectionTable, ThemesTable
from results.speech import Speech
from storage.rounds import Round

ROOM = 3500
"""UTF-16 units for figures on one screen."""

LABEL_LENGTH = 60
TITLE_LENGTH = 300
"""Characters of a question above its figures; all of it is on the question's own screen."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks at which figures: `sent` are the answers of this person that count.

    `closed`: the round takes no more answers. `for_staff`: exact figures are those of real people. `page`: where
    everybody can read all of it, None where that is not known.
    """

    words: Speech
    round: Round
    published: Published
    sent: Answers
    closed: bool = False
    for_staff: bool = False
    page: str | None = None

    @property
    def consultation(self) -> Consultation:
        """The consultation of the round."""
        return self.round.consultation

    @property
    def telling(self) -> Telling:
        """The figures in the words of this person's language."""
        return Telling(self.words, self.consultation, self.published, self.words.language)

    def table(self, question: str) -> QuestionTable | None:
        """The question's figures, if there are any yet."""
        return next((each for each in self.published.questions if each.question == question), None)

    def themes(self, question: str) -> ThemesTable | None:
        """What staff found in the question's own words, if that was released."""
        return next((each for each in self.published.themes if each.question == question), None)

    def ranking(self, section: str) -> SectionTable | None:
        """The section's ranking, if there is one yet."""
        return next((each for each in self.published.sections if each.section == section), None)

    def option(self, question: str, option: str) -> str:
        """The option's text."""
        return text_in(self.consultation.options_of[question][option].text, self.words.language)

    def title(self, question: str) -> str:
        """The question, as short as its section allows."""
        section = self.consultation.section_of[question]
        titles = told_apart([text_in(each.text, self.words.language) for each in section.questions])
        return titles[[each.id for each in section.questions].index(question)]


def fitted(blocks: list[str], room: int = ROOM) -> str:
    """As many blocks as there is room for."""
    kept: list[str] = []
    for block in blocks:
        if utf16_length("\n".join([*kept, block])) > room:
            return "\n".join([*kept, "…"])
        kept.append(block)
    return "\n".join(kept)
