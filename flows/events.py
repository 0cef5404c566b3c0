"""What came of an input, in the past tense: a closed set. What a respondent did wrong is an event, never an error."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Stale:
    """The button belonged to another screen; nothing changed."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The conversation went on, back or elsewhere."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer was taken into the draft."""

    question: str


@dataclass(frozen=True, slots=True)
class ChoiceChanged:
    """Options were chosen or unchosen; `replaced`: an exclusive option took the others' place, or lost its own."""

    question: str
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class OwnWordsTaken:
    """Own words were taken beside the options, in place of earlier ones."""

    question: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A question was left without an answer."""

    question: str


@dataclass(frozen=True, slots=True)
class TooMany:
    """One more choice than `max` was refused."""

    max: int


@dataclass(frozen=True, slots=True)
class TooFew:
    """Fewer choices than `min` were refused; `chosen` so far."""

    min: int
    chosen: int


@dataclass(frozen=True, slots=True)
class TooLong:
    """A text of `length` characters was refused; the limit is `limit`."""

    length: int
    limit: int


@dataclass(frozen=True, slots=True)
class NotANumber:
    """What was typed where a number was asked for is none."""


@dataclass(frozen=True, slots=True)
class TooPrecise:
    """A number with more than `decimals` digits after the point was refused."""

    decimals: int


@dataclass(frozen=True, slots=True)
class OutOfRange:
    """A number, rating or place in the list outside the bounds was refused."""

    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class NotADate:
    """What was typed where a date was asked for is none."""


@dataclass(frozen=True, slots=True)
class DateOutOfRange:
    """A day outside the bounds was refused."""

    earliest: date | None
    latest: date | None


@dataclass(frozen=True, slots=True)
class ButtonsExpected:
    """Something was typed where only the buttons answer."""


@dataclass(frozen=True, slots=True)
class Required:
    """A question that has to be answered was skipped, or its section sent without it."""

    question: str


@dataclass(frozen=True, slots=True)
class AnswersDropped:
    """Answers went because their questions no longer apply."""

    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionClosed:
    """A section was sent, for the first time or again."""

    section: str
    again: bool


@dataclass(frozen=True, slots=True)
class Submitted:
    """The last open section was sent: the response is complete."""


Event = (
    Stale
    | Moved
    | Answered
    | ChoiceChanged
    | OwnWordsTaken
    | Skipped
    | TooMany
    | TooFew
    | TooLong
    | NotANumber
    | TooPrecise
    | OutOfRange
    | NotADate
    | DateOutOfRange
    | ButtonsExpected
    | Required
    | AnswersDropped
    | SectionClosed
    | Submitted
)
