"""Where a conversation goes next, and what came before."""

from typing import assert_never

from flows.consultation import Consultation, Section, leans_on
from flows.places import Asking, Opening, Place, Review, Summary, Thanks, Welcome
from flows.relevance import applies, asked, standing
from flows.response import Response


def is_pending(consultation: Consultation, section: Section, response: Response) -> bool:
    """Whether something of the section is still to be sent: it asks something, and was not sent or lacks an answer.

    Only what was sent decides; drafts may still change.
    """
    sent = response.sent
    applying = [question for question in section.questions if applies(consultation, question, sent)]
    if section.id not in response.closed:
        return bool(applying)
    return any(question.required and question.id not in sent for question in applying)


def is_complete(consultation: Consultation, response: Response) -> bool:
    """Whether every section that asks this respondent something was sent."""
    return not any(is_pending(consultation, section, response) for section in consultation.sections)


def onward(consultation: Consultation, response: Response, after: Section | None = None) -> Place:
    """The opening of the first pending section behind `after`, else of the first at all, else the thanks."""
    pending = [section for section in consultation.sections if is_pending(consultation, section, response)]
    if not pending:
        return Thanks()
    order = list(consultation.section_by_id)
    start = order.index(after.id) + 1 if after else 0
    behind = (section for section in pending if order.index(section.id) >= start)
    return Opening(next(behind, pending[0]).id)


def after_question(consultation: Consultation, response: Response, place: Asking) -> Place:
    """The place after an answered or skipped question: the next one, or the section's summary.

    An edit leads straight to the summary, unless the question behind depends on it and has no answer yet.
    """
    section = consultation.section_of[place.question]
    answers = response.answers
    order = [question.id for question in section.questions]
    here = order.index(place.question)
    for question in asked(consultation, section, answers):
        if order.index(question.id) <= here:
            continue
        if not place.editing:
            return Asking(question.id)
        missing = standing(consultation, question, answers) is None
        if missing and (question.required or place.question in leans_on(question)):
            return Asking(question.id, editing=True)
    return Summary(section.id)


def before(consultation: Consultation, response: Response) -> Place:
    """The place to which Back leads."""
    match response.place:
        case Asking(question, editing=True):
            return Review() if response.returning else Summary(consultation.section_of[question].id)
        case Asking(question):
            return _before_question(consultation, response, question)
        case Summary() | Opening() if response.returning:
            return Review()
        case Summary(section):
            questions = asked(consultation, consultation.section_by_id[section], response.answers)
            return Asking(questions[-1].id) if questions else Opening(section)
        case Opening(section):
            return _before_section(consultation, response, section)
        case Review():
            return returned(consultation, response)
        case Welcome() | Thanks():
            return response.place
        case _:
            assert_never(response.place)


def first_question(consultation: Consultation, response: Response, section_id: str) -> Place:
    """The first question of a section, its summary if it asks nothing."""
    questions = asked(consultation, consultation.section_by_id[section_id], response.answers)
    return Asking(questions[0].id) if questions else Summary(section_id)


def returned(consultation: Consultation, response: Response) -> Place:
    """Where the review leads back to: where it was opened, unless that was settled meanwhile."""
    place = response.returning
    match place:
        case Asking(question):
            section = consultation.section_of[question]
            still_open = section.id not in response.closed or section.id in response.draft
            if still_open and question in {each.id for each in asked(consultation, section, response.answers)}:
                return place
        case Opening(section_id) | Summary(section_id):
            if section_id not in response.closed or section_id in response.draft:
                return place
        case Welcome():
            return place
    return onward(consultation, response)


def _before_question(consultation: Consultation, response: Response, question: str) -> Place:
    section = consultation.section_of[question]
    order = [each.id for each in section.questions]
    here = order.index(question)
    earlier = [each for each in asked(consultation, section, response.answers) if order.index(each.id) < here]
    return Asking(earlier[-1].id) if earlier else Opening(section.id)


def _before_section(consultation: Consultation, response: Response, section_id: str) -> Place:
    order = list(consultation.section_by_id)
    earlier = [
        each
        for each in order[: order.index(section_id)]
        if asked(consultation, consultation.section_by_id[each], response.answers)
    ]
    return Summary(earlier[-1]) if earlier else Welcome()
