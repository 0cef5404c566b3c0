"""How the golden conversations write inputs and events down.

An input is a verb and what it is about: `choose noise`, `goto editing/park`, `say 3, 1`, `open review`. An event is its
name with its fields: `too many max=3`.
"""

import re
from dataclasses import fields

from flows.events import Event
from flows.inputs import (
    Action,
    Back,
    Begin,
    Choose,
    Close,
    Confirm,
    ForgetOwnWords,
    GoTo,
    Input,
    Leave,
    OpenReview,
    Proceed,
    Rate,
    Resume,
    Say,
    Skip,
    Tap,
    Unchoose,
)
from flows.places import Place, place_named

_BARE_ACTIONS: dict[str, Action] = {
    "begin": Begin(),
    "proceed": Proceed(),
    "forget own words": ForgetOwnWords(),
    "confirm": Confirm(),
    "skip": Skip(),
    "back": Back(),
    "close": Close(),
}
_COMMANDS: dict[str, Input] = {"open review": OpenReview(), "resume": Resume(), "leave": Leave()}


def input_of(line: str, place: Place) -> Input:
    """The input that the line says, given at `place`."""
    if line in _COMMANDS:
        return _COMMANDS[line]
    verb, _, rest = line.partition(" ")
    return Say(rest) if verb == "say" else Tap(place, _action(line, verb, rest))


def _action(line: str, verb: str, rest: str) -> Action:
    match verb:
        case "choose":
            return Choose(rest)
        case "unchoose":
            return Unchoose(rest)
        case "rate":
            return Rate(None if rest == "dont_know" else int(rest))
        case "goto":
            return GoTo(place_named(rest))
        case _:
            return _BARE_ACTIONS[line]


def told(event: Event) -> str:
    """The event in words."""
    name = re.sub(r"(?<!^)(?=[A-Z])", " ", type(event).__name__).lower()
    return " ".join([name, *(f"{each.name}={_value(getattr(event, each.name))}" for each in fields(event))])


def _value(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
