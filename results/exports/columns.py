"""A response as one row: which columns a consultation has, and what stands in them.

A multiple choice has a column an option, 1 for chosen and 0 for answered without it. What was not answered, or not
sent, is empty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from flows.answers import Answer, Chosen, Dated, Numbered, Ranked, Rated, Said
from flows.consultation import (
    Consultation,
    DateQuestion,
    Multiple,
    Number,
    OpenText,
    Question,
    Ranking,
    Rating,
    Section,
    Single,
    text_in,
)
from flows.response import Response
from results.exports.names import Names

RESPONDENT = "respondent"
"""The first column: r001 and so on, in the order of the file, which is drawn by lot."""


class Measure(StrEnum):
    """What stands in a column."""

    SENT = "section sent: 1 or 0"
    CHOSEN = "option chosen: 1 or 0"
    CODE = "option chosen"
    POINT = "rating"
    DONT_KNOW = "don't know: 1 or 0"
    PLACE = "place, 1 is the first"
    NUMBER = "number"
    DAY = "date"
    TEXT = "text"
    OWN_WORDS = "own words"


@dataclass(frozen=True, slots=True)
class Code:
    """A value that a column can have: counted from 1 in the order of the consultation, or a point of a scale."""

    value: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `text`: the question; `option`: id and text of the option that a column stands for, or empty.

    `codes`: what its numbers mean, as far as they have names.
    """

    name: str
    section: str
    question: str
    measure: Measure
    text: str
    option: str = ""
    option_text: str = ""
    codes: tuple[Code, ...] = ()

    @property
    def label(self) -> str:
        """What the column holds, in words."""
        return f"{self.text}: {self.option_text}" if self.option_text else self.text


Cell = int | Decimal | date | str | None


def columns_of(consultation: Consultation, language: str) -> tuple[Column, ...]:
    """The columns after the respondent's, in the order of the questionnaire, each with a name of its own."""
    names = Names(taken=[RESPONDENT])
    return tuple(
        replace(column, name=names.given(column.name))
        for section in consultation.sections
        for column in _of_section(consultation, section, language)
    )


def cells_of(columns: Sequence[Column], response: Response) -> list[Cell]:
    """The response's cells, one a column."""
    sent = response.sent
    return [
        int(column.section in response.closed)
        if column.measure is Measure.SENT
        else _cell(column, sent.get(column.question))
        for column in columns
    ]


def _of_section(consultation: Consultation, section: Section, language: str) -> Iterator[Column]:
    yield Column(f"sent__{section.id}", section.id, "", Measure.SENT, text_in(section.title, language))
    for question in section.questions:
        yield from _of_question(consultation, section.id, question, language)


def _of_question(consultation: Consultation, section: str, question: Question, language: str) -> Iterator[Column]:
    whole = Column(question.id, section, question.id, Measure.TEXT, text_in(question.text, language))
    match question:
        case Single():
            options = consultation.options_of[question.id].values()
            codes = (Code(n, each.id, text_in(each.text, language)) for n, each in enumerate(options, start=1))
            yield replace(whole, measure=Measure.CODE, codes=tuple(codes))
        case Multiple() | Ranking():
            measure = Measure.PLACE if isinstance(question, Ranking) else Measure.CHOSEN
            for option in consultation.options_of[question.id].values():
                yield replace(
                    whole,
                    name=f"{question.id}__{option.id}",
                    measure=measure,
                    option=option.id,
                    option_text=text_in(option.text, language),
                )
        case Rating():
            ends = ((question.from_, question.low), (question.to, question.high))
            codes = (Code(point, "", f"{point} = {text_in(text, language)}") for point, text in ends)
            yield replace(whole, measure=Measure.POINT, codes=tuple(codes))
            if question.dont_know:
                yield replace(whole, name=f"{question.id}__dont_know", measure=Measure.DONT_KNOW)
        case Number():
            yield replace(whole, measure=Measure.NUMBER)
        case DateQuestion():
            yield replace(whole, measure=Measure.DAY)
        case OpenText():
            yield whole
        case _:
            assert_never(question)
    if isinstance(question, Single | Multiple) and question.own_words:
        yield replace(whole, name=f"{question.id}__own_words", measure=Measure.OWN_WORDS)


def _cell(column: Column, answer: Answer | None) -> Cell:
    match answer:
        case None:
            return None
        case Chosen(options, own_words):
            return _choice(column, options, own_words)
        case Rated(value):
            return int(value is None) if column.measure is Measure.DONT_KNOW else value
        case Ranked(options):
            return options.index(column.option) + 1 if column.option in options else None
        case Numbered(value):
            return value
        case Dated(day):
            return day
        case Said(text):
            return text
        case _:
            assert_never(answer)


def _choice(column: Column, options: Sequence[str], own_words: str | None) -> Cell:
    if column.measure is Measure.OWN_WORDS:
        return own_words
    if column.measure is Measure.CHOSEN:
        return int(column.option in options)
    return next((code.value for code in column.codes if code.id in options), None)
