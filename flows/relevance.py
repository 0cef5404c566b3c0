"""Which questions apply, which options they offer, and which answers follow from others."""

from collections.abc import Iterable
from decimal import Decimal
from typing import assert_never

from flows.answers import Answer, Answers, Chosen, Numbered, Ranked, Rated
from flows.consultation import (
    All,
    AnyOf,
    Chose,
    Condition,
    Consultation,
    Measured,
    Not,
    Option,
    Question,
    Section,
    Single,
    WithOptions,
)


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether the condition holds for these answers."""
    match condition:
        case Chose(question=question, any_of=any_of, none_of=none_of):
            chosen = set(chosen_in(answers, question))
            return (not any_of or not chosen.isdisjoint(any_of)) and chosen.isdisjoint(none_of)
        case Measured(question=question, at_least=at_least, at_most=at_most):
            value = _measure(answers, question)
            return (
                value is not None and (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
            )
        case All(all=conditions):
            return all(holds(part, answers) for part in conditions)
        case AnyOf(any=conditions):
            return any(holds(part, answers) for part in conditions)
        case Not(not_=part):
            return not holds(part, answers)
        case _:
            assert_never(condition)


def offered(consultation: Consultation, question: WithOptions, answers: Answers) -> tuple[Option, ...]:
    """The options that the question offers to this respondent, in the order of the structure."""
    options = consultation.options_of[question.id].values()
    if question.options_from is None:
        return tuple(options)
    own = {option.id for option in question.options}
    chosen = chosen_in(answers, question.options_from)
    return tuple(option for option in options if option.id in own or option.id in chosen)


def applies(consultation: Consultation, question: Question, answers: Answers) -> bool:
    """Whether the question is asked: its condition holds, and there is something to choose from."""
    if question.when is not None and not holds(question.when, answers):
        return False
    return not isinstance(question, WithOptions) or bool(offered(consultation, question, answers))


def forced(consultation: Consultation, question: Question, answers: Answers) -> Chosen | None:
    """The answer that follows by itself: the only option that is left of another question's choices."""
    if not isinstance(question, Single) or question.options_from is None:
        return None
    options = offered(consultation, question, answers)
    return Chosen((options[0].id,)) if len(options) == 1 else None


def asked(consultation: Consultation, section: Section, answers: Answers) -> tuple[Question, ...]:
    """The questions of the section that get a screen, in order.

    Answers that will be dropped give no reason to ask any more, and those that follow by themselves do already.
    """
    reasons = grounds(consultation, answers)
    return tuple(
        question
        for question in section.questions
        if applies(consultation, question, reasons) and forced(consultation, question, reasons) is None
    )


def settled(consultation: Consultation, answers: Answers) -> Answers:
    """The answers that are left when those without a reason are dropped and those that follow are filled in.

    One pass is enough: conditions refer to earlier questions only.
    """
    return _settled(consultation, consultation.questions, answers)


def consequent(consultation: Consultation, before: Answers, after: Answers) -> Answers:
    """`after`, with what follows from it for the questions that take their options from others.

    Options that are offered no more go. An answer that follows by itself comes, and goes when it follows no more:
    nobody gave it.
    """
    answers = dict(after)
    were = grounds(consultation, before)
    for question in consultation.borrowing:
        reasons = grounds(consultation, answers)
        given = answers.pop(question.id, None)
        follows = _following(consultation, question, reasons)
        if follows is None and given == _following(consultation, question, were):
            continue
        answer = follows or given
        if follows is None and applies(consultation, question, reasons):
            answer = _still_offered(consultation, question, given, reasons)
        if answer is not None:
            answers[question.id] = answer
    return answers


def standing(consultation: Consultation, question: Question, answers: Answers) -> Answer | None:
    """The answer to the question without options that are offered no more; None when nothing is left of it."""
    answer = answers.get(question.id)
    if not isinstance(question, WithOptions) or question.options_from is None:
        return answer
    return _still_offered(consultation, question, answer, grounds(consultation, answers))


def grounds(consultation: Consultation, answers: Answers) -> Answers:
    """The settled answers to the questions that others look at: as good as all of them to tell what applies."""
    return _settled(consultation, consultation.grounds, answers)


def _settled(consultation: Consultation, questions: Iterable[Question], answers: Answers) -> Answers:
    kept: dict[str, Answer] = {}
    for question in questions:
        if not applies(consultation, question, kept):
            continue
        answer = forced(consultation, question, kept) or _still_offered(
            consultation, question, answers.get(question.id), kept
        )
        if answer is not None:
            kept[question.id] = answer
    return kept


def chosen_in(answers: Answers, question: str) -> tuple[str, ...]:
    """The options chosen in that question, none when it was not answered."""
    match answers.get(question):
        case Chosen(options) | Ranked(options):
            return options
        case _:
            return ()


def _measure(answers: Answers, question: str) -> Decimal | None:
    match answers.get(question):
        case Rated(int(value)):
            return Decimal(value)
        case Numbered(value):
            return value
        case _:
            return None


def _following(consultation: Consultation, question: Question, reasons: Answers) -> Chosen | None:
    return forced(consultation, question, reasons) if applies(consultation, question, reasons) else None


def _still_offered(
    consultation: Consultation, question: Question, answer: Answer | None, reasons: Answers
) -> Answer | None:
    if not isinstance(question, WithOptions) or not isinstance(answer, Chosen | Ranked):
        return answer
    return _among(answer, {option.id for option in offered(consultation, question, reasons)})


def _among(answer: Chosen | Ranked, offered_ids: set[str]) -> Chosen | Ranked | None:
    left = tuple(option for option in answer.options if option in offered_ids)
    match answer:
        case Chosen(_, own_words):
            return Chosen(left, own_words) if left or own_words else None
        case Ranked():
            return Ranked(left) if left else None
        case _:
            assert_never(answer)
