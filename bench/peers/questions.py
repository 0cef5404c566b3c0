"""The questions as the peers ask them: those of Glas's consultation, by index, on plainer screens."""

from collections.abc import Collection, Sequence

from bench.crowd import timisoara
from flows.consultation import Multiple, Question, Single, text_in

LANGUAGE = "ro"
QUESTIONS: Sequence[Question] = tuple(timisoara().questions)
OPTIONS: Sequence[Sequence[str]] = [
    [text_in(option.text, LANGUAGE) for option in timisoara().options_of.get(question.id, {}).values()]
    for question in QUESTIONS
]

Buttons = Sequence[Sequence[tuple[str, str]]]
"""Rows of labels with their callback data."""

WELCOME = text_in(timisoara().intro, LANGUAGE)


def text_of(index: int, chosen: Collection[int]) -> str:
    """The question, its options by number, and how many are chosen."""
    question, options = QUESTIONS[index], OPTIONS[index]
    lines = [f"{'✓ ' if place in chosen else ''}{place + 1}. {text}" for place, text in enumerate(options)]
    counted = f"{len(chosen)} din {question.max} alese" if isinstance(question, Multiple) and question.max else ""
    return "\n".join([text_in(question.text, LANGUAGE), "", *lines, "", counted])


def buttons_of(index: int) -> Buttons:
    """A number for each option, six abreast, and the way on."""
    numbers = [(str(place + 1), f"choose:{index}:{place}") for place in range(len(OPTIONS[index]))]
    return [*(numbers[start : start + 6] for start in range(0, len(numbers), 6)), [("Gata", f"done:{index}")]]


def goes_on(index: int) -> bool:
    """Whether choosing an option leads to the next question."""
    return isinstance(QUESTIONS[index], Single)
