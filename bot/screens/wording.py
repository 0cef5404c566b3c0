"""Answers in words, as summaries, the review and /mydata show them."""

from typing import assert_never

from flows.answers import Answer, Chosen, Dated, Numbered, Ranked, Rated, Said
from flows.consultation import Consultation, text_in
from results.speech import Speech


def in_words(speech: Speech, consultation: Consultation, question: str, answer: Answer) -> str:
    """The answer as one line of plain text."""
    match answer:
        case Chosen(options, own_words):
            own = [speech.say("“{text}”", text=own_words)] if own_words else []
            return "; ".join([*(_option(speech, consultation, question, option) for option in options), *own])
        case Rated(value):
            return speech.say("I don't know") if value is None else speech.number(value)
        case Said(text):
            return text
        case Numbered(value):
            return speech.number(value)
        case Ranked(options):
            return "; ".join(
                f"{speech.number(place)}. {_option(speech, consultation, question, option)}"
                for place, option in enumerate(options, start=1)
            )
        case Dated(day):
            return speech.day(day)
        case _:
            assert_never(answer)


def _option(speech: Speech, consultation: Consultation, question: str, option: str) -> str:
    return text_in(consultation.options_of[question][option].text, speech.language)
