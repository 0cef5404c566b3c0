"""How a choice changes when an option is chosen or unchosen."""

from dataclasses import dataclass
from typing import assert_never

from flows.answers import Answer, Chosen, Ranked
from flows.consultation import Consultation, Multiple, Option, Ranking, Single, WithOptions
from flows.events import TooFew, TooMany


@dataclass(frozen=True, slots=True)
class Changed:
    """The answer after the change; None when nothing is left of it."""

    answer: Answer | None
    replaced: bool = False


def choose(consultation: Consultation, question: WithOptions, answer: Answer | None, option: str) -> Changed | TooMany:
    """The answer with `option` in it. Choosing what is chosen changes nothing."""
    match question:
        case Single():
            return Changed(Chosen((option,), _own_words(answer)))
        case Multiple():
            return _choose_among(consultation, question, _chosen(answer), option)
        case Ranking():
            ranked = answer.options if isinstance(answer, Ranked) else ()
            if option in ranked:
                return Changed(answer)
            if question.max is not None and len(ranked) >= question.max:
                return TooMany(question.max)
            return Changed(Ranked((*ranked, option)))
        case _:
            assert_never(question)


def unchoose(answer: Answer | None, option: str) -> Changed:
    """The answer without `option`. Unchoosing what is not chosen changes nothing."""
    match answer:
        case Chosen(options, own_words):
            left = tuple(each for each in options if each != option)
            return Changed(Chosen(left, own_words) if left or own_words else None)
        case Ranked(options):
            left = tuple(each for each in options if each != option)
            return Changed(Ranked(left) if left else None)
        case _:
            return Changed(answer)


def with_own_words(answer: Answer | None, own_words: str | None) -> Answer | None:
    """The answer with these own words beside its options, or without any."""
    options = _chosen(answer).options
    return Chosen(options, own_words) if options or own_words else None


def too_few(question: Multiple | Ranking, answer: Answer | None, offered: tuple[Option, ...]) -> TooFew | None:
    """What is wrong with leaving the choice as it is. An exclusive option and own words suffice by themselves.

    Nobody is asked for more than is offered.
    """
    match question:
        case Multiple():
            chosen = _chosen(answer)
            alone = any(option.exclusive for option in question.options if option.id in chosen.options)
            minimum = min(question.min, sum(not option.exclusive for option in offered) or 1)
            enough = alone or len(chosen.options) >= minimum or (not chosen.options and chosen.own_words)
            return None if enough else TooFew(minimum, len(chosen.options))
        case Ranking():
            placed = len(answer.options) if isinstance(answer, Ranked) else 0
            minimum = min(question.min or question.max or len(offered), len(offered))
            return None if placed >= minimum else TooFew(minimum, placed)
        case _:
            assert_never(question)


def _choose_among(consultation: Consultation, question: Multiple, chosen: Chosen, option: str) -> Changed | TooMany:
    options = consultation.options_of[question.id]
    if option in chosen.options:
        return Changed(chosen)
    if options[option].exclusive:
        return Changed(Chosen((option,), chosen.own_words), replaced=bool(chosen.options))
    others = {each for each in chosen.options if not options[each].exclusive}
    if question.max is not None and len(others) >= question.max:
        return TooMany(question.max)
    in_order = tuple(each for each in options if each in others or each == option)
    return Changed(Chosen(in_order, chosen.own_words), replaced=len(others) < len(chosen.options))


def _chosen(answer: Answer | None) -> Chosen:
    return answer if isinstance(answer, Chosen) else Chosen()


def _own_words(answer: Answer | None) -> str | None:
    return _chosen(answer).own_words
