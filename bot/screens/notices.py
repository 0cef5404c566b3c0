"""What is said of what just happened: as a toast over the tapped button, and as a line on the new screen."""

from datetime import date
from decimal import Decimal
from typing import assert_never

from bot.asked import (
    LanguageChanged,
    Notice,
    NotRead,
    PageLeft,
    ReminderPromised,
    RoundClosed,
    RoundPaused,
    SubscriptionChanged,
)
from bot.markup import lines, plain, utf16_length
from bot.screens.view import View
from flows import events
from flows.consultation import Multiple, Ranking, Rating, Single
from flows.places import Asking
from results.labels import shortened

TOAST_LIMIT = 200
"""In UTF-16 units."""


def toast(view: View) -> str | None:
    """The toast for a tap, within Telegram's limit; None where the new screen says enough."""
    said = next((text for text in (sentence(view, each) for each in view.notices) if text), None)
    if said is None or utf16_length(said) <= TOAST_LIMIT:
        return said
    return shortened(said, TOAST_LIMIT // 2)  # an emoji counts twice


def notice(view: View) -> str | None:
    """The lines on the screen that stay to be read: a refused tap has its toast, and its screen stays as it was."""
    lasting = (each for each in view.notices if not view.tapped or _is_lasting(each))
    said = [text for text in (sentence(view, each) for each in lasting) if text]
    return lines(*(plain(f"➤ {text}") for text in said)) or None


def sentence(view: View, each: Notice) -> str | None:
    """One kind sentence that says what happened and what to do; None where there is nothing to say."""
    speech = view.speech
    match each:
        case events.Moved() | events.Answered() | events.Skipped() | events.OwnWordsTaken():
            return None
        case events.ChoiceChanged(replaced=replaced):
            return speech.say("That answer stands alone, so the others were taken back.") if replaced else None
        case events.Stale():
            return speech.say("That button was from an earlier screen. This is where you are.")
        case events.TooMany(limit):
            return speech.say_n(
                "You can choose {n} at most. To choose another, first take one back by tapping it.",
                "You can choose {n} at most. To choose another, first take one back by tapping it.",
                limit,
            )
        case events.TooFew(minimum, chosen):
            return speech.say_n(
                "Please choose at least {n}; so far it is {chosen}.",
                "Please choose at least {n}; so far it is {chosen}.",
                minimum,
                chosen=speech.number(chosen),
            )
        case events.TooLong(length, limit):
            return speech.say(
                "Your text has {length} characters, and there is room for {limit}. "
                "Please shorten it and send it again.",
                length=speech.number(length),
                limit=speech.number(limit),
            )
        case events.NotANumber():
            return speech.say("Please type a number, for example 12.")
        case events.TooPrecise(decimals):
            return _precise(view, decimals)
        case events.OutOfRange(low, high):
            return _range(view, low, high)
        case events.NotADate():
            return speech.say("Please type a date as day.month.year, for example 24.01.2026.")
        case events.DateOutOfRange(earliest, latest):
            return _days(view, earliest, latest)
        case events.ButtonsExpected():
            return _expected(view)
        case events.Required():
            return speech.say("This question needs an answer before you go on.")
        case events.AnswersDropped(questions):
            return speech.say_n(
                "{n} answer was taken out, because its question no longer applies to you.",
                "{n} answers were taken out, because their questions no longer apply to you.",
                len(questions),
            )
        case events.SectionClosed(section, again):
            title = view.text(view.consultation.section_by_id[section].title)
            if again:
                return speech.say("“{title}” was sent again. Your new answers count.", title=title)
            return speech.say("“{title}” was sent and counts.", title=title)
        case events.Submitted():
            return None
        case RoundClosed():
            return speech.say("This consultation is closed; nothing can be changed any more.")
        case RoundPaused():
            return speech.say("This consultation is paused. What you have answered is kept; please come back later.")
        case PageLeft():
            return speech.say("Here is where you were. If that was your answer, please type it once more.")
        case NotRead():
            return speech.say("I can only read typed text. Please answer with the buttons or by typing.")
        case LanguageChanged():
            return speech.say("From now on we speak English.")
        case SubscriptionChanged(wanted):
            if wanted:
                return speech.say(
                    "Thank you. I will write to you when there is news. What about, you choose with /subscribe."
                )
            return speech.say("I will not write to you by myself any more.")
        case ReminderPromised():
            return speech.say("I will remind you if you stop halfway. To take that back, send /stop.")
        case _:
            assert_never(each)


def _is_lasting(each: Notice) -> bool:
    return isinstance(each, events.SectionClosed | events.AnswersDropped)


def _precise(view: View, decimals: int) -> str:
    if decimals == 0:
        return view.speech.say("Please type a whole number.")
    return view.speech.say_n(
        "Please type the number with at most {n} digit after the point.",
        "Please type the number with at most {n} digits after the point.",
        decimals,
    )


def _range(view: View, low: Decimal | None, high: Decimal | None) -> str:
    number = view.speech.number
    if low is not None and high is not None:
        return view.speech.say("Please give a number from {low} to {high}.", low=number(low), high=number(high))
    if low is not None:
        return view.speech.say("Please give a number of at least {low}.", low=number(low))
    assert high is not None, "a number is out of bounds only where there are bounds"
    return view.speech.say("Please give a number of at most {high}.", high=number(high))


def _days(view: View, earliest: date | None, latest: date | None) -> str:
    day = view.speech.day
    if earliest is not None and latest is not None:
        return view.speech.say(
            "Please give a day from {earliest} to {latest}.", earliest=day(earliest), latest=day(latest)
        )
    if earliest is not None:
        return view.speech.say("Please give a day no earlier than {earliest}.", earliest=day(earliest))
    assert latest is not None, "a day is out of bounds only where there are bounds"
    return view.speech.say("Please give a day no later than {latest}.", latest=day(latest))


def _expected(view: View) -> str:
    """What answers the screen on which something was typed in vain."""
    speech = view.speech
    match view.response.place:
        case Asking(question):
            match view.consultation.question_by_id[question]:
                case Rating(from_=low, to=high):
                    return speech.say(
                        "Please tap a number from {low} to {high}, or type it.",
                        low=speech.number(low),
                        high=speech.number(high),
                    )
                case Single() | Multiple() | Ranking():
                    return speech.say("Please tap one of the buttons, or type its number.")
                case _:
                    return speech.say("Please type your answer as a message.")
        case _:
            return speech.say("Please use the buttons below this message.")
