"""Sending a section: from then on it counts, and what no longer applies anywhere is dropped."""

from dataclasses import replace

from flows.choosing import too_few
from flows.consultation import Consultation, Multiple, Question, Ranking
from flows.drafting import parted
from flows.events import AnswersDropped, Event, Moved, Required, SectionClosed, Submitted, TooFew
from flows.moves import is_complete, onward
from flows.order import displayed
from flows.places import Asking, Review, Thanks
from flows.relevance import asked, consequent, settled, standing
from flows.response import Response, in_section


def close(consultation: Consultation, response: Response, section_id: str) -> tuple[Response, tuple[Event, ...]]:
    """The response after its section was sent: counted, without answers that no longer apply, and on its way.

    A required question that has no answer, or a choice that was left halfway, comes first. Sending what was sent and
    not changed only goes on.
    """
    section = consultation.section_by_id[section_id]
    if section_id in response.closed and section_id not in response.draft:
        return _on(consultation, response, section_id), (Moved(),)
    for question in asked(consultation, section, response.answers):
        if (refused := _lacking(consultation, question, response)) is not None:
            return replace(response, place=Asking(question.id, editing=True)), (refused,)
    was_complete = is_complete(consultation, response)
    changed = _counted(consultation, response, section_id)
    gone = response.answers.keys() - changed.answers.keys()
    dropped = tuple(question for question in consultation.question_by_id if question in gone)
    events: list[Event] = [SectionClosed(section_id, again=section_id in response.closed)]
    if dropped:
        events.append(AnswersDropped(dropped))
    if is_complete(consultation, changed) and not was_complete:
        events.append(Submitted())
        return replace(changed, place=Thanks(), returning=None), tuple(events)
    return _on(consultation, changed, section_id), tuple(events)


def _lacking(consultation: Consultation, question: Question, response: Response) -> Required | TooFew | None:
    """What keeps the section of the question from being sent."""
    answer = standing(consultation, question, response.answers)
    if answer is None:
        return Required(question.id) if question.required else None
    if not isinstance(question, Multiple | Ranking):
        return None
    return too_few(question, answer, displayed(consultation, question, response.answers, response.seed))


def _counted(consultation: Consultation, response: Response, section: str) -> Response:
    """The response with the section counted; what no longer applies is dropped, from what was sent and what is open."""
    closed = {**response.closed, section: in_section(response, section)}
    draft = [each for each in response.draft if each != section]
    sent = consequent(consultation, response.sent, replace(response, closed=closed).sent)
    return replace(
        response,
        closed=parted(consultation, closed, settled(consultation, sent)),
        draft=parted(consultation, draft, settled(consultation, response.answers)),
    )


def _on(consultation: Consultation, response: Response, section: str) -> Response:
    if response.returning is not None:
        return replace(response, place=Review())
    return replace(response, place=onward(consultation, response, after=consultation.section_by_id[section]))
