"""Answers in words, as summaries, the review and /mydata show them."""

from typing import assert_never

from bot.speech import Speech
from flows.answers import Answer, Chosen, Dated, Numbered, Ranked, Rated, Said
from flows.consultation import Consultation, text_in


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


def shortened(text: str, limit: int) -> str:
    """The text, cut at a word where it is longer than `limit` characters, with an ellipsis that says so."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(None, 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;.") + "…"


def _option(speech: Speech, consultation: Consultation, question: str, option: str) -> str:
    return text_in(consultation.options_of[question][option].text, speech.language)
