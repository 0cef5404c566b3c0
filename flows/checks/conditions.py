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
from flows.sentence import sentence


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
        message = sentence("says nothing about the answer; add `any_of`, `none_of`, `at_least` or `at_most`")
        yield Finding(path, message)
    if condition.any_of and set(condition.any_of) <= set(condition.none_of):
        message = sentence("rules out every option of `any_of`, so the condition never holds")
        yield Finding((*path, "none_of"), message)
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
                        message = sentence("`{option}` is no option of `{question}`", option=option, question=name)
                        yield Finding((*path, field, place), message)
        case other:
            if condition.any_of or condition.none_of:
                message = sentence(
                    "`{question}` is of type `{type}`, so its answer is not one of several options",
                    question=name,
                    type=other.type,
                )
                yield Finding((*path, "question"), message)


def _measured(
    consultation: Consultation, asked: Asked, gaps: Gaps, condition: Measured, path: Path
) -> Iterator[Finding]:
    name, low, high = condition.question, condition.at_least, condition.at_most
    if low is None and high is None:
        yield Finding(path, sentence("says nothing about the answer; add `at_least` or `at_most`"))
    if low is not None and high is not None and high < low:
        yield Finding((*path, "at_most"), sentence("must be at least `at_least` ({bound})", bound=str(low)))
    match asked.earlier.get(name):
        case None:
            yield from _not_asked_before(consultation, gaps, name, path)
        case Rating(from_=first, to=last) | Number(from_=first, to=last):
            if low is not None and last is not None and low > last:
                message = sentence("is never reached: `{question}` goes up to {last}", question=name, last=str(last))
                yield Finding((*path, "at_least"), message)
            if high is not None and first is not None and high < first:
                message = sentence("is never reached: `{question}` begins at {first}", question=name, first=str(first))
                yield Finding((*path, "at_most"), message)
        case other:
            message = sentence(
                "`{question}` is of type `{type}`; `at_least` and `at_most` go with a rating or number",
                question=name,
                type=other.type,
            )
            yield Finding((*path, "question"), message)


def _not_asked_before(consultation: Consultation, gaps: Gaps, name: str, path: Path) -> Iterator[Finding]:
    if not gaps.may_hide(name):
        yield Finding((*path, "question"), unasked(consultation, name))
