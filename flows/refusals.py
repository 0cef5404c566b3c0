"""What the conversation refused, said to somebody who wrote answers into a file."""

from datetime import date
from decimal import Decimal
from typing import assert_never

from flows.events import (
    Answered,
    AnswersDropped,
    ButtonsExpected,
    ChoiceChanged,
    DateOutOfRange,
    Event,
    Moved,
    NotADate,
    NotANumber,
    OutOfRange,
    OwnWordsTaken,
    Required,
    SectionClosed,
    Skipped,
    Stale,
    Submitted,
    TooFew,
    TooLong,
    TooMany,
    TooPrecise,
)
from flows.inputs import Action, Choose


def refusal(event: Event, action: Action | None = None) -> str | None:
    """Why the event refuses the answer whose input it came of, in one sentence; None where it takes it."""
    match event:
        case Stale():
            return f"It does not offer the option {action.option!r} here." if isinstance(action, Choose) else None
        case ChoiceChanged(replaced=replaced):
            return "It combines an option that stands alone with others." if replaced else None
        case TooMany(limit):
            return f"It takes at most {limit} of its options."
        case TooFew(limit, chosen):
            return f"It takes at least {limit} of its options, not {chosen}."
        case TooLong(length, limit):
            return f"Its text has {length} characters; the limit is {limit}."
        case NotANumber():
            return "It takes a number of at most 15 digits."
        case TooPrecise(decimals):
            return f"It takes at most {decimals} digits after the point."
        case OutOfRange(low, high):
            return f"It takes a number {_between(low, high)}."
        case NotADate():
            return "It takes a date."
        case DateOutOfRange(earliest, latest):
            return f"It takes a date {_between(earliest, latest)}."
        case ButtonsExpected():
            return "It is empty."
        case Required():
            return "It has to be answered."
        case Moved() | Answered() | OwnWordsTaken() | Skipped() | AnswersDropped() | SectionClosed() | Submitted():
            return None
        case _:
            assert_never(event)


def own_words_taken_for(event: Event) -> str | None:
    """Why own words came to nothing, or to something else, when they were typed; None where they were taken."""
    match event:
        case OwnWordsTaken():
            return None
        case ButtonsExpected():
            return "It takes no own words, or these are empty."
        case TooLong():
            return refusal(event)
        case _:
            return "Its own words would be read as options: they are an option's text, or nothing but numbers."


def _between(low: Decimal | date | None, high: Decimal | date | None) -> str:
    if low is not None and high is not None:
        return f"between {low} and {high}"
    return f"of at least {low}" if high is None else f"of at most {high}"
