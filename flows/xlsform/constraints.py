"""Constraints of XLSForm on the answer to a question, as the limits that Glas knows, and back."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import assert_never

from flows.consultation import DateQuestion, Multiple, Number, OpenText, Question, Ranking, Rating, Single
from flows.sentence import Sentence, sentence
from flows.xlsform import xpath
from flows.xlsform.xpath import Both, Call, Comparison, Expression, Group, Here, Text, Unsayable

Limits = dict[str, int | str]
"""Fields of a question by their names in Glas; an exclusive option stands under "exclusive:" and its name."""

EXCLUSIVE = "exclusive:"

_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def limits(expression: Expression, kind: str, step: Decimal) -> Limits:
    """What a constraint on a question of that kind (a type of Glas) asks for. Raises Unsayable.

    `step` is the smallest difference between two numbers.
    """
    found: Limits = {}
    for term in _terms(expression):
        for name, value in _limit(term, kind, step):
            if found.setdefault(name, value) != value:
                raise Unsayable(sentence("gives two values for `{field}`", field=name))
    return found


def _terms(expression: Expression) -> Iterator[Expression]:
    match expression:
        case Group(inner):
            yield from _terms(inner)
        case Both(parts):
            for part in parts:
                yield from _terms(part)
        case Call("true", ()):
            return
        case _:
            yield expression


def _limit(term: Expression, kind: str, step: Decimal) -> Iterator[tuple[str, int | str]]:
    match kind, _turned(term):
        case "number", Comparison(sign, Here(), xpath.Number(number)):
            yield from _between(sign, number, step, ("from", "to"), lambda bound: f"{bound:f}")
        case "multiple" | "ranking", Comparison(sign, Call("count-selected", (Here(),)), xpath.Number(number)):
            yield from _between(sign, number, Decimal(1), ("min", "max"), int)
        case "multiple", Call("not", (inner,)) if option := _alone(inner):
            yield f"{EXCLUSIVE}{option}", option
        case "text", Comparison("<=" | "<" as sign, Call("string-length", (Here(),)), xpath.Number(number)):
            yield "max_length", int(number if sign == "<=" else number - 1)
        case "date", Comparison(sign, Here(), day):
            yield from _days(sign, day)
        case _:
            raise Unsayable(_complaint(kind))


def _turned(term: Expression) -> Expression:
    """The comparison with the answer on its left."""
    match term:
        case Comparison(sign, xpath.Number() | Text() | Call("today" | "date") as left, right):
            return Comparison(_TURNED[sign], right, left)
        case _:
            return term


def _alone(expression: Expression) -> str | None:
    """The option in `selected(., 'option') and count-selected(.) > 1`, which says together with `not` that it stands
    alone."""
    match expression:
        case Group(inner):
            return _alone(inner)
        case Both((Call("selected", (Here(), Text(option))), count)) | Both(
            (count, Call("selected", (Here(), Text(option))))
        ):
            match count:
                case Comparison(sign, Call("count-selected", (Here(),)), xpath.Number(number)):
                    return option if (sign, int(number)) in {(">", 1), (">=", 2)} else None
                case _:
                    return None
        case _:
            return None


def _between(
    sign: str, number: Decimal, step: Decimal, names: tuple[str, str], as_field: Callable[[Decimal], int | str]
) -> Iterator[tuple[str, int | str]]:
    low, high = names
    match sign:
        case ">=":
            yield low, as_field(number)
        case ">":
            yield low, as_field(number + step)
        case "<=":
            yield high, as_field(number)
        case "<":
            yield high, as_field(number - step)
        case "=":
            yield low, as_field(number)
            yield high, as_field(number)
        case _:
            raise Unsayable(sentence("rules out a single value, which no limit here does"))


def _days(sign: str, day: Expression) -> Iterator[tuple[str, int | str]]:
    match day:
        case Call("today", ()) if sign in {"<=", ">="}:
            yield ("latest" if sign == "<=" else "earliest"), "today"
        case Call("today", ()):
            raise Unsayable(sentence("compares with today by something else than `<=` or `>=`"))
        case Text(written) | Call("date", (Text(written),)):
            yield from _day(sign, written)
        case _:
            raise Unsayable(_complaint("date"))


def _day(sign: str, written: str) -> Iterator[tuple[str, int | str]]:
    try:
        day = date.fromisoformat(written)
        after, before = day + timedelta(days=1), day - timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise Unsayable(sentence("has no date as 2027-03-31 in `{text}`", text=written)) from error
    match sign:
        case ">=" | ">":
            yield "earliest", (day if sign == ">=" else after).isoformat()
        case "<=" | "<":
            yield "latest", (day if sign == "<=" else before).isoformat()
        case "=":
            yield "earliest", day.isoformat()
            yield "latest", day.isoformat()
        case _:
            raise Unsayable(sentence("rules out a single day, which no limit here does"))


def _complaint(kind: str) -> Sentence:
    match kind:
        case "number":
            known = "`. >= 0 and . <= 120`"
        case "multiple" | "ranking":
            known = "`count-selected(.) <= 3`"
        case "text":
            known = "`string-length(.) <= 300`"
        case "date":
            known = "`. >= date('2020-01-01') and . <= today()`"
        case _:
            return sentence("restricts the answer, which a question of this type does not need: leave it out")
    return sentence(
        "restricts the answer in a way that has no counterpart here; such a question can have {known}", known=known
    )


def constraint(of: Question) -> str:
    """The limits of the question as XLSForm writes them, "" for none.

    What ODK would not understand as Glas does is left to Glas's own columns: see `own_limits`.
    """
    match of:
        case Multiple():
            terms = [f"count-selected(.) <= {of.max}"] if of.max is not None else []
            exclusive = [option.id for option in of.options if option.exclusive]
            if of.min > 1 and not exclusive:
                terms.insert(0, f"count-selected(.) >= {of.min}")
            terms += [f"not(selected(., '{option}') and count-selected(.) > 1)" for option in exclusive]
            return " and ".join(terms)
        case Number():
            return " and ".join(
                f". {sign} {bound:f}" for sign, bound in ((">=", of.from_), ("<=", of.to)) if bound is not None
            )
        case OpenText():
            default = OpenText.model_fields["max_length"].default
            return f"string-length(.) <= {of.max_length}" if of.max_length != default else ""
        case DateQuestion():
            return " and ".join(
                f". {sign} {_written(day)}" for sign, day in ((">=", of.earliest), ("<=", of.latest)) if day is not None
            )
        case Single() | Ranking() | Rating():
            return ""
        case _:
            assert_never(of)


def _written(day: date | str) -> str:
    return f"date('{day.isoformat()}')" if isinstance(day, date) else "today()"


def own_limits(of: Question) -> dict[str, int]:
    """The limits that stand in columns of Glas: `min` and `max`."""
    match of:
        case Multiple() if of.min > 1 and any(option.exclusive for option in of.options):
            return {"min": of.min}
        case Ranking():
            return {name: limit for name, limit in (("min", of.min), ("max", of.max)) if limit is not None}
        case _:
            return {}
