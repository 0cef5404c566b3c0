"""In which order a consultation is reported, whatever its sections are called.

As the deck of 2021 had it: who answered; what is ranked by mentions (problems, needs); what is ranked by means (the
vision), each element with the questions that lean on it; open questions last.
"""

from dataclasses import dataclass

from flows.consultation import (
    Consultation,
    OpenText,
    Question,
    Rating,
    Section,
    SectionKind,
    SectionRanking,
    leans_on,
)


@dataclass(frozen=True, slots=True)
class Outline:
    """`details`: by the id of a rated element, the questions that are asked because of it."""

    profile: tuple[Question, ...]
    by_mentions: tuple[Section, ...]
    by_mean: tuple[Section, ...]
    details: dict[str, tuple[Question, ...]]
    others: tuple[Question, ...]
    open_texts: tuple[OpenText, ...]


def outline(consultation: Consultation) -> Outline:
    """Every question once."""
    by_mean = _ranked(consultation, SectionRanking.MEAN)
    by_mentions = _ranked(consultation, SectionRanking.MENTIONS)
    elements = {each.id for section in by_mean for each in section.questions if isinstance(each, Rating)}
    placed = {each.id for section in (*by_mentions, *by_mean) for each in section.questions}
    profile: list[Question] = []
    others: list[Question] = []
    texts: list[OpenText] = []
    details: dict[str, tuple[Question, ...]] = {}
    for question in consultation.questions:
        if question.id in placed:
            continue
        leaning = leans_on(question) & elements
        if isinstance(question, OpenText):
            texts.append(question)
        elif len(leaning) == 1:
            (element,) = leaning
            details[element] = (*details.get(element, ()), question)
        elif consultation.section_of[question.id].kind is SectionKind.PROFILE:
            profile.append(question)
        else:
            others.append(question)
    return Outline(tuple(profile), by_mentions, by_mean, details, tuple(others), tuple(texts))


def _ranked(consultation: Consultation, ranking: SectionRanking) -> tuple[Section, ...]:
    return tuple(section for section in consultation.sections if section.ranking is ranking)
