"""Whole conversations, input by input; the response is written to JSON and read back between every two."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from flows import consultation as structure
from flows.conversation import advance, without_draft
from flows.events import Event
from flows.inputs import Action, Input, Tap
from flows.places import Asking, Place, name_of, place_named
from flows.response import Response
from tests.flows.golden_notation import input_of, told
from tests.flows.paper import HERE, NOW, encoded, neighbourhood, read_back

GOLDEN = sorted((HERE / "golden").glob("*.yaml"))


@dataclass(frozen=True, slots=True)
class Step:
    """One input, and what came of it."""

    label: str
    expected: dict[str, Any]
    given: Input | None
    response: Response
    events: tuple[Event, ...]


def conversation(path: Path) -> list[Step]:
    consultation = neighbourhood()
    response = Response(seed="a-seed")
    steps = []
    events: tuple[Event, ...]
    for number, expected in enumerate(yaml.safe_load(path.read_text("utf-8")), start=1):
        label = f"{path.name}, step {number} ({expected['do']})"
        if expected["do"] == "erase draft":
            given, events = None, ()
            response = without_draft(consultation, response)
        else:
            given = input_of(
                expected["do"], place_named(expected["screen"]) if "screen" in expected else response.place
            )
            response, events = advance(consultation, response, given, NOW)
        copy = read_back(consultation, response)
        assert copy == response, label
        response = copy
        steps.append(Step(label, expected, given, response, events))
    return steps


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_conversation_goes_as_written(path: Path) -> None:
    consultation = neighbourhood()
    for step in conversation(path):
        assert name_of(step.response.place) == step.expected["place"], step.label
        assert [told(event) for event in step.events] == step.expected.get("events", []), step.label
        if "draft" in step.expected:
            assert encoded(consultation, step.response.draft) == step.expected["draft"], step.label
        if "closed" in step.expected:
            assert encoded(consultation, step.response.closed) == step.expected["closed"], step.label


@pytest.fixture(scope="module")
def every_step() -> list[Step]:
    return [step for path in GOLDEN for step in conversation(path)]


@pytest.mark.parametrize("kind", get_args(Input), ids=lambda kind: kind.__name__)
def test_every_kind_of_input_is_given(kind: type, every_step: list[Step]) -> None:
    assert any(isinstance(step.given, kind) for step in every_step)


@pytest.mark.parametrize("kind", get_args(Action), ids=lambda kind: kind.__name__)
def test_every_kind_of_action_is_tapped_to_some_effect(kind: type, every_step: list[Step]) -> None:
    taps = [step for step in every_step if isinstance(step.given, Tap) and isinstance(step.given.action, kind)]
    assert any(told(event) != "stale" for step in taps for event in step.events)


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_every_kind_of_event_comes_of_something(kind: type, every_step: list[Step]) -> None:
    assert any(isinstance(event, kind) for step in every_step for event in step.events)


@pytest.mark.parametrize("kind", get_args(Place), ids=lambda kind: kind.__name__)
def test_every_kind_of_place_is_reached(kind: type, every_step: list[Step]) -> None:
    assert any(isinstance(step.response.place, kind) for step in every_step)


@pytest.mark.parametrize("kind", get_args(get_args(structure.Question)[0]), ids=lambda kind: kind.__name__)
def test_every_type_of_question_is_answered_and_sent(kind: type, every_step: list[Step]) -> None:
    questions = neighbourhood().question_by_id
    asked = {step.response.place.question for step in every_step if isinstance(step.response.place, Asking)}
    sent = {question for step in every_step for question in step.response.sent}
    assert any(isinstance(questions[question], kind) for question in asked & sent)
