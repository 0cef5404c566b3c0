"""Published figures in the words and numbers of one language."""

from dataclasses import dataclass
from functools import cached_property

from flows.consultation import Consultation, Option, Rating, Text, text_in
from results.labels import shortened
from results.published import Estimate, OptionLine, Published, QuestionTable, Ranks, SectionTable, Share
from results.speech import Speech

LABEL_LIMIT = 160
"""Longest label beside a bar, in characters."""

TITLE_LIMIT = 200
"""Longest title of a page, in characters."""


@dataclass(frozen=True)
class Telling:
    """What was published of a consultation, in a language. Exact figures have a decimal more."""

    words: Speech
    consultation: Consultation
    published: Published
    language: str
    """Of the consultation's texts; `words` may have to speak another one, where the program does not know it."""

    @cached_property
    def tables(self) -> dict[str, QuestionTable]:
        """The questions that are shown, by id."""
        return {table.question: table for table in self.published.questions}

    @cached_property
    def rankings(self) -> dict[str, SectionTable]:
        """The sections whose ranking is shown, by id."""
        return {table.section: table for table in self.published.sections}

    def whole(self, text: Text) -> str:
        """The text in this language, however long it is."""
        return text_in(text, self.language)

    def text(self, text: Text) -> str:
        """The text in this language, short enough for a title."""
        return shortened(self.whole(text), TITLE_LIMIT)

    def question(self, question: str) -> str:
        """The text of the question."""
        return self.text(self.consultation.question_by_id[question].text)

    def option(self, question: str, option: str) -> str:
        """The text of the option, or of the point of a scale; short enough for a label."""
        found = self.found(question, option)
        return option if found is None else shortened(self.whole(found.text), LABEL_LIMIT)

    def found(self, question: str, option: str) -> Option | None:
        """The option; None for a point of a scale."""
        return self.consultation.options_of.get(question, {}).get(option)

    def scale(self, question: str) -> Rating | None:
        """The question, when it is a rating."""
        found = self.consultation.question_by_id[question]
        return found if isinstance(found, Rating) else None

    def percent(self, share: Share | None) -> str:
        """The percentage; a dash for a share of nobody."""
        if share is None:
            return "–"
        return self.words.percent(share.percent / 100, digits=self._digits(0))

    def percents(self, share: Share | None) -> str:
        """The interval of a share; empty without one."""
        if share is None or share.low is None or share.high is None:
            return ""
        return self._range(share.low, share.high, self._digits(0))

    def mean(self, mean: Estimate) -> str:
        """The mean, rounded as it is told."""
        return self.words.number(mean.value, digits=self._digits(1))

    def means(self, mean: Estimate) -> str:
        """The interval of a mean; empty without one."""
        if mean.low is None or mean.high is None:
            return ""
        return self._range(mean.low, mean.high, self._digits(1))

    def count(self, line: OptionLine) -> str:
        """Why a line has no figure, or the share of respondents that it has."""
        if line.count is not None:
            return self.percent(line.share_of_respondents)
        if line.withheld:
            return self.words.say("not told")
        return self.small

    def unsure(self, table: QuestionTable) -> str:
        """How many of those who answered said "I don't know"; empty where that is no answer."""
        scale = self.scale(table.question)
        if scale is None or not scale.dont_know:
            return ""
        count = self.small if table.dont_know is None else self.words.number(table.dont_know)
        return self.words.say("“I don't know”: {count}", count=count)

    @property
    def small(self) -> str:
        """What is said instead of a count that is too small to be told."""
        return self.words.say("under {n}", n=self.words.number(self.consultation.release.smallest_cell))

    def places(self, ranks: Ranks | None) -> str:
        """The place or places; empty without."""
        if ranks is None:
            return ""
        first, last = self.words.number(ranks.first), self.words.number(ranks.last)
        return first if first == last else f"{first}–{last}"

    def _digits(self, released: int) -> int:
        return released + 1 if self.published.exact else released

    def _range(self, low: float, high: float, digits: int) -> str:
        return f"{self.words.number(low, digits=digits)}–{self.words.number(high, digits=digits)}"
