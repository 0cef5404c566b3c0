"""Scales and ranges: from somewhere to somewhere further on."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import assert_never

from flows.checks.findings import Asked, Finding
from flows.consultation import DateQuestion, Multiple, Number, OpenText, Ranking, Rating, Single
from flows.mistakes import Path
from flows.sentence import sentence, sentence_n

MOST_POINTS = 10
"""Points of a rating: two rows of five buttons."""

LARGEST_NUMBER = Decimal(10) ** 15
"""Bounds of a number stay within it on both sides, so that spreadsheets and databases hold every answer exactly."""


def bounds(asked: Asked) -> Iterator[Finding]:
    """What is wrong with the ends of a rating, number or date."""
    match asked.question:
        case Rating() as rating:
            yield from _scale(rating, asked.path)
        case Number() as number:
            yield from _range(number, asked.path)
        case DateQuestion(earliest=date() as earliest, latest=date() as latest) if latest < earliest:
            message = sentence("must not be before `earliest` ({bound})", bound=str(earliest))
            yield Finding((*asked.path, "latest"), message)
        case DateQuestion() | Single() | Multiple() | Ranking() | OpenText():
            return
        case _:
            assert_never(asked.question)


def _scale(rating: Rating, path: Path) -> Iterator[Finding]:
    if rating.to <= rating.from_:
        message = sentence("must be greater than `from` ({bound})", bound=str(rating.from_))
        yield Finding((*path, "to"), message)
    if len(rating.scale) > MOST_POINTS:
        message = sentence_n(
            "makes {n} point; a rating has at most {most}",
            "makes {n} points; a rating has at most {most}",
            len(rating.scale),
            most=MOST_POINTS,
        )
        yield Finding((*path, "to"), message)


def _range(number: Number, path: Path) -> Iterator[Finding]:
    for name, bound in (("from", number.from_), ("to", number.to)):
        if bound is not None and abs(bound) > LARGEST_NUMBER:
            yield Finding((*path, name), sentence("is out of reach; use a number of at most 15 digits"))
    if number.from_ is not None and number.to is not None and number.to < number.from_:
        yield Finding((*path, "to"), sentence("must be at least `from` ({bound})", bound=str(number.from_)))
