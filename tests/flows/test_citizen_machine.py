"""A citizen who taps, types, repeats, goes back, edits, reviews and leaves at random, on fresh and on old screens."""

from collections.abc import Iterator
from random import Random

import hypothesis.strategies as st
import pytest
from hypothesis import event, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from flows.answers import Answer, Answers, Chosen, Ranked
from flows.closing import close
from flows.consultation import (
    DateQuestion,
    Multiple,
    Number,
    OpenText,
    Option,
    Question,
    Ranking,
    Rating,
    Section,
    Single,
    WithOptions,
)
from flows.conversation import advance, without_draft
from flows.counting import cells
from flows.events import AnswersDropped, SectionClosed, Stale, Submitted
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
from flows.moves import is_complete, is_pending
from flows.order import displayed
from flows.places import Asking, Opening, Place, Review, Summary, Thanks, Welcome
from flows.relevance import asked, settled
from flows.replaying import record_of, recorded, replayed
from flows.response import Response
from tests.flows.paper import NOW, neighbourhood, read_back

CONSULTATION = neighbourhood()
QUESTIONS = [*CONSULTATION.question_by_id]
SECTIONS = [*CONSULTATION.section_by_id]
OPTIONS = sorted({option for options in CONSULTATION.options_of.values() for option in options})

TEXTS = st.sampled_from(
    [
        "",
        "1",
        "2",
        "4",
        "3, 1",
        "1 2",
        "0",
        "99",
        "12,5",
        "-3",
        "2021-09-01",
        "1.9.2021",
        "2030-01-01",
        "noise",
        "Bins",
        "Dogs",
    ]
) | st.text(max_size=30)
PLACES: st.SearchStrategy[Place] = st.one_of(
    st.just(Welcome()),
    st.just(Thanks()),
    st.builds(Review, st.integers(-1, 3)),
    st.builds(Opening, st.sampled_from([*SECTIONS, "nonsense"])),
    st.builds(Summary, st.sampled_from([*SECTIONS, "nonsense"])),
    st.builds(Asking, st.sampled_from([*QUESTIONS, "nonsense"]), st.booleans()),
)
ACTIONS: st.SearchStrategy[Action] = st.one_of(
    st.sampled_from([Begin(), Proceed(), Confirm(), Skip(), Back(), Close(), ForgetOwnWords()]),
    st.builds(Choose, st.sampled_from([*OPTIONS, "nonsense"])),
    st.builds(Unchoose, st.sampled_from([*OPTIONS, "nonsense"])),
    st.builds(Rate, st.none() | st.integers(-1, 11)),
    st.builds(GoTo, PLACES),
)


def buttons(response: Response) -> Iterator[Action]:
    """The buttons of the screen on which the conversation stands."""
    match response.place:
        case Welcome():
            yield Begin()
        case Opening():
            yield from (Proceed(), Back())
        case Asking(question):
            yield from _buttons_of(CONSULTATION.question_by_id[question], response)
        case Summary(section):
            yield from (Close(), Proceed(), Back())
            for each in asked(CONSULTATION, CONSULTATION.section_by_id[section], response.answers):
                yield GoTo(Asking(each.id, editing=True))
        case Review(page):
            yield from (Proceed(), Back(), GoTo(Review(page + 1)), *_sections(response))
        case Thanks():
            yield from (GoTo(Review()), *_sections(response))


def _sections(response: Response) -> Iterator[Action]:
    for section in SECTIONS:
        begun = section in response.closed or section in response.draft
        yield GoTo(Summary(section) if begun else Opening(section))


def _buttons_of(question: Question, response: Response) -> Iterator[Action]:
    yield Back()
    if not question.required:
        yield Skip()
    answer = response.answers.get(question.id)
    if answer is not None or isinstance(question, Multiple | Ranking):
        yield Confirm()
    if isinstance(answer, Chosen) and answer.own_words:
        yield ForgetOwnWords()
    if isinstance(question, Rating):
        yield from map(Rate, question.scale)
        if question.dont_know:
            yield Rate(None)
    if isinstance(question, WithOptions):
        chosen = answer.options if isinstance(answer, Chosen | Ranked) else ()
        for option in displayed(CONSULTATION, question, response.answers, response.seed):
            yield Unchoose(option.id) if option.id in chosen else Choose(option.id)


