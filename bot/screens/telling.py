"""A person's answers in words, as pages beside the conversation tell them."""

from bot.markup import plain, utf16_length
from bot.screens.wording import in_words
from flows.answers import Answers
from flows.consultation import Consultation, text_in
from results.labels import shortened
from results.speech import Speech

QUESTION_LENGTH = 80
ANSWER_LENGTH = 300


def answers_in_words(words: Speech, consultation: Consultation, answers: Answers) -> list[str]:
    """A line of HTML an answer, long ones shortened."""
    return [
        plain(
            "• "
            + shortened(text_in(consultation.question_by_id[question].text, words.language), QUESTION_LENGTH)
            + " "
            + shortened(in_words(words, consultation, question, answer), ANSWER_LENGTH)
        )
        for question, answer in answers.items()
    ]


def whole_lines(text: str, room: int, rest: str) -> str:
    """The text when it fits into `room` UTF-16 units; else as many whole lines as do, then `rest`, which says so."""
    if utf16_length(text) <= room:
        return text
    kept: list[str] = []
    for line in text.split("\n"):
        if utf16_length("\n".join([*kept, line])) > room:
            break
        kept.append(line)
    return "\n".join([*kept, plain(rest)])
