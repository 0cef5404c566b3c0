"""Responses as lines of JSON: read from `glas replay`, driven through the conversation, and written by `glas export`.

What a line says wrongly is a `Mistake` with a sentence for the person who made the file; nothing here raises for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, assert_never

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from flows.answers import Answer, AnswerError, Chosen, Dated, Numbered, Ranked, Rated, Said, decode, encode
from flows.consultation import Consultation, Language, Question, Section, Single, leans_on
from flows.conversation import advance
from flows.events import Event
from flows.inputs import Choose, Close, Confirm, GoTo, Input, OpenReview, Proceed, Rate, Say, Skip, Tap
from flows.moves import after_question
from flows.places import Asking, Opening
from flows.refusals import own_words_taken_for, refusal
from flows.relevance import applies, forced
from flows.response import Response
from flows.typed import cleaned


class Record(BaseModel):
    """One line. `closed` names the sections that were sent; None stands for all that ask this respondent something."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    respondent: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    language: Language | None = None
    closed: tuple[str, ...] | None = None
    answers: Mapping[str, object]

    @property
    def line(self) -> str:
        """The record as one line of JSON, without its line end."""
        return self.model_dump_json(exclude_none=True)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a line, in one sentence; `question` is None where it is about no single question."""

    question: str | None
    message: str


def recorded(line: str) -> Record | tuple[Mistake, ...]:
    """The record that a line holds."""
    try:
        return Record.model_validate_json(line)
    except ValidationError as error:
        return tuple(
            Mistake(None, f"{'.'.join(map(str, each['loc'])) or 'The line'}: {each['msg']}.") for each in error.errors()
        )


def replayed(consultation: Consultation, record: Record, seed: str, now: datetime) -> Response | tuple[Mistake, ...]:
    """The response of a citizen who gives these answers and sends these sections, in the order of the consultation.

    Every input is one that a citizen could give, so whatever the conversation refuses is refused here. All mistakes of
    the record are returned together, except those that merely follow from another.
    """
    replay = _Replay(consultation, now, Response(seed))
    replay.read(record)
    for section in consultation.sections:
        replay.answer_section(section, record)
    order = [*consultation.question_by_id]
    return (
        tuple(sorted(replay.mistakes, key=lambda each: order.index(each.question) if each.question in order else -1))
        or replay.response
    )


def record_of(consultation: Consultation, respondent: str, language: str | None, response: Response) -> Record:
    """What of the response counts, as a line.

    Replayed, it gives equal closed answers, unless later changes elsewhere made a sent section incomplete (a question
    that has to be answered came to apply, or choices fell below their minimum): that the conversation refuses.
    """
    sent = response.sent
    applying = {
        section.id
        for section in consultation.sections
        if any(applies(consultation, question, sent) for question in section.questions)
    }
    return Record(
        respondent=respondent,
        language=language,
        closed=None if applying == set(response.closed) else tuple(_in_order(consultation, response.closed)),
        answers={
            question.id: encode(question, sent[question.id])
            for question in consultation.questions
            if question.id in sent
        },
    )


def _in_order(consultation: Consultation, closed: Mapping[str, object]) -> Iterator[str]:
    return (section.id for section in consultation.sections if section.id in closed)


@dataclass(slots=True)
class _Replay:
    """A citizen at work. `doubtful` are the questions that nothing more is said about: they, or what they lean on, are
    wrong already."""

    consultation: Consultation
    now: datetime
    response: Response
    meant: dict[str, Answer] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)

    def read(self, record: Record) -> None:
        """Takes the answers that can be meant at all, and notes what is wrong with the others."""
        known = self.consultation
        if record.language is not None and record.language not in known.languages:
            self.mistakes.append(Mistake(None, f"The consultation does not speak {record.language!r}."))
        for section in record.closed or ():
            if section not in known.section_by_id:
                self.mistakes.append(Mistake(None, f"There is no section {section!r} to close."))
        for question_id, value in record.answers.items():
            question = known.question_by_id.get(question_id)
            if question is None:
                self.mistakes.append(Mistake(question_id, "There is no such question."))
            elif record.closed is not None and known.section_of[question_id].id not in record.closed:
                section = known.section_of[question_id].id
                self._wrong(question, f"Its section {section!r} is not among the closed ones.")
            else:
                self._read_answer(question, value)

    def answer_section(self, section: Section, record: Record) -> None:
        """Answers and sends the section, if the record does and it asks something."""
        if not self._is_sent(section, record):
            self._check_unasked(section, visited=set())
            return
        self._does(OpenReview())
        self._taps(GoTo(Opening(section.id)))
        self._taps(Proceed())
        visited = set()
        while isinstance(place := self.response.place, Asking):
            visited.add(place.question)
            self._answer_question(place, self.consultation.question_by_id[place.question])
        self._check_unasked(section, visited)
        # A section sent without its mistaken answers could make answers of later sections seem out of place.
        if not self.mistakes:
            self._taps(Close())

    def _is_sent(self, section: Section, record: Record) -> bool:
        if record.closed is not None:
            return section.id in record.closed
        answers = self.response.answers
        return any(applies(self.consultation, question, answers) for question in section.questions)

    def _read_answer(self, question: Question, value: object) -> None:
        try:
            answer = _cleaned(decode(question, value))
        except AnswerError as error:
            self._wrong(question, f"It cannot be {value!r}: {error}.")
            return
        if not isinstance(answer, Chosen | Ranked):
            self.meant[question.id] = answer
            return
        known = self.consultation.options_of[question.id]
        if unknown := [option for option in answer.options if option not in known]:
            self._wrong(question, f"It has no option {', '.join(map(repr, unknown))}.")
        elif len(set(answer.options)) < len(answer.options):
            self._wrong(question, "It names an option twice.")
        elif isinstance(answer, Chosen):
            in_order = tuple(option for option in known if option in answer.options)
            self.meant[question.id] = replace(answer, options=in_order)
        else:
            self.meant[question.id] = answer

    def _answer_question(self, place: Asking, question: Question) -> None:
        meant = self.meant.get(question.id)
        if meant is not None:
            complaint = self._complaint(place, question, meant)
        elif question.required:
            complaint = "It has to be answered."
        else:
            self._taps(Skip())
            return
        if complaint is not None:
            self._wrong(question, complaint)
            # Only to look for further mistakes: a response with a mistake is never handed out.
            onward = after_question(self.consultation, self.response, place)
            self.response = replace(self.response, place=onward)

    def _complaint(self, place: Asking, question: Question, meant: Answer) -> str | None:
        """Gives the answer, and says what came in its way."""
        for given in inputs_giving(place, question, meant):
            event = self._does(given)[0]
            complaint = (
                own_words_taken_for(event)
                if isinstance(given, Say) and isinstance(meant, Chosen)
                else refusal(event, given.action if isinstance(given, Tap) else None)
            )
            if complaint is not None:
                return complaint
        taken = self.response.answers.get(question.id)
        return None if taken == meant else f"It would be taken as {taken and encode(question, taken)!r}."

    def _check_unasked(self, section: Section, visited: set[str]) -> None:
        answers = self.response.answers
        for question in section.questions:
            meant = self.meant.get(question.id)
            if meant is None or question.id in visited:
                continue
            following = forced(self.consultation, question, answers)
            if following is None or not applies(self.consultation, question, answers):
                self._wrong(question, "It does not apply, given the other answers.")
            elif following != meant:
                self._wrong(question, f"It answers itself with {following.options[0]!r}, the only option left.")

    def _wrong(self, question: Question, message: str) -> None:
        if self.doubtful.isdisjoint(leans_on(question) | {question.id}):
            self.mistakes.append(Mistake(question.id, message))
        self.doubtful.add(question.id)

    def _taps(self, action: GoTo | Proceed | Skip | Close) -> None:
        self._does(Tap(self.response.place, action))

    def _does(self, given: Input) -> tuple[Event, ...]:
        self.response, events = advance(self.consultation, self.response, given, self.now)
        return events


def inputs_giving(place: Asking, question: Question, answer: Answer) -> Iterator[Tap | Say]:
    """What a citizen does on the question's screen to give the answer.

    Own words go first: choosing the option of a single choice leads on.
    """
    match answer:
        case Chosen(options, own_words):
            if own_words is not None:
                yield Say(own_words)
            yield from (Tap(place, Choose(option)) for option in options)
            if not (isinstance(question, Single) and options):
                yield Tap(place, Confirm())
        case Ranked(options):
            yield from (Tap(place, Choose(option)) for option in options)
            yield Tap(place, Confirm())
        case Rated(value):
            yield Tap(place, Rate(value))
        case Said(text):
            yield Say(text)
        case Numbered(value):
            yield Say(f"{value:f}")
        case Dated(day):
            yield Say(day.isoformat())
        case _:
            assert_never(answer)


def _cleaned(answer: Answer) -> Answer:
    """The answer as the conversation would keep it: outer white space was never meant."""
    match answer:
        case Said(text):
            return Said(cleaned(text))
        case Chosen(options, str(own_words)):
            return Chosen(options, cleaned(own_words))
        case _:
            return answer
