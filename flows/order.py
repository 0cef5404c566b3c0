"""The order in which options are shown: as written, or shuffled so that it cannot steer."""

from hashlib import sha256

from flows.answers import Answers
from flows.consultation import Consultation, Option, Pin, WithOptions
from flows.relevance import grounds, offered


def displayed(consultation: Consultation, question: WithOptions, answers: Answers, seed: str) -> tuple[Option, ...]:
    """The offered options as this respondent sees them, always in the same order; pinned ones keep their end.

    Sorting by a hash of seed and option is a fair shuffle that no version of a library can change.
    """
    reasons = answers if question.options_from is None else grounds(consultation, answers)
    options = offered(consultation, question, reasons)
    free = [option for option in options if option.pinned is None]
    if question.shuffle:
        free.sort(key=lambda option: _lot(seed, question.id, option.id))
    first = (option for option in options if option.pinned is Pin.FIRST)
    last = (option for option in options if option.pinned is Pin.LAST)
    return (*first, *free, *last)


def _lot(seed: str, question: str, option: str) -> bytes:
    return sha256(f"{seed}/{question}/{option}".encode()).digest()
