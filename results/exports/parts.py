"""A response as its parts: one for each option chosen, rating, number, place, text or day."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from flows.answers import Answer, Chosen, Dated, Numbered, Ranked, Rated, Said
from flows.consultation import Consultation
from flows.counting import plain
from flows.response import Response


class Kind(StrEnum):
    """What a part is."""

    OPTION = "option"
    OWN_WORDS = "own_words"
    RATING = "rating"
    DONT_KNOW = "dont_know"
    NUMBER = "number"
    PLACE = "place"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an answer; a ranking's part has its option's place as number."""

    question: str
    kind: Kind
    option: str = ""
    number: str = ""
    text: str = ""


def parts(consultation: Consultation, response: Response) -> Iterator[Part]:
    """Everything that counts of the response, in the order of the questionnaire."""
    sent = response.sent
    for question in consultation.questions:
        if question.id in sent:
            yield from _parts(question.id, sent[question.id])


def _parts(question: str, answer: Answer) -> Iterator[Part]:
    match answer:
        case Chosen(options, own_words):
            yield from (Part(question, Kind.OPTION, option=option) for option in options)
            if own_words is not None:
                yield Part(question, Kind.OWN_WORDS, text=own_words)
        case Rated(None):
            yield Part(question, Kind.DONT_KNOW)
        case Rated(value):
            yield Part(question, Kind.RATING, number=str(value))
        case Numbered(value):
            yield Part(question, Kind.NUMBER, number=plain(value))
        case Ranked(options):
            for place, option in enumerate(options, start=1):
                yield Part(question, Kind.PLACE, option=option, number=str(place))
        case Dated(day):
            yield Part(question, Kind.DATE, text=day.isoformat())
        case Said(text):
            yield Part(question, Kind.TEXT, text=text)
        case _:
            assert_never(answer)
