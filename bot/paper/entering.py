"""Entering a sheet: what is asked, what is typed, what the conversation says to it.

Pure but for `ask` and `tell`, which a terminal or a test provides. Options have the numbers that the printed
questionnaire gives them, whatever order a citizen's screen would show.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flows.answers import Chosen, Ranked
from flows.consultation import Consultation, Multiple, Question, Ranking, Rating, Section, Single, WithOptions, text_in
from flows.conversation import advance, without_draft
from flows.events import Event, SectionClosed
from flows.inputs import Back, Close, ForgetOwnWords, Input, Proceed, Rate, Say, Skip, Tap, Unchoose
from flows.places import Asking, Opening
from flows.refusals import own_words_taken_for, refusal
from flows.relevance import applies, offered
from flows.replaying import inputs_giving
from flows.response import Response
from results.questionnaire.numbering import numbered, scale_of

BACK, LEAVE_OUT, UNSURE = "<", "!", "?"

HELP = (
    "Type the numbers that are ticked, or what is written. Enter: nothing is ticked. "
    f"{UNSURE}: I don't know. {BACK}: the question before. {LEAVE_OUT}: leave this section out. "
    "Ctrl-C: stop, and store nothing."
)


class _LeftOut(Exception):
    """The section on the sheet is left out."""


@dataclass(slots=True)
class Entering:
    """One sheet. `ask` gives what is typed to a prompt; `tell` prints a line. `run` is called once."""

    consultation: Consultation
    language: str
    now: datetime
    ask: Callable[[str], str]
    tell: Callable[[str], None]
    response: Response

    def run(self) -> Response:
        """The response with the sections that were entered; none of them is open any more."""
        self.tell(HELP)
        for number, section in enumerate(self.consultation.sections, start=1):
            answers = self.response.answers
            if not any(applies(self.consultation, question, answers) for question in section.questions):
                continue
            title = text_in(section.title, self.language)
            self.tell(f"\n── {number}/{len(self.consultation.sections)} · {title}")
            try:
                self._section(section)
            except _LeftOut:
                self.response = without_draft(self.consultation, self.response)
                self.tell("The section is left out.")
        return self.response

    def _section(self, section: Section) -> None:
        opening = Opening(section.id)
        self.response = replace(self.response, place=opening)
        self._does(Tap(opening, Proceed()))
        while True:
            match self.response.place:
                case Asking(question):
                    self._question(self.consultation.question_by_id[question])
                case _:
                    if self._is_closed():
                        return

    def _question(self, question: Question) -> None:
        self.tell(f"\n{text_in(question.text, self.language)}{' *' if question.required else ''}")
        for line in self._choices(question):
            self.tell(f"  {line}")
        typed = self._asked("> ")
        if typed == BACK:
            self._back()
            return
        inputs = self._inputs(question, typed)
        choice = isinstance(question, WithOptions)
        complaint = inputs if isinstance(inputs, str) else self._given(inputs, beside_options=choice)
        if complaint is not None:
            self.tell(f"✗ {complaint}")

    def _choices(self, question: Question) -> Iterable[str]:
        if isinstance(question, Rating):
            return [scale_of(question, self.language)]
        if not isinstance(question, WithOptions):
            return []
        here = {option.id for option in offered(self.consultation, question, self.response.answers)}
        numbers = numbered(self.consultation, question)
        return [f"{n:>2} {text_in(each.text, self.language)}" for n, each in numbers.items() if each.id in here]

    def _inputs(self, question: Question, typed: str) -> Sequence[Input] | str:
        """What a citizen would do to give the answer; a sentence where what was typed means nothing."""
        place = self.response.place
        assert isinstance(place, Asking), "only questions are answered"
        match question:
            case Single() | Multiple() | Ranking():
                return self._choice(place, question, typed)
            case Rating() if typed == UNSURE:
                return [Tap(place, Rate(None))]
            case _ if not typed:
                return [Tap(place, Skip())]
            case _:
                return [Say(typed)]

    def _choice(self, place: Asking, question: WithOptions, typed: str) -> Sequence[Input] | str:
        options = numbered(self.consultation, question)
        numbers = typed.replace(",", " ").split()
        if unknown := [each for each in numbers if not each.isdecimal() or int(each) not in options]:
            return f"There is no option {', '.join(unknown)}. Type numbers, such as: 1, 3"
        chosen = tuple(options[int(each)].id for each in numbers)
        if isinstance(question, Single) and len(chosen) > 1:
            return "Only one of them can be chosen."
        if len(set(chosen)) < len(chosen):
            return "A number is there twice."
        words = None
        if not isinstance(question, Ranking) and question.own_words:
            words = self._asked("  in their own words: ") or None
        if not chosen and words is None:
            return [Tap(place, Skip())]
        answer = Ranked(chosen) if isinstance(question, Ranking) else Chosen(chosen, words)
        return [*self._taken_back(place), *inputs_giving(place, question, answer)]

    def _taken_back(self, place: Asking) -> list[Tap]:
        """What was answered before goes first: a new answer replaces it, it does not add to it."""
        match self.response.answers.get(place.question):
            case Chosen(options, own_words):
                words = [Tap(place, ForgetOwnWords())] if own_words is not None else []
                return [*(Tap(place, Unchoose(option)) for option in options), *words]
            case Ranked(options):
                return [Tap(place, Unchoose(option)) for option in options]
            case _:
                return []

    def _given(self, inputs: Sequence[Input], *, beside_options: bool) -> str | None:
        """Why the answer is refused, and nothing of it is taken then; None when it is taken."""
        before = self.response
        for given in inputs:
            self.response, events = advance(self.consultation, self.response, given, self.now)
            complaint = _complaint(given, events[0], beside_options=beside_options)
            if complaint is not None:
                self.response = before
                return complaint
        return None

    def _is_closed(self) -> bool:
        typed = self._asked("\nEnter: this section is as on the sheet. ")
        if typed == BACK:
            self._back()
            return False
        if typed:
            self.tell("Enter goes on; < goes back; ! leaves the section out.")
            return False
        place = self.response.place
        self.response, events = advance(self.consultation, self.response, Tap(place, Close()), self.now)
        if any(isinstance(event, SectionClosed) for event in events):
            return True
        for complaint in filter(None, map(refusal, events)):
            self.tell(f"✗ {complaint}")
        return False

    def _back(self) -> None:
        """To the question before in this section; the first has none."""
        before, _ = advance(self.consultation, self.response, Tap(self.response.place, Back()), self.now)
        if isinstance(before.place, Asking):
            self.response = before
        else:
            self.tell("This is the first question of the section.")

    def _asked(self, prompt: str) -> str:
        typed = self.ask(prompt).strip()
        if typed == LEAVE_OUT:
            raise _LeftOut
        return typed

    def _does(self, given: Input) -> None:
        self.response, _ = advance(self.consultation, self.response, given, self.now)


def _complaint(given: Input, event: Event, *, beside_options: bool) -> str | None:
    if isinstance(given, Say) and beside_options:
        return own_words_taken_for(event)
    return refusal(event, given.action if isinstance(given, Tap) else None)
