"""Everything that a respondent can do in a conversation: a closed set, one sentence a kind.

A tap names the place of the screen that carried the button, so that a second tap, or one on an older screen,
is recognised and changes nothing. It says what it wants ("choose", "unchoose"), never "toggle".
"""

from dataclasses import dataclass

from flows.places import Place


@dataclass(frozen=True, slots=True)
class Begin:
    """Leaves the welcome."""


@dataclass(frozen=True, slots=True)
class Proceed:
    """Goes from a section's opening to its first question, or from the review back to where it was opened."""


@dataclass(frozen=True, slots=True)
class Choose:
    """Chooses an option; in a ranking, gives it the next place."""

    option: str


@dataclass(frozen=True, slots=True)
class Unchoose:
    """Takes a choice back; in a ranking, those behind move up."""

    option: str


@dataclass(frozen=True, slots=True)
class ForgetOwnWords:
    """Takes the own words beside the options back."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Says that the choices, or the answer given before, stand as they are."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Gives a point on the scale; None is "I don't know"."""

    value: int | None


@dataclass(frozen=True, slots=True)
class Skip:
    """Leaves a question without an answer; an answer given before is taken back."""


@dataclass(frozen=True, slots=True)
class Back:
    """Goes to the screen before."""


@dataclass(frozen=True, slots=True)
class GoTo:
    """Jumps from a summary or the review to a question, a section's summary or opening, or another page."""

    place: Place


@dataclass(frozen=True, slots=True)
class Close:
    """Sends the section: from now on it counts."""


Action = Begin | Proceed | Choose | Unchoose | ForgetOwnWords | Confirm | Rate | Skip | Back | GoTo | Close


@dataclass(frozen=True, slots=True)
class Tap:
    """A button was tapped on the screen of `place`."""

    place: Place
    action: Action


@dataclass(frozen=True, slots=True)
class Say:
    """Something was typed, wherever the conversation stands."""

    text: str


@dataclass(frozen=True, slots=True)
class OpenReview:
    """Asks for the review page, from anywhere."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Asks for the newest screen again, from anywhere."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Leaves the current entry (an edit, the review); nothing is erased."""


Input = Tap | Say | OpenReview | Resume | Leave
