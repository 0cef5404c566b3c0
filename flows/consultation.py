"""A consultation as data: its sections, questions and rules, as a city writes them in YAML.

These models hold shape and local rules; what needs the whole questionnaire (references, order, translations) is
checked in `flows.checking`, so that every mistake can be named at once.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, assert_never

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
ConsultationId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
LANGUAGE_CODE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$"
Language = Annotated[str, StringConstraints(pattern=LANGUAGE_CODE)]

ANY_LANGUAGE = "*"
"""The key under which a text stands that was written once, for every language."""

OWN_WORDS_LIMIT = 300
"""Longest own words beside the options of a question, in characters."""


def _by_language(value: object) -> object:
    return {ANY_LANGUAGE: value} if isinstance(value, str) else value


Text = Annotated[
    Mapping[str, Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]],
    BeforeValidator(_by_language, json_schema_input_type=str | dict[str, str]),
    Field(min_length=1),
]
"""One string for all languages, or a map by language."""


def text_in(text: Text, language: str) -> str:
    """The text in `language`, else as written for all, else in the first language that it has."""
    return text.get(language) or text.get(ANY_LANGUAGE) or next(iter(text.values()))


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Pin(StrEnum):
    """Where an option stays while the others are shuffled."""

    FIRST = "first"
    LAST = "last"


class Option(_Part):
    """One answer to tap. An exclusive one ("none of these") stands alone and is never counted against `max`."""

    id: Id = Field(description="its name in conditions, tallies and exports")
    text: Text = Field(description="what is tapped")
    exclusive: bool = Field(default=False, description="stands alone: choosing it gives up all others")
    pinned: Pin | None = Field(default=None, description="where it stays while the others are shuffled")


class Chose(_Part):
    """Holds when any (or none) of the named options was chosen; an unanswered question has chosen none."""

    question: Id = Field(description="an earlier question with options")
    any_of: tuple[Id, ...] = Field(default=(), description="options of which at least one has to be chosen")
    none_of: tuple[Id, ...] = Field(default=(), description="options of which none may be chosen")


class Measured(_Part):
    """Holds when a rating or number was given within the bounds; no answer and "I don't know" are within none."""

    question: Id = Field(description="an earlier rating or number")
    at_least: Decimal | None = Field(default=None, description="smallest value, itself included")
    at_most: Decimal | None = Field(default=None, description="largest value, itself included")


class All(_Part):
    """Holds when every condition does."""

    all: tuple["Condition", ...] = Field(min_length=1, description="conditions that all have to hold")


class AnyOf(_Part):
    """Holds when at least one condition does."""

    any: tuple["Condition", ...] = Field(min_length=1, description="conditions of which one has to hold")


class Not(_Part):
    """Holds when the condition does not."""

    not_: "Condition" = Field(alias="not", description="the condition that must not hold")


Condition = Chose | Measured | All | AnyOf | Not


def referred(condition: Condition) -> frozenset[str]:
    """The questions that the condition looks at."""
    match condition:
        case Chose(question=question) | Measured(question=question):
            return frozenset({question})
        case All(all=conditions) | AnyOf(any=conditions):
            return frozenset().union(*map(referred, conditions))
        case Not(not_=part):
            return referred(part)
        case _:
            assert_never(condition)


class _Question(_Part):
    id: Id = Field(description="its name in conditions, tallies and exports")
    text: Text = Field(description="the question itself")
    hint: Text | None = Field(default=None, description="a line below it")
    required: bool = Field(default=False, description="cannot be skipped")
    when: Condition | None = Field(default=None, description="asked only if this holds; always, when left out")


class _WithOptions(_Question):
    options: tuple[Option, ...] = Field(default=(), description="in the order in which they are shown and exported")
    options_from: Id | None = Field(
        default=None, description="an earlier question: what was chosen there is offered here, before `options`"
    )
    shuffle: bool = Field(default=False, description="another order for each respondent, always the same for one")


class Single(_WithOptions):
    """One option of several."""

    type: Literal["single"] = Field(description="one option of several")
    scale: bool = Field(
        default=False, description="the options lead from one end to the other: never shuffled, in results neither"
    )
    own_words: bool = Field(default=False, description="an answer may be typed instead of, or beside, the options")


class Multiple(_WithOptions):
    """Any number of options between `min` and `max`; own words count for neither, but suffice as an answer."""

    type: Literal["multiple"] = Field(description="several options")
    min: int = Field(default=1, ge=1, description="fewest options")
    max: int | None = Field(default=None, ge=1, description="most options; all, when left out")
    own_words: bool = Field(default=False, description="an answer may be typed instead of, or beside, the options")


class Rating(_Question):
    """A whole number on a scale whose ends are named."""

    type: Literal["rating"] = Field(description="a point on a scale")
    from_: int = Field(default=1, alias="from", ge=0, le=9, description="lowest point")
    to: int = Field(default=10, ge=1, le=10, description="highest point; the scale has at most ten")
    low: Text = Field(description="what the lowest point means")
    high: Text = Field(description="what the highest point means")
    dont_know: bool = Field(default=False, description='offers "I don\'t know", which no mean counts')

    @property
    def scale(self) -> range:
        """The values that can be given, in order."""
        return range(self.from_, self.to + 1)


class OpenText(_Question):
    """An answer in the respondent's own words, at most `max_length` characters long."""

    type: Literal["text"] = Field(description="a typed text")
    max_length: int = Field(default=1000, ge=1, le=3000, description="longest answer, in characters")


