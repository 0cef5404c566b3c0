"""What has to hold for a question or a section to be asked, in words, with the ids that its author wrote."""

from decimal import Decimal
from typing import assert_never

from flows.consultation import All, AnyOf, Chose, Condition, Measured, Not, Question, Section, Single, WithOptions


def question_asked(question: Question) -> str | None:
    """What has to hold for the question to get a screen; None when it always does.

    A single choice among one option answers itself, so it takes two.
    """
    return _reason(question, offers=2 if isinstance(question, Single) else 1)


def section_asked(section: Section) -> str | None:
    """What has to hold for the section to be opened; None when it always is."""
    reasons = [_reason(question, offers=1) for question in section.questions]
    if None in reasons:
        return None
    return reasons[0] if len(reasons) == 1 else "a question of it applies"


def in_words(condition: Condition) -> str:
    """The condition: "park ≥ 8", "roles: resident or worker"."""
    match condition:
        case Chose(question=question, any_of=any_of, none_of=none_of):
            chosen = [" or ".join(any_of)] if any_of else []
            not_chosen = [f"not {option}" for option in none_of]
            return f"{question}: {', '.join(chosen + not_chosen)}"
        case Measured(question=question, at_least=at_least, at_most=at_most):
            return f"{question} {_range(at_least, at_most)}"
        case All(all=parts):
            return " and ".join(map(_part, parts))
        case AnyOf(any=parts):
            return " or ".join(map(_part, parts))
        case Not(not_=part):
            return f"not ({in_words(part)})"
        case _:
            assert_never(condition)


def _reason(question: Question, *, offers: int) -> str | None:
    chosen = _taken(question, offers)
    if question.when is None or chosen is None:
        return chosen or (in_words(question.when) if question.when else None)
    return f"{_part(question.when)} and {chosen}"


def _taken(question: Question, offers: int) -> str | None:
    """What has to be chosen elsewhere for the question to offer that many options."""
    if not isinstance(question, WithOptions) or question.options_from is None:
        return None
    missing = offers - len(question.options)
    return f"{missing} or more chosen in {question.options_from}" if missing > 0 else None


def _part(condition: Condition) -> str:
    words = in_words(condition)
    return f"({words})" if isinstance(condition, All | AnyOf) else words


def _range(low: Decimal | None, high: Decimal | None) -> str:
    if low is not None and low == high:
        return f"= {low}"
    bounds = [f"≥ {low}"] if low is not None else []
    return " and ".join([*bounds, f"≤ {high}"] if high is not None else bounds)
