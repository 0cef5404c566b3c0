"""The conversation: one input moves one response on. Each section is a small machine, the consultation is theirs."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import assert_never

from flows import choosing, typed
from flows.answers import Answer, Dated, Numbered, Rated, Said
from flows.closing import close
from flows.consultation import (
    Consultation,
    Multiple,
    Option,
    Question,
    Ranking,
    Rating,
    Single,
    WithOptions,
)
from flows.drafting import opened, with_answer
from flows.events import (
    Answered,
    ButtonsExpected,
    ChoiceChanged,
    Event,
    Moved,
    OutOfRange,
    OwnWordsTaken,
    Required,
    Skipped,
    Stale,
    TooFew,
    TooMany,
)
from flows.inputs import (
    Action,
    Back,
    Begin,
    Choose,
    Close,
    Confirm,
    ForgetOwnWords,
    GoTo,
    Input,
    Leave,
    OpenReview,
    Proceed,
    Rate,
    Resume,
    Say,
    Skip,
    Tap,
    Unchoose,
)
from flows.moves import (
    after_question,
    before,
    first_question,
    is_pending,
    onward,
)
from flows.order import displayed
from flows.places import Asking, Opening, Place, Review, Summary, Thanks, Welcome
from flows.relevance import asked, standing
from flows.response import Response

Advance = tuple[Response, tuple[Event, ...]]


def advance(consultation: Consultation, response: Response, given: Input, now: datetime) -> Advance:
    """The response after `given`, and what came of it. Every input is possible at every place; none raises.

    `now` is in the city's time zone: its day is what "today" means.
    """
    match given:
        case Tap(place, action):
            if place != response.place:
                return response, (Stale(),)
            return _tapped(consultation, response, action)
        case Say(text):
            return _said(consultation, response, text, now)
        case OpenReview():
            return _reviewing(response)
        case Resume():
            return response, (Moved(),)
        case Leave():
            return _left(consultation, response)
        case _:
            assert_never(given)


def without_draft(consultation: Consultation, response: Response) -> Response:
    """The response after its open sections were erased: what was sent stays, and the place still makes sense."""
    kept = replace(response, draft={}, returning=None)
    match response.place:
        case Asking(question):
            section = consultation.section_of[question].id
        case Summary(section) | Opening(section):
            pass
        case _:
            return kept
    if section in kept.closed:
        return replace(kept, place=Summary(section))
    asks = is_pending(consultation, consultation.section_by_id[section], kept)
    return replace(kept, place=Opening(section) if asks else onward(consultation, kept))


def _tapped(consultation: Consultation, response: Response, action: Action) -> Advance:
    match action, response.place:
        case ((Back() | Proceed()), Review()):
            return _back_from_review(consultation, response)
        case Back(), _:
            return _moved(response, before(consultation, response))
        case Begin(), Welcome():
            return _moved(response, onward(consultation, response))
        case Proceed(), Opening(section):
            begun = opened(consultation, response, section)
            return _moved(begun, first_question(consultation, begun, section))
        case ((Close() | Proceed()), Summary(section)):
            return close(consultation, response, section)
        case GoTo(place), (Summary() | Review() | Thanks()):
            return _jumped(consultation, response, place)
        case Skip(), Asking(question):
            return _skipped(consultation, response, response.place, consultation.question_by_id[question])
        case _, Asking(question):
            return _answering(consultation, response, response.place, consultation.question_by_id[question], action)
        case _:
            return response, (Stale(),)


def _answering(
    consultation: Consultation, response: Response, place: Asking, question: Question, action: Action
) -> Advance:
    match action, question:
        case Choose(option), (Single() | Multiple() | Ranking()):
            return _chosen(consultation, response, place, question, (option,))
        case Unchoose(option), (Single() | Multiple() | Ranking()):
            changed = choosing.unchoose(response.answers.get(question.id), option)
            return with_answer(consultation, response, question.id, changed.answer), (ChoiceChanged(question.id),)
        case ForgetOwnWords(), (Single() | Multiple()):
            answer = choosing.with_own_words(response.answers.get(question.id), None)
            return with_answer(consultation, response, question.id, answer), (ChoiceChanged(question.id),)
        case Rate(value), Rating():
            return _rated(consultation, response, place, question, value)
        case Confirm(), _:
            return _confirmed(consultation, response, place, question)
        case _:
            return response, (Stale(),)


def _chosen(
    consultation: Consultation, response: Response, place: Asking, question: WithOptions, options: tuple[str, ...]
) -> Advance:
    answer = standing(consultation, question, response.answers)
    on_screen = {option.id for option in _on_screen(consultation, response, question)}
    replaced = False
    for option in options:
        if option not in on_screen:
            return response, (Stale(),)
        match choosing.choose(consultation, question, answer, option):
            case TooMany() as refused:
                return response, (refused,)
            case changed:
                answer, replaced = changed.answer, replaced or changed.replaced
    if isinstance(question, Single):
        return _answered(consultation, response, place, answer)
    return with_answer(consultation, response, question.id, answer), (ChoiceChanged(question.id, replaced),)


def _rated(
    consultation: Consultation, response: Response, place: Asking, question: Rating, value: int | None
) -> Advance:
    allowed = question.dont_know if value is None else value in question.scale
    if not allowed:
        return response, (OutOfRange(Decimal(question.from_), Decimal(question.to)),)
    return _answered(consultation, response, place, Rated(value))


def _confirmed(consultation: Consultation, response: Response, place: Asking, question: Question) -> Advance:
    answer = standing(consultation, question, response.answers)
    refused: TooFew | Required | None = None
    if isinstance(question, Multiple | Ranking):
        refused = choosing.too_few(question, answer, _on_screen(consultation, response, question))
    elif answer is None:
        refused = Required(question.id)
    if refused is not None:
        return response, (refused,)
    return _answered(consultation, response, place, answer)


def _answered(consultation: Consultation, response: Response, place: Asking, answer: Answer | None) -> Advance:
    changed = with_answer(consultation, response, place.question, answer)
    return _at(changed, after_question(consultation, changed, place)), (Answered(place.question),)


def _skipped(consultation: Consultation, response: Response, place: Asking, question: Question) -> Advance:
    if question.required:
        return response, (Required(question.id),)
    changed = with_answer(consultation, response, question.id, None)
    return _at(changed, after_question(consultation, changed, place)), (Skipped(question.id),)


def _jumped(consultation: Consultation, response: Response, target: Place) -> Advance:
    """Goes where a summary, the review or the thanks lead; only places that exist for this respondent."""
    match target:
        case Asking(question, editing=True) if question in consultation.question_by_id:
            section = consultation.section_of[question]
            reachable = question in {each.id for each in asked(consultation, section, response.answers)}
            return _moved(response, target) if reachable else (response, (Stale(),))
        case Summary(section_id) | Opening(section_id) if section_id in consultation.section_by_id:
            return _moved(response, target)
        case Review(page) if page >= 0:
            return _at(_reviewing(response)[0], target), (Moved(),)
        case _:
            return response, (Stale(),)


def _reviewing(response: Response) -> Advance:
    if isinstance(response.place, Review):
        return response, (Moved(),)
    return _moved(replace(response, returning=response.returning or response.place), Review())


def _back_from_review(consultation: Consultation, response: Response) -> Advance:
    """Goes back to where the review was opened; from there on, the way leads through the sections again."""
    return _moved(replace(response, returning=None), before(consultation, response))


def _left(consultation: Consultation, response: Response) -> Advance:
    match response.place:
        case Review():
            return _back_from_review(consultation, response)
        case Asking(_, editing=True):
            return _moved(response, before(consultation, response))
        case Summary() | Opening() if response.returning:
            return _moved(response, before(consultation, response))
        case _:
            return response, (Moved(),)


def _said(consultation: Consultation, response: Response, text: str, now: datetime) -> Advance:
    match response.place:
        case Asking() as place:
            return _typed(consultation, response, place, text, now.date())
        case Summary(section):
            questions = asked(consultation, consultation.section_by_id[section], response.answers)
            return _numbered(consultation, response, text, [Asking(each.id, editing=True) for each in questions])
        case Review():
            return _numbered(consultation, response, text, [Summary(each.id) for each in consultation.sections])
        case _:
            return response, (ButtonsExpected(),)


def _typed(consultation: Consultation, response: Response, place: Asking, text: str, today: date) -> Advance:
    question = consultation.question_by_id[place.question]
    match typed.meaning(question, _on_screen(consultation, response, question), text, today):
        case typed.Picked(chosen):
            assert isinstance(question, WithOptions), "only questions with options are picked from"
            return _chosen(consultation, response, place, question, chosen)
        case typed.OwnWords(words):
            answer = choosing.with_own_words(response.answers.get(question.id), words)
            return with_answer(consultation, response, question.id, answer), (OwnWordsTaken(question.id),)
        case typed.Point(value):
            assert isinstance(question, Rating), "only ratings are given points"
            return _rated(consultation, response, place, question, value)
        case Said() | Numbered() | Dated() as answer:
            return _answered(consultation, response, place, answer)
        case refusal:
            return response, (refusal,)


def _numbered(consultation: Consultation, response: Response, text: str, targets: list[Place]) -> Advance:
    """Jumps to the target whose number was typed."""
    number = text.strip()
    if not number.isdecimal() or len(number) > 4 or not 1 <= int(number) <= len(targets):
        return response, (ButtonsExpected(),)
    return _jumped(consultation, response, targets[int(number) - 1])


def _on_screen(consultation: Consultation, response: Response, question: Question) -> tuple[Option, ...]:
    if not isinstance(question, WithOptions):
        return ()
    return displayed(consultation, question, response.answers, response.seed)


def _moved(response: Response, place: Place) -> Advance:
    return _at(response, place), (Moved(),)


def _at(response: Response, place: Place) -> Response:
    """The response at that place; an edit that began from a review keeps the way back."""
    return replace(response, place=place)