class Number(_Question):
    """A typed number, both bounds included, with at most `decimals` digits after the point."""

    type: Literal["number"] = Field(description="a typed number")
    from_: Decimal | None = Field(default=None, alias="from", description="smallest number")
    to: Decimal | None = Field(default=None, description="largest number")
    decimals: int = Field(default=0, ge=0, le=6, description="most digits after the point")


class Ranking(_WithOptions):
    """Options in the respondent's order, at least `min` (all, when left out) and at most `max` of them."""

    type: Literal["ranking"] = Field(description="options in order, the first one first")
    min: int | None = Field(default=None, ge=1, description="fewest options to rank; all, when left out")
    max: int | None = Field(default=None, ge=1, description="most options to rank; all, when left out")


class DateQuestion(_Question):
    """A calendar day, both bounds included."""

    type: Literal["date"] = Field(description="a calendar day")
    earliest: date | Literal["today"] | None = Field(default=None, description="first day that can be given")
    latest: date | Literal["today"] | None = Field(default=None, description="last day that can be given")


Question = Annotated[
    Single | Multiple | Rating | OpenText | Number | Ranking | DateQuestion, Field(discriminator="type")
]
WithOptions = Single | Multiple | Ranking


def leans_on(question: Question) -> frozenset[str]:
    """The questions whose answers decide whether this one is asked, and what it offers."""
    conditions = frozenset[str]() if question.when is None else referred(question.when)
    source = question.options_from if isinstance(question, WithOptions) else None
    return conditions if source is None else conditions | {source}


class SectionRanking(StrEnum):
    """By what the results of a section are ranked."""

    MENTIONS = "mentions"
    MEAN = "mean"


class SectionKind(StrEnum):
    """What a section asks for: opinions are released while the round is open, who answered only when it closed."""

    OPINION = "opinion"
    PROFILE = "profile"


class Section(_Part):
    """Questions that are sent together; a section that was sent counts, even if the rest never comes."""

    id: Id = Field(description="its name in results and drawings")
    title: Text = Field(description="its heading")
    intro: Text | None = Field(default=None, description="what stands before its first question")
    kind: SectionKind = Field(default=SectionKind.OPINION, description="profiles are released at closing only")
    ranking: SectionRanking | None = Field(
        default=None, description="by what its results are ranked; not, when left out"
    )
    questions: tuple[Question, ...] = Field(min_length=1, description="in the order in which they are asked")


class Net(_Part):
    """Respondents who chose at least one of several options of one question, counted once."""

    id: Id = Field(description="its name in results")
    question: Id = Field(description="a question with several options")
    options: tuple[Id, ...] = Field(min_length=2, description="options that are counted together")
    text: Text = Field(description="what they are together")


class Crosstab(_Part):
    """A table of one question's answers by another's; both are answered with at most one option each.

    `groups`: lines of the row question that are one row when the table is released, options or points of a scale;
    what stands in no group is a row by itself.
    """

    rows: Id = Field(description="the question whose answers are rows")
    columns: Id = Field(description="the question whose answers are columns")
    groups: tuple[tuple[str, ...], ...] = Field(default=(), description="rows that are released as one")

    @property
    def name(self) -> str:
        """The name of its table among the tallies."""
        return f"{self.rows}*{self.columns}"


class Privacy(_Part):
    """The privacy notice, part by part. A draft may lack parts; a round refuses to open without one."""

    controller: Text | None = Field(default=None, description="who is responsible, with an address")
    contact: Text | None = Field(default=None, description="whom to write to, such as the data protection officer")
    legal_basis: Text | None = Field(default=None, description="on what basis, such as Art. 6(1)(e) GDPR")
    retention_months: int | None = Field(
        default=None, ge=1, le=120, description="months after closing for which answers are kept"
    )
    key_erased_after_days: int | None = Field(
        default=None, ge=1, le=365, description="days after closing after which answers are anonymous for good"
    )
    minimum_age: int | None = Field(default=None, ge=13, le=21, description="from which age one may answer")
    complaints: Text | None = Field(default=None, description="the authority to complain to")
    on_paper: Text | None = Field(default=None, description="how to answer without Telegram")

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the parts that are left out, in the order of the notice."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is None)


