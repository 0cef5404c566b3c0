"""When a question is to be answered, in words, with the numbers of the printed questions."""

from collections.abc import Mapping
from decimal import Decimal
from typing import assert_never

from flows.consultation import All, AnyOf, Chose, Condition, Consultation, Measured, Not, text_in
from results.speech import Speech


def in_words(words: Speech, consultation: Consultation, numbers: Mapping[str, str], condition: Condition) -> str:
    """What has to hold: "question 4: at least 1". `numbers`: those of the questions, by id."""

    def told(part: Condition) -> str:
        return in_words(words, consultation, numbers, part)

    match condition:
        case Chose(question=question, any_of=any_of, none_of=none_of):
            ticked = [words.say("ticked: {options}", options=_named(words, consultation, question, any_of))]
            unticked = [words.say("not ticked: {options}", options=_named(words, consultation, question, none_of))]
            holds = (ticked if any_of else []) + (unticked if none_of else [])
            return words.say("question {number} – {what}", number=numbers[question], what="; ".join(holds))
        case Measured(question=question, at_least=at_least, at_most=at_most):
            return words.say(
                "question {number} – {what}", number=numbers[question], what=_range(words, at_least, at_most)
            )
        case All(all=parts):
            return words.listed([told(part) for part in parts])
        case AnyOf(any=parts):
            return words.say("one of these: {conditions}", conditions=" / ".join(told(part) for part in parts))
        case Not(not_=part):
            return words.say("not so: {condition}", condition=told(part))
        case _:
            assert_never(condition)


def _named(words: Speech, consultation: Consultation, question: str, options: tuple[str, ...]) -> str:
    return " / ".join(text_in(consultation.options_of[question][each].text, words.language) for each in options)


def _range(words: Speech, low: Decimal | None, high: Decimal | None) -> str:
    if low is not None and high is not None:
        return words.say("from {low} to {high}", low=words.number(low), high=words.number(high))
    if low is not None:
        return words.say("at least {low}", low=words.number(low))
    return "" if high is None else words.say("at most {high}", high=words.number(high))
