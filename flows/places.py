"""Where a conversation stands. A place has a short name, which is stored and stands in every button."""

from dataclasses import dataclass
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Welcome:
    """Before the start button."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Before the first question of a section."""

    section: str


@dataclass(frozen=True, slots=True)
class Asking:
    """At a question; when editing, its answer leads back to the section's summary instead of onwards."""

    question: str
    editing: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """All answers of a section, ready to be sent."""

    section: str


@dataclass(frozen=True, slots=True)
class Review:
    """All answers of all sections; long ones take several pages, counted from 0."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class Thanks:
    """After everything was sent."""


Place = Welcome | Opening | Asking | Summary | Review | Thanks


def name_of(place: Place) -> str:
    """The place as a short text; `place_named` reads it back."""
    match place:
        case Welcome():
            return "welcome"
        case Opening(section):
            return f"opening/{section}"
        case Asking(question, editing):
            return f"{'editing' if editing else 'asking'}/{question}"
        case Summary(section):
            return f"summary/{section}"
        case Review(page):
            return f"review/{page}"
        case Thanks():
            return "thanks"
        case _:
            assert_never(place)


def place_named(name: str) -> Place:
    """The place of that name; ValueError for what no place is called."""
    kind, _, rest = name.partition("/")
    match kind:
        case "welcome":
            return Welcome()
        case "opening":
            return Opening(rest)
        case "asking" | "editing":
            return Asking(rest, editing=kind == "editing")
        case "summary":
            return Summary(rest)
        case "review":
            return Review(int(rest))
        case "thanks":
            return Thanks()
        case _:
            raise ValueError(f"no place is called {name!r}")