class Citizen(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.response = Response(seed="somebody")
        self.old_taps: list[Tap] = []

    # What a citizen does.

    @rule(pick=st.randoms(use_true_random=False), times=st.sampled_from([1, 1, 1, 2]))
    def taps_a_button(self, pick: Random, times: int) -> None:
        tap = Tap(self.response.place, pick.choice([*buttons(self.response)]))
        for _ in range(times):
            self.gives(tap)
        self.old_taps = [*self.old_taps, tap][-20:]

    @precondition(lambda self: self.old_taps)
    @rule(pick=st.randoms(use_true_random=False))
    def taps_on_an_older_screen(self, pick: Random) -> None:
        tap = pick.choice(self.old_taps)
        before, is_old = self.response, tap.place != self.response.place
        assert not is_old or self.gives(tap) == (Stale(),)
        assert not is_old or self.response == before

    @rule(action=ACTIONS)
    def taps_nonsense(self, action: Action) -> None:
        self.gives(Tap(self.response.place, action))

    @rule(place=PLACES, action=ACTIONS)
    def taps_nonsense_elsewhere(self, place: Place, action: Action) -> None:
        self.gives(Tap(place, action))

    @rule(text=TEXTS)
    def types(self, text: str) -> None:
        self.gives(Say(text))

    @rule(command=st.sampled_from([OpenReview(), Resume(), Leave()]))
    def commands(self, command: Input) -> None:
        self.gives(command)

    @rule(screens=st.integers(1, 40))
    def answers_patiently(self, screens: int) -> None:
        for _ in range(screens):
            self.gives(sensible(self.response))

    @rule()
    def is_away_until_the_draft_is_erased(self) -> None:
        before = self.response
        self.response = without_draft(CONSULTATION, before)
        assert self.response.closed == before.closed
        assert not self.response.draft

    def gives(self, given: Input) -> tuple[object, ...]:
        before = self.response
        self.response, events = advance(CONSULTATION, before, given, NOW)
        assert events
        check_closed(before, self.response, events)
        return events

    # What holds after each of it.

    @invariant()
    def reads_back_equal(self) -> None:
        copy = read_back(CONSULTATION, self.response)
        assert copy == self.response
        assert cells(CONSULTATION, copy) == cells(CONSULTATION, self.response)

    @invariant()
    def stands_at_a_place_that_exists(self) -> None:
        match self.response.place:
            case Asking(question):
                section = CONSULTATION.section_of[question]
                assert question in {each.id for each in asked(CONSULTATION, section, self.response.answers)}
            case Opening(section_id) | Summary(section_id):
                assert section_id in CONSULTATION.section_by_id
            case Review(page):
                assert page >= 0
            case Welcome() | Thanks():
                pass

    @invariant()
    def has_chosen_no_more_than_allowed(self) -> None:
        for sections in (self.response.draft, self.response.closed):
            for answers in sections.values():
                for question, answer in answers.items():
                    check_allowed(CONSULTATION.question_by_id[question], answer)

    @invariant()
    def has_sent_only_what_applies(self) -> None:
        known = settled(CONSULTATION, self.response.sent)
        assert {each: answer for each, answer in known.items() if sent_in(each, self.response)} == self.response.sent

    @invariant()
    def is_complete_if_nothing_is_pending(self) -> None:
        pending = [section for section in CONSULTATION.sections if is_pending(CONSULTATION, section, self.response)]
        assert is_complete(CONSULTATION, self.response) == (not pending)
        assert cells(CONSULTATION, self.response)["#round", "#submitted"] == (not pending)

    def teardown(self) -> None:
        check_replayed(self.response)
        check_reaches_the_end(self.response)


def check_closed(before: Response, after: Response, events: tuple[object, ...]) -> None:
    """Only sending changes what was sent; what it takes away from other sections has lost its reason, and is told."""
    sent = [each for each in events if isinstance(each, SectionClosed)]
    if not sent:
        assert after.closed == before.closed
        return
    section = sent[0].section
    event("a section was sent")
    assert after.closed.keys() == before.closed.keys() | {section}
    assert section not in after.draft
    told = {question for each in events if isinstance(each, AnswersDropped) for question in each.questions}
    gone = before.answers.keys() - after.answers.keys()
    assert gone == told
    for question, answer in before.sent.items():
        kept = after.sent.get(question)
        if CONSULTATION.section_of[question].id != section and kept != answer:
            assert lost_its_reason(question, answer, kept, after.sent), question
    assert is_complete(CONSULTATION, after) or Submitted() not in events
    check_replayed(after)


def sent_in(question: str, response: Response) -> bool:
    """Whether the section of the question was sent."""
    return CONSULTATION.section_of[question].id in response.closed


def lost_its_reason(question_id: str, answer: Answer, kept: Answer | None, sent: Answers) -> bool:
    """Whether the answer is not allowed beside the others that were sent, or follows anew from them."""
    question = CONSULTATION.question_by_id[question_id]
    follows = isinstance(question, Single) and question.options_from is not None
    return follows or settled(CONSULTATION, {**sent, question_id: answer}).get(question_id) == kept


def check_allowed(question: Question, answer: Answer) -> None:
    match question, answer:
        case Single(), Chosen(options, own_words):
            assert len(options) == 1 or (not options and own_words)
        case Multiple(max=limit), Chosen(options, own_words):
            assert options or own_words
            exclusive = [option for option in options if CONSULTATION.options_of[question.id][option].exclusive]
            assert not exclusive or len(options) == 1
            assert limit is None or exclusive or len(options) <= limit
        case Ranking(max=limit), Ranked(options):
            assert options
            assert len(set(options)) == len(options)
            assert limit is None or len(options) <= limit


def check_replayed(response: Response) -> None:
    """Its line leads to the same closed answers, unless something sent became incomplete through a later change."""
    record = record_of(CONSULTATION, "r001", "en", response)
    assert recorded(record.line) == record
    again = replayed(CONSULTATION, record, response.seed, NOW)
    if isinstance(again, Response):
        assert {section: dict(answers) for section, answers in again.closed.items()} == response.closed
    else:
        assert any(is_incomplete(section, response) for section in CONSULTATION.sections), again


def is_incomplete(section: Section, response: Response) -> bool:
    """Whether the section was sent, and could not be sent again as it is."""
    if section.id not in response.closed:
        return False
    opened = Response(
        response.seed, Summary(section.id), closed=response.closed, draft={section.id: {**response.closed[section.id]}}
    )
    return not isinstance(close(CONSULTATION, opened, section.id)[1][0], SectionClosed)


def check_reaches_the_end(response: Response) -> None:
    """A patient citizen reaches the thanks, and everything is complete then."""
    for _ in range(200):
        if response.place == Thanks():
            assert is_complete(CONSULTATION, response)
            return
        response, _events = advance(CONSULTATION, response, sensible(response), NOW)
    raise AssertionError(f"still at {response.place} after 200 inputs")


def sensible(response: Response) -> Input:
    """What somebody does who wants to come to the end."""
    place = response.place
    match place:
        case Asking(question):
            return _sensible_answer(place, CONSULTATION.question_by_id[question], response)
        case Summary():
            return Tap(place, Close())
        case Welcome():
            return Tap(place, Begin())
        case Opening() | Review():
            return Tap(place, Proceed())
        case Thanks():
            return Resume()


def _sensible_answer(place: Asking, question: Question, response: Response) -> Input:
    options: tuple[Option, ...] = ()
    if isinstance(question, WithOptions):
        options = displayed(CONSULTATION, question, response.answers, response.seed)
    match question:
        case Single():
            return Tap(place, Choose(options[0].id))
        case Multiple() | Ranking():
            answer = response.answers.get(question.id)
            chosen = answer.options if isinstance(answer, Chosen | Ranked) else ()
            enough = question.min or question.max or len(options)
            left = [option.id for option in options if option.id not in chosen and not option.exclusive]
            alone = any(option.exclusive and option.id in chosen for option in options)
            done = alone or not left or len(chosen) >= min(enough, len(options))
            return Tap(place, Confirm() if done else Choose(left[0]))
        case Rating():
            return Tap(place, Rate(question.to))
        case OpenText():
            return Say("Dogs")
        case Number():
            return Say("7")
        case DateQuestion():
            return Say("1.9.2021")


TestCitizen = pytest.mark.no_cover(Citizen.TestCase)
TestCitizen.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
