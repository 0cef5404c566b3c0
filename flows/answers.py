"""Answers, and how they are written as JSON: the same in drafts, in `glas replay` and in exports.

errors:
    AnswerError(ValueError)   a value that the question's type cannot mean; the conversation never makes one
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import assert_never

from flows.consultation import DateQuestion, Multiple, Number, OpenText, Question, Ranking, Rating, Single

Json = str | int | float | list[str] | dict[str, object]

DONT_KNOW = "dont_know"


class AnswerError(ValueError):
    """A value that no answer to this question can have; its message says what was expected."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Options, in the order of the structure, and own words beside them. At least one of the two is there."""

    options: tuple[str, ...] = ()
    own_words: str | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    """A point on the scale; None is "I don't know"."""

    value: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """An open answer, as typed, without outer white space."""

    text: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number, exact."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Ranked:
    """Options, first place first."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A calendar day."""

    day: date


Answer = Chosen | Rated | Said | Numbered | Ranked | Dated
Answers = Mapping[str, Answer]
"""Answers by question id."""


def encode(question: Question, answer: Answer) -> Json:
    """The answer as JSON; `decode` reads it back to an equal answer."""
    match answer:
        case Chosen(options, None) if isinstance(question, Single):
            return options[0]
        case Chosen(options, None):
            return list(options)
        case Chosen(options, own_words):
            chosen = options[0] if isinstance(question, Single) and options else list(options)
            return {"chosen": chosen, "own_words": own_words}
        case Rated(value):
            return DONT_KNOW if value is None else value
        case Said(text):
            return text
        case Numbered(value):
            return int(value) if value == value.to_integral_value() else float(value)
        case Ranked(options):
            return list(options)
        case Dated(day):
            return day.isoformat()
        case _:
            assert_never(answer)


def decode(question: Question, value: object) -> Answer:
    """The answer that `value` means to this question's type; whether it is allowed is the conversation's to say."""
    match question:
        case Single() | Multiple():
            return _chosen(question, value)
        case Rating():
            return Rated(_point(value))
        case OpenText():
            return Said(_string(value, "a text"))
        case Number():
            return Numbered(_number(value))
        case Ranking():
            return Ranked(_ids(value, "a list of option ids, first place first"))
        case DateQuestion():
            return Dated(_day(value))
        case _:
            assert_never(question)


def _chosen(question: Single | Multiple, value: object) -> Chosen:
    expected = "an option id" if isinstance(question, Single) else "a list of option ids"
    if not isinstance(value, dict):
        return Chosen(_options(question, value, expected))
    if unknown := set(value) - {"chosen", "own_words"}:
        raise AnswerError(f"expected only `chosen` and `own_words`, found {', '.join(sorted(map(str, unknown)))}")
    own_words = value.get("own_words")
    return Chosen(
        _options(question, value.get("chosen", []), expected),
        None if own_words is None else _string(own_words, "a text as `own_words`"),
    )


def _options(question: Single | Multiple, value: object, expected: str) -> tuple[str, ...]:
    if isinstance(question, Single):
        if isinstance(value, str):
            return (value,)
        options = _ids(value, expected)
        if len(options) > 1:
            raise AnswerError(f"expected {expected}, found {len(options)} of them")
        return options
    return _ids(value, expected)


def _ids(value: object, expected: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise AnswerError(f"expected {expected}, found {value!r}")
    return tuple(_string(item, expected) for item in value)


def _string(value: object, expected: str) -> str:
    if not isinstance(value, str):
        raise AnswerError(f"expected {expected}, found {value!r}")
    return value


def _point(value: object) -> int | None:
    if value == DONT_KNOW:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise AnswerError(f"expected a whole number or {DONT_KNOW!r}, found {value!r}")
    return value


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise AnswerError(f"expected a number, found {value!r}")
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:  # pragma: no cover - str() of an int or float is always a Decimal
        raise AnswerError(f"expected a number, found {value!r}") from error
    if not number.is_finite():
        raise AnswerError(f"expected a finite number, found {value!r}")
    return number


def _day(value: object) -> date:
    try:
        return date.fromisoformat(_string(value, "a date as YYYY-MM-DD"))
    except ValueError as error:
        raise AnswerError(f"expected a date as YYYY-MM-DD, found {value!r}") from error
