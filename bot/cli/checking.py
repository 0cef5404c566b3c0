"""`glas check`: is this file a consultation?"""

from pathlib import Path

from bot.refusal import Refusal
from flows.consultation import Consultation


def consultation_in(file: Path) -> Consultation:
    """The consultation in the file. Raises Refusal with every mistake on a line of its own, and OSError."""
    from flows.reading import ConsultationErrors, load_consultation  # noqa: PLC0415 - most commands read no YAML

    try:
        return load_consultation(file)
    except ConsultationErrors as error:
        raise Refusal("\n".join(f"{file}: {mistake}" for mistake in error.mistakes)) from error


def summary(consultation: Consultation) -> str:
    """The consultation in numbers."""
    questions = counted(len(consultation.question_by_id), "question")
    sections = counted(len(consultation.sections), "section")
    languages = "language" if len(consultation.languages) == 1 else "languages"
    return f"{questions} in {sections}, {languages} {', '.join(consultation.languages)}"


def counted(n: int, noun: str) -> str:
    """The number with its noun, whose plural ends in s."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
