"""How much there may be of what has a button each: Telegram shows 100 below a message, some of which lead elsewhere."""

from collections.abc import Iterator

from flows.checks.findings import Finding
from flows.consultation import Consultation, Multiple, OpenText, Single
from flows.sentence import sentence_n

MOST_SECTIONS = 50
"""Sections of a consultation: the review and the results lead to each."""

MOST_QUESTIONS = 50
"""Questions of a section: its summary and its results lead to each."""

MOST_IN_OWN_WORDS = 50
"""Questions that are answered in own words, or can be: staff are led to each."""


def sizes(consultation: Consultation) -> Iterator[Finding]:
    """What is more than a chat can show."""
    sections = len(consultation.sections)
    if sections > MOST_SECTIONS:
        too_many = sentence_n(
            "has {n} section; a consultation can have {most}",
            "has {n} sections; a consultation can have {most}",
            sections,
            most=MOST_SECTIONS,
        )
        yield Finding(("sections",), too_many)
    for place, section in enumerate(consultation.sections):
        questions = len(section.questions)
        if questions > MOST_QUESTIONS:
            too_many = sentence_n(
                "has {n} question; a section can have {most}",
                "has {n} questions; a section can have {most}",
                questions,
                most=MOST_QUESTIONS,
            )
            yield Finding(("sections", place, "questions"), too_many)
    in_own_words = sum(
        isinstance(each, OpenText) or (isinstance(each, Single | Multiple) and each.own_words)
        for each in consultation.questions
    )
    if in_own_words > MOST_IN_OWN_WORDS:
        too_many = sentence_n(
            "takes own words in {n} question; a consultation can have {most} such questions",
            "takes own words in {n} questions; a consultation can have {most} such questions",
            in_own_words,
            most=MOST_IN_OWN_WORDS,
        )
        yield Finding(("sections",), too_many)
