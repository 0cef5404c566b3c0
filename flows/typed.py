"""What a typed text means to the question on the screen."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import assert_never

from flows.answers import Dated, Numbered, Said
from flows.consultation import (
    OWN_WORDS_LIMIT,
    DateQuestion,
    Multiple,
    Number,
    OpenText,
    Option,
    Question,
    Ranking,
    Rating,
    Single,
    WithOptions,
)
from flows.events import ButtonsExpected, DateOutOfRange, NotADate, NotANumber, OutOfRange, TooLong, TooPrecise


@dataclass(frozen=True, slots=True)
class Picked:
    """Options meant by their numbers on the screen, or by their very text."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Words beside the options."""

    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the scale."""

    value: int


MOST_DIGITS = 15
"""Digits in a number that JSON keeps exactly, whoever reads it."""

Refusal = ButtonsExpected | OutOfRange | TooLong | NotANumber | TooPrecise | NotADate | DateOutOfRange
Meaning = Picked | OwnWords | Point | Said | Numbered | Dated | Refusal


def meaning(question: Question, options: tuple[Option, ...], text: str, today: date) -> Meaning:
    """What `text` says in answer to `question`, whose options stand on the screen in this order.

    A refusal says why it means nothing.
    """
    text = cleaned(text)
    match question:
        case Single() | Multiple() | Ranking():
            return _choice(question, options, text)
        case Rating():
            return _point(question, text)
        case OpenText(max_length=limit):
            return _within(text, limit) or (Said(text) if text else ButtonsExpected())
        case Number():
            return _number(question, text)
        case DateQuestion():
            return _day(question, text, today)
        case _:
            assert_never(question)


def cleaned(text: str) -> str:
    """The text as it is kept: composed (NFC), without outer white space and without what no screen or file can show."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(sign for sign in composed if sign in "\n\t" or unicodedata.category(sign) not in _UNSHOWABLE).strip()


_UNSHOWABLE = {"Cc", "Cs"}
"""Controls and lone surrogates. Joiners and direction marks (Cf) stay: scripts and emoji need them."""


def _choice(question: WithOptions, options: tuple[Option, ...], text: str) -> Meaning:
    if numbers := _numbers(text):
        if isinstance(question, Single) and len(numbers) > 1:
            return ButtonsExpected()
        if any(not 1 <= number <= len(options) for number in numbers):
            return OutOfRange(Decimal(1), Decimal(len(options)))
        return Picked(tuple(options[number - 1].id for number in numbers))
    folded = text.casefold()
    for option in options:
        if any(folded == label.casefold() for label in option.text.values()):
            return Picked((option.id,))
    if isinstance(question, Ranking) or not question.own_words or not text:
        return ButtonsExpected()
    return _within(text, OWN_WORDS_LIMIT) or OwnWords(text)


def _numbers(text: str) -> tuple[int, ...]:
    """The numbers of a text that consists of nothing else ("3", "1, 4 5"), none for any other."""
    if not re.fullmatch(r"\d{1,4}([\s,;.]+\d{1,4})*\.?", text):
        return ()
    return tuple(int(number) for number in re.findall(r"\d+", text))


def _point(question: Rating, text: str) -> Meaning:
    if len(numbers := _numbers(text)) != 1:
        return ButtonsExpected()
    if numbers[0] not in question.scale:
        return OutOfRange(Decimal(question.from_), Decimal(question.to))
    return Point(numbers[0])


def _number(question: Number, text: str) -> Meaning:
    try:
        value = Decimal(_plain(text, question.decimals))
    except InvalidOperation:
        return NotANumber()
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > question.decimals:
        return TooPrecise(question.decimals)
    low, high = question.from_, question.to
    if (low is not None and value < low) or (high is not None and value > high):
        return OutOfRange(low, high)
    return Numbered(value)


def _plain(text: str, decimals: int) -> str:
    """The number with a point and without groups: people write 1.234,5 and 1,234.5 and 1 234.5 alike.

    The empty string where it is no number at all, so that names like "NaN" and "1e9" are none.
    """
    digits = re.sub(r"(?<=\d)[\s'’](?=\d{3}(?!\d))", "", text).replace("\u2212", "-")
    if len(re.findall(r"\d", digits)) > MOST_DIGITS:
        return ""
    if found := re.fullmatch(r"([+-]?\d+)(?:[.,](\d+))?", digits):
        whole, fraction = found.groups(default="")
        grouped = decimals == 0 and len(fraction) == 3 and len(whole.lstrip("+-")) <= 3
        return whole + fraction if grouped else f"{whole}.{fraction}"
    if found := re.fullmatch(r"([+-]?\d{1,3})([.,])(\d{3}(?:\2\d{3})*)(?:[.,](\d+))?", digits):
        head, separator, groups, fraction = found.groups(default="")
        return f"{head}{groups.replace(separator, '')}.{fraction}"
    return ""


def _day(question: DateQuestion, text: str, today: date) -> Meaning:
    day = _calendar_day(text)
    if day is None:
        return NotADate()
    earliest, latest = (today if bound == "today" else bound for bound in (question.earliest, question.latest))
    if (earliest is not None and day < earliest) or (latest is not None and day > latest):
        return DateOutOfRange(earliest, latest)
    return Dated(day)


def _calendar_day(text: str) -> date | None:
    """A day written 2021-09-07, 7.9.2021 or 07/09/2021, or with the year first, as 2021. 09. 07."""
    if found := re.fullmatch(r"(\d{4})[./\-\s]+(\d{1,2})[./\-\s]+(\d{1,2})\.?", text):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{1,2})[./\-\s]+(\d{1,2})[./\-\s]+(\d{4})\.?", text):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _within(text: str, limit: int) -> TooLong | None:
    return TooLong(len(text), limit) if len(text) > limit else None
