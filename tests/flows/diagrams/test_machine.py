"""What is drawn is the way that conversations take."""

from collections.abc import Iterator
from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import given

from flows.consultation import Consultation, text_in
from flows.conversation import advance
from flows.diagrams.machine import Fork, Machine, Step, consultation_machine, section_machine
from flows.inputs import Action, Begin, Choose, Close, Confirm, Proceed, Rate, Say, Skip, Tap
from flows.places import Asking, Opening, Place, Summary, Thanks, Welcome
from flows.response import Response
from tests.flows.paper import NOW, neighbourhood

CONSULTATION = neighbourhood()
OPTIONS = sorted({option for options in CONSULTATION.options_of.values() for option in options})

ONWARD = st.lists(
    st.sampled_from(["7", "2021-09-01", "Dogs"]).map(Say)
    | st.sampled_from([None, *range(11)]).map(Rate)
    | st.sampled_from(OPTIONS).map(Choose)
    | st.sampled_from([Confirm(), Skip()]),
    min_size=80,
    max_size=160,
)


@pytest.mark.no_cover
@given(ONWARD)
def test_every_way_forward_is_drawn(actions: list[Action | Say]) -> None:
    drawn = {
        *connections(consultation_machine(CONSULTATION, "en")),
        *(
            connection
            for section in CONSULTATION.sections
            for connection in connections(section_machine(section, "en"))
        ),
    }
    for before, after in pairwise(places(CONSULTATION, actions)):
        if before == after:
            continue
        match before:
            case Summary(section):
                assert (Opening(section), after) in drawn, "the consultation's machine"
            case _:
                assert (before, after) in drawn


def places(consultation: Consultation, actions: list[Action | Say]) -> Iterator[Place]:
    """The places of a conversation that only goes forward, whatever is answered on the way."""
    response = Response(seed="1", place=Welcome())
    waiting = iter(actions)
    while response.place != Thanks():
        yield response.place
        match response.place:
            case Welcome():
                action: Action | Say | None = Begin()
            case Opening():
                action = Proceed()
            case Summary():
                action = Close()
            case _:
                action = next(waiting, None)
        if action is None:
            return
        given = action if isinstance(action, Say) else Tap(response.place, action)
        response, _ = advance(consultation, response, given, NOW)
    yield response.place


def connections(machine: Machine) -> Iterator[tuple[Place, Place]]:
    """Which place leads to which, through whatever forks stand between."""
    steps = [*machine.steps]

    def reached(node: Place | Fork) -> Iterator[Place]:
        if not isinstance(node, Fork):
            yield node
            return
        for step in steps:
            if step.start == node:
                yield from reached(step.end)

    for step in steps:
        if not isinstance(step.start, Fork):
            for place in reached(step.end):
                yield step.start, place


def test_a_question_that_may_be_passed_by_stands_behind_a_fork() -> None:
    steps = [*section_machine(CONSULTATION.section_by_id["scores"], "en").steps]
    assert steps[:4] == [
        Step(Opening("scores"), Asking("park"), "continue"),
        Step(Asking("park"), Fork(Asking("praise")), "answer or skip"),
        Step(Fork(Asking("praise")), Asking("praise"), "park ≥ 8"),
        Step(Fork(Asking("praise")), Fork(Asking("blame")), "else"),
    ]
    assert Step(Asking("blame"), Asking("pair"), "answer") in steps, "blame is required"


def test_a_section_that_may_ask_nothing_stands_behind_a_fork() -> None:
    steps = [*consultation_machine(CONSULTATION, "en").steps]
    assert steps[0] == Step(Welcome(), Opening("about"), "begin")
    assert steps[-3:] == [
        Step(Fork(Opening("more")), Opening("more"), "years ≥ 10 and not (park ≥ 9)"),
        Step(Fork(Opening("more")), Thanks(), "else"),
        Step(Opening("more"), Thanks(), "send"),
    ]


def test_a_state_tells_what_can_be_answered() -> None:
    kinds = [
        state.kind
        for section in CONSULTATION.sections
        for state in section_machine(section, "en").states
        if isinstance(state.place, Asking)
    ]
    assert kinds == [
        "roles: 1 or more options",
        "main_role: one option",
        "years: number",
        "arrived: date",
        "troubles: 1 to 3 options",
        "worst: all options ranked",
        "remedy: one option",
        "urgency: 0 to 5",
        "park: 1 to 10, or no opinion",
        "praise: text",
        "blame: text",
        "pair: 2 options",
        "base: one option",
        "street: text",
        "wishes: 1 to 2 options ranked",
        "flat: number",
    ]


def test_texts_are_in_the_language_asked_for() -> None:
    last = consultation_machine(CONSULTATION, "ro").states[-1]
    assert last.title == text_in(CONSULTATION.thanks, "ro") == "Mulțumim!"
