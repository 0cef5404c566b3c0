"""Options to choose from: where they come from, how many there are, how many can be chosen."""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.checks.findings import Asked, Finding, Gaps, unasked
from flows.consultation import Consultation, Multiple, Option, Question, Ranking, Single, WithOptions
from flows.mistakes import Path
from flows.sentence import Sentence, sentence, sentence_n

MOST_OPTIONS = 50
"""Options that one question offers: each is a button, and Telegram shows 100 below a message."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """A question with options, those that it takes over from another, and that other one."""

    question: WithOptions
    path: Path
    inherited: tuple[Option, ...]
    source: Question | None

    @property
    def offered(self) -> tuple[Option, ...]:
        return (*self.inherited, *self.question.options)

    @property
    def countable(self) -> int:
        return sum(not option.exclusive for option in self.offered)


def choices(consultation: Consultation, asked: Asked, gaps: Gaps) -> Iterator[Finding]:
    """What is wrong with the options of a question, if it is one that has any."""
    question = asked.question
    if not isinstance(question, WithOptions):
        return
    choice = _choice(consultation, asked, question)
    yield from _exclusive_in_ranking(choice)
    yield from _scale_out_of_order(choice)
    yield from _order_of_limits(choice)
    if fault := _fault_of_source(consultation, choice, gaps):
        yield Finding((*asked.path, "options_from"), fault)
        return
    yield from _taken_over(choice)
    if not gaps.may_hide_options(question):
        yield from _enough(choice)
        yield from _limits(choice)


def _choice(consultation: Consultation, asked: Asked, question: WithOptions) -> _Choice:
    name = question.options_from or ""
    source = asked.earlier.get(name)
    options = consultation.options_of.get(name, {}).values() if source else ()
    return _Choice(question, asked.path, tuple(option for option in options if not option.exclusive), source)


def _exclusive_in_ranking(choice: _Choice) -> Iterator[Finding]:
    if isinstance(choice.question, Ranking):
        for place, option in enumerate(choice.question.options):
            if option.exclusive:
                path = (*choice.path, "options", place, "exclusive")
                message = sentence("a ranking puts its options in order, so none of them can stand alone")
                yield Finding(path, message)


def _scale_out_of_order(choice: _Choice) -> Iterator[Finding]:
    if not isinstance(choice.question, Single) or not choice.question.scale:
        return
    if choice.question.shuffle:
        message = sentence("the options of a scale stand in order, so they cannot be shuffled")
        yield Finding((*choice.path, "shuffle"), message)
    if choice.question.options_from is not None:
        message = sentence("a scale has options of its own, in their order")
        yield Finding((*choice.path, "options_from"), message)


def _fault_of_source(consultation: Consultation, choice: _Choice, gaps: Gaps) -> Sentence | None:
    name = choice.question.options_from
    match choice.source:
        case _ if name is None:
            return None
        case None:
            return None if gaps.may_hide(name) else unasked(consultation, name)
        case Single() if not choice.question.options:
            return sentence(
                "in `{question}` only one option is chosen, so there would be nothing left to choose from",
                question=name,
            )
        case Single() | Multiple() | Ranking():
            return None
        case other:
            return sentence(
                "`{question}` is of type `{type}`, which has no options to take over", question=name, type=other.type
            )


def _taken_over(choice: _Choice) -> Iterator[Finding]:
    inherited = {option.id for option in choice.inherited}
    for place, option in enumerate(choice.question.options):
        if option.id in inherited:
            source = choice.question.options_from or ""
            message = sentence("`{option}` comes from `{question}` already", option=option.id, question=source)
            yield Finding((*choice.path, "options", place, "id"), message)


def _enough(choice: _Choice) -> Iterator[Finding]:
    path = (*choice.path, "options")
    if not choice.offered:
        yield Finding(path, sentence("is missing; a question of this type needs `options` or `options_from`"))
    elif len(choice.offered) < 2:
        yield Finding(path, sentence("must have at least two options"))
    elif not choice.countable:
        yield Finding(path, sentence("must have an option that is not exclusive"))
    if len(choice.offered) > MOST_OPTIONS:
        message = sentence_n(
            "has {n} option; a question can offer {most}",
            "has {n} options; a question can offer {most}",
            len(choice.offered),
            most=MOST_OPTIONS,
        )
        yield Finding(path, message)


def _order_of_limits(choice: _Choice) -> Iterator[Finding]:
    question = choice.question
    if isinstance(question, Multiple | Ranking) and question.max is not None and question.max < (question.min or 1):
        message = sentence("must be at least `min` ({bound})", bound=str(question.min))
        yield Finding((*choice.path, "max"), message)


def _limits(choice: _Choice) -> Iterator[Finding]:
    question = choice.question
    if isinstance(question, Single) or not choice.countable:
        return
    for name, limit in (("min", question.min), ("max", question.max)):
        if limit is not None and limit > choice.countable:
            message = sentence("is more than there are to choose from ({countable})", countable=choice.countable)
            yield Finding((*choice.path, name), message)
    sure = _surely_offered(choice)
    if isinstance(question, Multiple) and choice.inherited and sure < question.min <= choice.countable:
        source = question.options_from or ""
        message = sentence("is more than `{question}` is sure to leave ({sure})", question=source, sure=sure)
        yield Finding((*choice.path, "min"), message)


def _surely_offered(choice: _Choice) -> int:
    """How many options every respondent has to choose from who is asked at all."""
    own = sum(not option.exclusive for option in choice.question.options)
    if own or not isinstance(choice.source, Multiple | Ranking):
        return own
    return choice.source.min or choice.source.max or choice.countable
