"""Conditions look back at answers, and ask of them what that type of question can answer."""

from collections.abc import Iterator
from typing import assert_never

from flows.checks.findings import Asked, Finding, Gaps, unasked
from flows.consultation import (
    All,
    AnyOf,
    Chose,
    Condition,
    Consultation,
    Measured,
    Multiple,
    Not,
    Number,
    Ranking,
    Rating,
    Single,
)
from flows.mistakes import Path


def conditions(consultation: Consultation, asked: Asked, gaps: Gaps) -> Iterator[Finding]:
    """What is wrong with the condition of a question, if it has one."""
    if asked.question.when is not None:
        yield from _condition(consultation, asked, gaps, asked.question.when, (*asked.path, "when"))


def _condition(
    consultation: Consultation, asked: Asked, gaps: Gaps, condition: Condition, path: Path
) -> Iterator[Finding]:
    match condition:
        case Chose():
            yield from _chose(consultation, asked, gaps, condition, path)
        case Measured():
            yield from _measured(consultation, asked, gaps, condition, path)
        case All(all=parts):
            for place, part in enumerate(parts):
                yield from _condition(consultation, asked, gaps, part, (*path, "all", place))
        case AnyOf(any=parts):
            for place, part in enumerate(parts):
                yield from _condition(consultation, asked, gaps, part, (*path, "any", place))
        case Not(not_=part):
            yield from _condition(consultation, asked, gaps, part, (*path, "not"))
        case _:
            assert_never(condition)


def _chose(consultation: Consultation, asked: Asked, gaps: Gaps, condition: Chose, path: Path) -> Iterator[Finding]:
    name = condition.question
    if not condition.any_of and not condition.none_of:
        yield Finding(path, "says nothing about the answer; add `any_of`, `none_of`, `at_least` or `at_most`")
    if condition.any_of and set(condition.any_of) <= set(condition.none_of):
        yield Finding((*path, "none_of"), "rules out every option of `any_of`, so the condition never holds")
    match asked.earlier.get(name):
        case None:
            yield from _not_asked_before(consultation, gaps, name, path)
        case Single() | Multiple() | Ranking() as target if gaps.may_hide_options(target):
            pass
        case Single() | Multiple() | Ranking():
            known = consultation.options_of[name]
            for field, options in (("any_of", condition.any_of), ("none_of", condition.none_of)):
                for place, option in enumerate(options):
                    if option not in known:
                        yield Finding((*path, field, place), f"`{option}` is no option of `{name}`")
        case other:
            if condition.any_of or condition.none_of:
                message = f"`{name}` is of type `{other.type}`, so its answer is not one of several options"
                yield Finding((*path, "question"), message)


def _measured(
    consultation: Consultation, asked: Asked, gaps: Gaps, condition: Measured, path: Path
) -> Iterator[Finding]:
    name, low, high = condition.question, condition.at_least, condition.at_most
    if low is None and high is None:
        yield Finding(path, "says nothing about the answer; add `at_least` or `at_most`")
    if low is not None and high is not None and high < low:
        yield Finding((*path, "at_most"), f"must be at least `at_least` ({low})")
    match asked.earlier.get(name):
        case None:
            yield from _not_asked_before(consultation, gaps, name, path)
        case Rating(from_=first, to=last) | Number(from_=first, to=last):
            if low is not None and last is not None and low > last:
                yield Finding((*path, "at_least"), f"is never reached: `{name}` goes up to {last}")
            if high is not None and first is not None and high < first:
                yield Finding((*path, "at_most"), f"is never reached: `{name}` begins at {first}")
        case other:
            message = f"`{name}` is of type `{other.type}`; `at_least` and `at_most` go with a rating or number"
            yield Finding((*path, "question"), message)


def _not_asked_before(consultation: Consultation, gaps: Gaps, name: str, path: Path) -> Iterator[Finding]:
    if not gaps.may_hide(name):
        yield Finding((*path, "question"), unasked(consultation, name))
