"""The state machines of a consultation: the consultation's, whose states are its sections, and each section's.

They show the way forward. From every state Back leads to the one before, /review to all that was answered and from
there to any section's summary; both are the same everywhere, and would hide the way if they were drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import assert_never

from flows.consultation import (
    Consultation,
    DateQuestion,
    Multiple,
    Number,
    OpenText,
    Question,
    Ranking,
    Rating,
    Section,
    Single,
    text_in,
)
from flows.diagrams.conditions import question_asked, section_asked
from flows.places import Asking, Opening, Place, Summary, Thanks, Welcome


@dataclass(frozen=True, slots=True)
class State:
    """A place, with what stands there (`title`), what kind of place it is, and what leads on, out of the last one too.

    Nothing leads out of the thanks: `onward` is empty there.
    """

    place: Place
    title: str
    kind: str
    onward: str
    when: str | None = None
    """What has to hold for the conversation to stop here; None when it always does."""


@dataclass(frozen=True, slots=True)
class Fork:
    """Where it is decided whether the conversation stops at the place or passes it by."""

    place: Place


@dataclass(frozen=True, slots=True)
class Step:
    """An arrow from one node to the next, with what leads along it."""

    start: Place | Fork
    end: Place | Fork
    label: str


@dataclass(frozen=True, slots=True)
class Machine:
    """States in the order in which they are met. The first and the last are always met."""

    states: tuple[State, ...]

    @property
    def steps(self) -> Iterator[Step]:
        """Every arrow, in that order; a fork has two, and stands before its state."""
        for state, following in pairwise(self.states):
            if state.when is not None:
                yield Step(Fork(state.place), state.place, state.when)
                yield Step(Fork(state.place), _way_to(following), "else")
            yield Step(state.place, _way_to(following), state.onward)


def consultation_machine(consultation: Consultation, language: str) -> Machine:
    """The machine of the sections; a section stands at its opening."""
    sections = (
        State(Opening(each.id), text_in(each.title, language), each.id, "send", section_asked(each))
        for each in consultation.sections
    )
    welcome = State(Welcome(), text_in(consultation.title, language), "welcome", "begin")
    return Machine((welcome, *sections, State(Thanks(), text_in(consultation.thanks, language), "thanks", "")))


def section_machine(section: Section, language: str) -> Machine:
    """The machine of a section's questions, from its opening to its summary."""
    opening = State(Opening(section.id), text_in(section.title, language), "opening", "continue")
    questions = (
        State(
            Asking(each.id),
            text_in(each.text, language),
            f"{each.id}: {_answer_to(each)}",
            "answer" if each.required else "answer or skip",
            question_asked(each),
        )
        for each in section.questions
    )
    return Machine(
        (opening, *questions, State(Summary(section.id), text_in(section.title, language), "summary", "send"))
    )


def _way_to(state: State) -> Place | Fork:
    return state.place if state.when is None else Fork(state.place)


def _answer_to(question: Question) -> str:
    match question:
        case Single():
            return "one option"
        case Multiple(min=low, max=high):
            return f"{_bounds(low, high)} options"
        case Ranking(min=low, max=high):
            return "all options ranked" if low is None else f"{_bounds(low, high)} options ranked"
        case Rating(from_=low, to=high, dont_know=dont_know):
            return f"{low} to {high}{', or no opinion' if dont_know else ''}"
        case OpenText():
            return "text"
        case Number():
            return "number"
        case DateQuestion():
            return "date"
        case _:
            assert_never(question)


def _bounds(low: int, high: int | None) -> str:
    if high is None:
        return f"{low} or more"
    return str(low) if low == high else f"{low} to {high}"
