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
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$")]

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

    id: Id
    text: Text
    exclusive: bool = False
    pinned: Pin | None = None


class Chose(_Part):
    """Holds when any (or none) of the named options was chosen; an unanswered question has chosen none."""

    question: Id
    any_of: tuple[Id, ...] = ()
    none_of: tuple[Id, ...] = ()


class Measured(_Part):
    """Holds when a rating or number was given within the bounds; no answer and "I don't know" are within none."""

    question: Id
    at_least: Decimal | None = None
    at_most: Decimal | None = None


class All(_Part):
    """Holds when every condition does."""

    all: tuple["Condition", ...] = Field(min_length=1)


class AnyOf(_Part):
    """Holds when at least one condition does."""

    any: tuple["Condition", ...] = Field(min_length=1)


class Not(_Part):
    """Holds when the condition does not."""

    not_: "Condition" = Field(alias="not")


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
    id: Id
    text: Text
    hint: Text | None = None
    required: bool = False
    when: Condition | None = None


class _WithOptions(_Question):
    options: tuple[Option, ...] = ()
    options_from: Id | None = None
    shuffle: bool = False


class Single(_WithOptions):
    """One option of several."""

    type: Literal["single"]
    own_words: bool = False


class Multiple(_WithOptions):
    """Any number of options between `min` and `max`; own words count for neither, but suffice as an answer."""

    type: Literal["multiple"]
    min: int = Field(default=1, ge=1)
    max: int | None = Field(default=None, ge=1)
    own_words: bool = False


class Rating(_Question):
    """A whole number on a scale whose ends are named."""

    type: Literal["rating"]
    from_: int = Field(default=1, alias="from", ge=0, le=9)
    to: int = Field(default=10, ge=1, le=10)
    low: Text
    high: Text
    dont_know: bool = False

    @property
    def scale(self) -> range:
        """The values that can be given, in order."""
        return range(self.from_, self.to + 1)


class OpenText(_Question):
    """An answer in the respondent's own words, at most `max_length` characters long."""

    type: Literal["text"]
    max_length: int = Field(default=1000, ge=1, le=3000)


class Number(_Question):
    """A typed number, both bounds included, with at most `decimals` digits after the point."""

    type: Literal["number"]
    from_: Decimal | None = Field(default=None, alias="from")
    to: Decimal | None = None
    decimals: int = Field(default=0, ge=0, le=6)


class Ranking(_WithOptions):
    """Options in the respondent's order, at least `min` (all, when left out) and at most `max` of them."""

    type: Literal["ranking"]
    min: int | None = Field(default=None, ge=1)
    max: int | None = Field(default=None, ge=1)


class DateQuestion(_Question):
    """A calendar day, both bounds included."""

    type: Literal["date"]
    earliest: date | Literal["today"] | None = None
    latest: date | Literal["today"] | None = None


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

    id: Id
    title: Text
    intro: Text | None = None
    kind: SectionKind = SectionKind.OPINION
    ranking: SectionRanking | None = None
    questions: tuple[Question, ...] = Field(min_length=1)


class Net(_Part):
    """Respondents who chose at least one of several options of one question, counted once."""

    id: Id
    question: Id
    options: tuple[Id, ...] = Field(min_length=2)
    text: Text


class Crosstab(_Part):
    """A table of one question's answers by another's; both are answered with at most one option each.

    `groups`: lines of the row question that are one row when the table is released, options or points of a scale;
    what stands in no group is a row by itself.
    """

    rows: Id
    columns: Id
    groups: tuple[tuple[str, ...], ...] = ()

    @property
    def name(self) -> str:
        """The name of its table among the tallies."""
        return f"{self.rows}*{self.columns}"


class Privacy(_Part):
    """The privacy notice, part by part. A draft may lack parts; a round refuses to open without one."""

    controller: Text | None = None
    contact: Text | None = None
    legal_basis: Text | None = None
    retention_months: int | None = Field(default=None, ge=1, le=120)
    key_erased_after_days: int | None = Field(default=None, ge=1, le=365)
    minimum_age: int | None = Field(default=None, ge=13, le=21)
    complaints: Text | None = None
    on_paper: Text | None = None

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

    results: Results = Results.LIVE
    first: int = Field(default=50, ge=1)
    every: int = Field(default=10, ge=1)
    smallest_cell: int = Field(default=10, ge=1)
    rounding: int = Field(default=5, ge=1)


class Consultation(_Part):
    """A whole questionnaire, as written. The first language is the one it falls back to."""

    id: ConsultationId
    languages: tuple[Language, ...] = Field(min_length=1)
    organiser: Text
    title: Text
    intro: Text
    thanks: Text
    privacy: Privacy = Privacy()
    release: Release = Release()
    crosstabs: tuple[Crosstab, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)
    nets: tuple[Net, ...] = ()

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

    def lines(self, question: str) -> tuple[str, ...]:
        """What a question is counted by: ids of its options, or the points of its scale; nothing for other types."""
        match self.question_by_id[question]:
            case Rating() as rating:
                return tuple(map(str, rating.scale))
            case Single() | Multiple() | Ranking():
                return tuple(self.options_of[question])
            case _:
                return ()

    @cached_property
    def options_of(self) -> Mapping[str, Mapping[str, Option]]:
        """Every option that each question could ever offer, by question and option id.

        `options_from` is followed; its exclusive options are not offered on.
        """
        offered: dict[str, Mapping[str, Option]] = {}
        for question in self.questions:
            if not isinstance(question, Single | Multiple | Ranking):
                continue
            source = offered.get(question.options_from or "", {}).values()
            inherited = (option for option in source if not option.exclusive)
            offered[question.id] = {option.id: option for option in (*inherited, *question.options)}
        return offered
