"""How a response's open sections change: an answer, and what follows from it at once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flows.answers import Answer, Answers
from flows.consultation import Consultation
from flows.relevance import consequent
from flows.response import Response


def with_answer(consultation: Consultation, response: Response, question: str, answer: Answer | None) -> Response:
    """The response with that answer in its draft, or without any; what follows from it is filled in and taken out."""
    before = response.answers
    answers = {each: known for each, known in before.items() if each != question}
    if answer is not None:
        answers[question] = answer
    # The others change nothing but themselves.
    if any(each.id == question for each in consultation.grounds):
        answers = {**consequent(consultation, before, answers)}
    sections = (*response.draft, consultation.section_of[question].id)
    return replace(response, draft=parted(consultation, sections, answers))


def opened(consultation: Consultation, response: Response, section: str) -> Response:
    """The response with the section in its draft; what follows from earlier sections is filled in."""
    answers = consequent(consultation, response.answers, response.answers)
    return replace(response, draft=parted(consultation, (*response.draft, section), answers))


def parted(consultation: Consultation, sections: Iterable[str], answers: Answers) -> Mapping[str, Answers]:
    """The answers of these sections, by section."""
    return {
        section: {
            question.id: answers[question.id]
            for question in consultation.section_by_id[section].questions
            if question.id in answers
        }
        for section in sections
    }