class Results(StrEnum):
    """When the public sees results."""

    LIVE = "live"
    AFTER_ANSWERING = "after-answering"
    WHEN_CLOSED = "when-closed"


class Release(_Part):
    """How results are released: thresholds in respondents, fixed when the round opens."""

    results: Results = Field(default=Results.LIVE, description="when the public sees results")
    first: int = Field(default=50, ge=1, description="respondents with whom a table first appears")
    every: int = Field(default=10, ge=1, description="newcomers with whom it moves")
    smallest_cell: int = Field(default=10, ge=1, description="counts below it are not told")
    rounding: int = Field(default=5, ge=1, description="counts are rounded to multiples of it")


class Consultation(_Part):
    """A whole questionnaire, as written. The first language is the one it falls back to."""

    id: ConsultationId = Field(description="its name, and the code of its round when none is given")
    languages: tuple[Language, ...] = Field(
        min_length=1, description="those of its texts, the first one first; Serbian is `sr`, in Latin letters `sr-Latn`"
    )
    organiser: Text = Field(description="who asks")
    title: Text = Field(description="what it is about")
    intro: Text = Field(description="what stands on the first screen")
    thanks: Text = Field(description="what stands on the last screen")
    privacy: Privacy = Field(default=Privacy(), description="the privacy notice")
    release: Release = Field(default=Release(), description="how results are released")
    crosstabs: tuple[Crosstab, ...] = Field(default=(), description="tables of one question by another")
    sections: tuple[Section, ...] = Field(min_length=1, description="in the order in which they come")
    nets: tuple[Net, ...] = Field(default=(), description="options that are counted together")

    @property
    def questions(self) -> Iterator[Question]:
        """Every question, in the order in which they are asked."""
        return (question for section in self.sections for question in section.questions)

    @cached_property
    def question_by_id(self) -> Mapping[str, Question]:
        """Questions by their ids, in the order in which they are asked."""
        return {question.id: question for question in self.questions}

    @cached_property
    def section_by_id(self) -> Mapping[str, Section]:
        """Sections by their ids, in order."""
        return {section.id: section for section in self.sections}

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """The section of each question, by the question's id."""
        return {question.id: section for section in self.sections for question in section.questions}

    @cached_property
    def grounds(self) -> tuple[Question, ...]:
        """The questions that others look at, for a condition or for their options, in the order they are asked."""
        seen = frozenset().union(*map(leans_on, self.questions))
        return tuple(question for question in self.questions if question.id in seen)

    @cached_property
    def borrowing(self) -> tuple[WithOptions, ...]:
        """The questions that offer what was chosen in another, in the order they are asked."""
        return tuple(
            question
            for question in self.questions
            if isinstance(question, WithOptions) and question.options_from is not None
        )

    def is_scale(self, question: str) -> bool:
        """Whether its options lead from one end to the other."""
        found = self.question_by_id[question]
        return isinstance(found, Single) and found.scale

    def has_places(self, question: str) -> bool:
        """Whether its options are ranked: who answered is no ranking, and a scale has an order of its own."""
        return self.section_of[question].kind is SectionKind.OPINION and not self.is_scale(question)

    def lines(self, question: str) -> tuple[str, ...]:
        """What a question is counted by: ids of its options, or the points of its scale; nothing for other types."""
        match self.question_by_id[question]:
            case Rating() as rating:
                return tuple(map(str, rating.scale))
            case Single() | Multiple() | Ranking():
                return tuple(self.options_of[question])
            case _:
                return ()

    def mentionable(self, question: str) -> int:
        """How many of its options are mentions when they are chosen; an exclusive one says that there is none."""
        return sum(not option.exclusive for option in self.options_of[question].values())

    @cached_property
    def options_of(self) -> Mapping[str, Mapping[str, Option]]:
        """Every option that each question could ever offer, by question and option id.

        `options_from` is followed; its exclusive options are not offered on.
        """
        offered: dict[str, Mapping[str, Option]] = {}
        for question in self.questions:
            if not isinstance(question, WithOptions):
                continue
            source = offered.get(question.options_from or "", {}).values()
            inherited = (option for option in source if not option.exclusive)
            offered[question.id] = {option.id: option for option in (*inherited, *question.options)}
        return offered
