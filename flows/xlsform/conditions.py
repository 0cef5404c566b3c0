"""Conditions of XLSForm (`relevant`) as conditions of Glas, and back.

The two ways fit together: what `expression` writes, `condition` reads as the same condition. Parts of `all`, `any` and
`not` are written in brackets of their own, and what stands in brackets is never joined with its neighbour; so
`selected(${q}, 'a') or selected(${q}, 'b')` is one condition (any_of a, b), and with brackets around each it is two.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from flows.checks.findings import unknown_question
from flows.consultation import All, AnyOf, Chose, Condition, Measured, Not
from flows.sentence import Sentence, sentence
from flows.xlsform.names import id_of
from flows.xlsform.xpath import (
    Both,
    Call,
    Comparison,
    Either,
    Expression,
    Group,
    Number,
    Path,
    Reference,
    Text,
    Unsayable,
)

OTHER = "other"
"""The name that `or_other` gives to the option behind which own words stand."""

_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Target:
    """A question that conditions may look at, as far as they have to know it.

    `options`: ids by the names of the sheet; `own_words`: whether these can stand beside the options; `step`: the
    smallest difference between two numbers; `refused`: the sentence for a condition that looks at a question that is
    none here.
    """

    id: str
    options: Mapping[str, str] | None = None
    several: bool = False
    own_words: bool = False
    step: Decimal | None = None
    refused: Sentence | None = None


@dataclass(frozen=True, slots=True)
class _Always:
    """`true()`."""


@dataclass(frozen=True, slots=True)
class _Never:
    """`false()`."""


_Said = Condition | _Always | _Never


def condition(expression: Expression, targets: Mapping[str, Target]) -> Condition | None:
    """The condition that the expression states; None for one that always holds. Raises Unsayable."""
    match _said(expression, targets):
        case _Always():
            return None
        case _Never():
            raise Unsayable(sentence("never holds, so the question would never be asked; take its row out"))
        case said:
            return said


def _said(expression: Expression, targets: Mapping[str, Target]) -> _Said:
    match expression:
        case Group(inner):
            return _said(inner, targets)
        case Both(parts):
            return _both(parts, targets)
        case Either(parts):
            return _either(parts, targets)
        case Call("not", (inner,)):
            return _not(inner, targets)
        case Call("true", ()):
            return _Always()
        case Call("false", ()):
            return _Never()
        case Number(number):
            return _Always() if number else _Never()
        case Call("selected", (Reference(name), Text(option))):
            return _chosen(_target(name, targets), option)
        case Comparison(sign, Reference(name), right):
            return _compared(_target(name, targets), sign, right)
        case Comparison(sign, left, Reference(name)):
            return _compared(_target(name, targets), _TURNED[sign], left)
        case _:
            raise Unsayable(_complaint(expression))


def _complaint(expression: Expression) -> Sentence:
    match expression:
        case Path(written) | Comparison(_, Path(written), _) | Comparison(_, _, Path(written)):
            return sentence("names a question by its path (`{path}`); write it as ${{name}}", path=written)
        case Call(name) | Comparison(_, Call(name), _) | Comparison(_, _, Call(name)):
            return sentence(
                "uses `{function}(...)`, which has no counterpart here; conditions can use `selected(${{question}},"
                " 'option')`, comparisons with a number, `and`, `or` and `not(...)`",
                function=name,
            )
        case _:
            return sentence(
                "is no condition that Glas knows; write `selected(${{question}}, 'option')` or `${{number}} >= 3`,"
                " joined by `and`, `or` and `not(...)`"
            )


def _target(name: str, targets: Mapping[str, Target]) -> Target:
    target = targets.get(name)
    if target is None:
        raise Unsayable(unknown_question(name))
    if target.refused is not None:
        raise Unsayable(target.refused)
    return target


def _chosen(target: Target, option: str) -> Chose:
    if target.options is None:
        raise Unsayable(sentence("`{question}` has no options to be selected", question=target.id))
    if option == OTHER and target.own_words and option not in target.options:
        asks = sentence(
            "asks whether `{question}` was answered in own words, which a condition cannot here; add an option for it",
            question=target.id,
        )
        raise Unsayable(asks)
    if not target.options:  # no list of that name is there, which is said where it is asked for
        return Chose(question=target.id, any_of=(id_of(option, first="option"),))
    if option not in target.options:
        raise Unsayable(sentence("`{option}` is no option of `{question}`", option=option, question=target.id))
    return Chose(question=target.id, any_of=(target.options[option],))


def _compared(target: Target, sign: str, value: Expression) -> Condition:
    name = target.id
    match value:
        case Text(text) if target.step is not None:
            value = Number(Decimal(text)) if _is_number(text) else value
        case Number(number) if target.options is not None:
            return _compared_option(target, sign, str(number))
        case _:
            pass
    match value:
        case Number(number) if target.step is not None:
            return _measured(target.id, target.step, sign, number)
        case Text("") if target.options is None or target.step is None:
            raise Unsayable(
                sentence("asks whether `{question}` was answered at all, which a condition cannot here", question=name)
            )
        case Text(text) if target.options is not None:
            return _compared_option(target, sign, text)
        case Text() | Number():
            raise Unsayable(
                sentence("compares `{question}`, whose answer is neither an option nor a number", question=name)
            )
        case _:
            raise Unsayable(sentence("compares `{question}` with something else than a fixed value", question=name))


def _compared_option(target: Target, sign: str, option: str) -> Chose:
    if target.several:
        raise Unsayable(
            sentence(
                "compares all that was chosen in `{question}`; write `selected(${{{question}}}, 'option')`",
                question=target.id,
            )
        )
    match sign:
        case "=":
            return _chosen(target, option)
        case "!=":
            return Chose(question=target.id, none_of=_chosen(target, option).any_of)
        case _:
            raise Unsayable(
                sentence(
                    "asks for more or less than an option of `{question}`; name the options that count",
                    question=target.id,
                )
            )


def _measured(question: str, step: Decimal, sign: str, number: Decimal) -> Condition:
    match sign:
        case "=":
            return Measured(question=question, at_least=number, at_most=number)
        case "!=":
            return Not(not_=Measured(question=question, at_least=number, at_most=number))
        case ">=":
            return Measured(question=question, at_least=number)
        case ">":
            return Measured(question=question, at_least=number + step)
        case "<=":
            return Measured(question=question, at_most=number)
        case _:
            return Measured(question=question, at_most=number - step)


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal() and text.isascii()


def _not(inner: Expression, targets: Mapping[str, Target]) -> _Said:
    match _said(inner, targets):
        case _Always():
            return _Never()
        case _Never():
            return _Always()
        case Chose(question=question, any_of=any_of, none_of=()) if not isinstance(inner, Group):
            return Chose(question=question, none_of=any_of)
        case said:
            return Not(not_=said)


def _both(parts: Sequence[Expression], targets: Mapping[str, Target]) -> _Said:
    said = [(part, _said(part, targets)) for part in parts]
    if any(isinstance(each, _Never) for _, each in said):
        return _Never()
    left = [(part, each) for part, each in said if not isinstance(each, _Always | _Never)]
    joined = _joined(left, _join_both)
    if len(joined) == 1 and (len(left) == len(said)):
        return joined[0]
    return All(all=tuple(joined)) if joined else _Always()


def _either(parts: Sequence[Expression], targets: Mapping[str, Target]) -> _Said:
    said = [(part, _said(part, targets)) for part in parts]
    if any(isinstance(each, _Always) for _, each in said):
        return _Always()
    left = [(part, each) for part, each in said if not isinstance(each, _Always | _Never)]
    joined = _joined(left, _join_either)
    if len(joined) == 1 and len(left) == len(said):
        return joined[0]
    return AnyOf(any=tuple(joined)) if joined else _Never()


_Part = tuple[Expression, Condition]


def _joined(parts: Sequence[_Part], join: Callable[[_Part, _Part], Condition | None]) -> list[Condition]:
    """The conditions, neighbours made one where they are one condition written in two parts."""
    joined: list[_Part] = []
    for part in parts:
        one = join(joined[-1], part) if joined and not isinstance(part[0], Group) else None
        if one is None:
            joined.append(part)
        else:
            joined[-1] = (part[0], one)
    return [said for _, said in joined]


def _join_either(before: _Part, part: _Part) -> Condition | None:
    match before[1], part[1]:
        case Chose(question=one, any_of=(_, *_) as some, none_of=()), Chose(
            question=other, any_of=(_, *_) as more, none_of=()
        ) if one == other and not isinstance(before[0], Group):
            return Chose(question=one, any_of=(*some, *more))
        case _:
            return None


def _join_both(before: _Part, part: _Part) -> Condition | None:
    match before[1], part[1]:
        case Chose(question=one) as chose, Chose(question=other, any_of=(), none_of=more) if one == other:
            return Chose(question=one, any_of=chose.any_of, none_of=chose.none_of + more)
        case Measured() as one, Measured() as other if one.question == other.question:
            return None if isinstance(before[0], Group) else _between(one, other)
        case _:
            return None


def _between(one: Measured, other: Measured) -> Measured | None:
    """Both as one condition, if one of them is the lower bound and the other the upper one."""
    low = [each.at_least for each in (one, other) if each.at_least is not None]
    high = [each.at_most for each in (one, other) if each.at_most is not None]
    if len(low) != 1 or len(high) != 1:
        return None
    return Measured(question=one.question, at_least=low[0], at_most=high[0])


def expression(of: Condition) -> str:
    """The condition as XLSForm writes it."""
    match of:
        case Chose(question=question, any_of=any_of, none_of=none_of):
            chosen, spared = _selected(question, any_of), _selected(question, none_of)
            if any_of and none_of:
                return f"{f'({chosen})' if len(any_of) > 1 else chosen} and not({spared})"
            return chosen if any_of else f"not({spared})"
        case Measured(question=question, at_least=low, at_most=high):
            bounds = ((">=", low), ("<=", high))
            return " and ".join(f"${{{question}}} {sign} {bound:f}" for sign, bound in bounds if bound is not None)
        case All(all=parts):
            return " and ".join([*_in_brackets(parts), *(["true()"] if len(parts) == 1 else [])])
        case AnyOf(any=parts):
            return " or ".join([*_in_brackets(parts), *(["false()"] if len(parts) == 1 else [])])
        case Not(not_=part):
            return f"not(({expression(part)}))"
        case _:
            assert_never(of)


def _selected(question: str, options: Sequence[str]) -> str:
    return " or ".join(f"selected(${{{question}}}, '{option}')" for option in options)


def _in_brackets(parts: Sequence[Condition]) -> list[str]:
    return [f"({expression(part)})" for part in parts]
