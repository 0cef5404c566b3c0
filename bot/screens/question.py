"""The screen of one question."""

from typing import assert_never

from bot.markup import bold, italic, lines, paragraphs, plain, quoted
from bot.screen import Button, Screen
from bot.screens.notices import notice
from bot.screens.progress import progress
from bot.screens.view import LABEL_WIDTH, Keyboard, View, abreast, in_pairs
from flows.answers import Answer, Chosen, Dated, Numbered, Ranked, Rated, Said
from flows.consultation import (
    DateQuestion,
    Multiple,
    Number,
    OpenText,
    Option,
    Question,
    Ranking,
    Rating,
    Single,
    WithOptions,
)
from flows.inputs import Back, Choose, Confirm, ForgetOwnWords, Rate, Skip, Unchoose
from flows.order import displayed
from flows.relevance import asked, standing


def question_screen(view: View, question: Question, *, editing: bool) -> Screen:
    """The question with what was answered so far, and the buttons that answer it."""
    answer = standing(view.consultation, question, view.response.answers)
    head = lines(_standing(view, question, editing=editing), notice(view))
    text = paragraphs(bold(view.text(question.text)), italic(view.text(question.hint)) if question.hint else None)
    match question:
        case Single() | Multiple() | Ranking():
            body, keyboard = _with_options(view, question, answer)
        case Rating():
            body, keyboard = _rating(view, question, answer)
        case OpenText() | Number() | DateQuestion():
            body, keyboard = _typed(view, question, answer)
        case _:
            assert_never(question)
    return Screen(paragraphs(head, text, body), (*keyboard, *_navigation(view, question, answer)))


def _standing(view: View, question: Question, *, editing: bool) -> str:
    section = view.consultation.section_of[question.id]
    if editing:
        return plain(view.speech.say("Changing an answer"))
    questions = [each.id for each in asked(view.consultation, section, view.response.answers)]
    line = progress(view.speech, view.consultation, section.id)
    if len(questions) > 1 and question.id in questions:
        line += f" · {questions.index(question.id) + 1}/{len(questions)}"
    return plain(line)


def _with_options(view: View, question: WithOptions, answer: Answer | None) -> tuple[str, Keyboard]:
    options = displayed(view.consultation, question, view.response.answers, view.response.seed)
    numbered = any(len(view.text(option.text)) > LABEL_WIDTH - 2 for option in options)
    listing = (
        "\n".join(
            _listed(view, number, option, _mark(option, answer)) for number, option in enumerate(options, start=1)
        )
        if numbered
        else None
    )
    buttons = [
        _option_button(view, str(number) if numbered else view.text(option.text), option, answer)
        for number, option in enumerate(options, start=1)
    ]
    keyboard = abreast(buttons) if numbered else in_pairs(buttons)
    return paragraphs(listing, _own_words(view, answer), _tally(view, question, answer)), keyboard


def _listed(view: View, number: int, option: Option, mark: str) -> str:
    text = f"{view.speech.number(number)}. {view.text(option.text)}"
    return f"{mark} {bold(text)}" if mark else plain(text)


def _option_button(view: View, label: str, option: Option, answer: Answer | None) -> Button:
    mark = _mark(option, answer)
    if mark:
        return view.tap(f"{mark} {label}", Unchoose(option.id))
    return view.tap(label, Choose(option.id))


def _mark(option: Option, answer: Answer | None) -> str:
    match answer:
        case Ranked(options) if option.id in options:
            return f"#{options.index(option.id) + 1}"
        case Chosen(options) if option.id in options:
            return "✓"
        case _:
            return ""


def _own_words(view: View, answer: Answer | None) -> str | None:
    if not isinstance(answer, Chosen) or not answer.own_words:
        return None
    return lines(plain(view.speech.say("In your own words:")), quoted(answer.own_words))


def _tally(view: View, question: WithOptions, answer: Answer | None) -> str:
    """How many are chosen, and that own words may be typed here."""
    say = view.speech
    counted: str | None = None
    match question:
        case Single():
            pass
        case Multiple(max=limit):
            exclusive = {option.id for option in view.consultation.options_of[question.id].values() if option.exclusive}
            chosen = answer.options if isinstance(answer, Chosen) else ()
            count = len([option for option in chosen if option not in exclusive])
            if limit is None:
                counted = say.say_n("{n} chosen", "{n} chosen", count) if count else say.say("You can choose several.")
            else:
                counted = say.say("{count} of {max} chosen", count=say.number(count), max=say.number(limit))
        case Ranking():
            placed = len(answer.options) if isinstance(answer, Ranked) else 0
            total = question.max or len(displayed(view.consultation, question, view.response.answers, ""))
            counted = say.say(
                "Tap in your order, the most important first. {count} of {total} placed.",
                count=say.number(placed),
                total=say.number(total),
            )
        case _:
            assert_never(question)
    own = None
    if not isinstance(question, Ranking) and question.own_words:
        has = isinstance(answer, Chosen) and answer.own_words
        own = (
            say.say("To replace your own words, simply type again.")
            if has
            else say.say("Something else? Type it here, in your own words.")
        )
    return lines(plain(counted) if counted else None, italic(own) if own else None)


def _rating(view: View, question: Rating, answer: Answer | None) -> tuple[str, Keyboard]:
    given = answer.value if isinstance(answer, Rated) else None
    points = list(question.scale)
    legend = lines(
        plain(f"{view.speech.number(points[0])} = {view.text(question.low)}"),
        plain(f"{view.speech.number(points[-1])} = {view.text(question.high)}"),
    )
    buttons = [view.tap(f"✓ {point}" if point == given else str(point), Rate(point)) for point in points]
    keyboard = abreast(buttons)
    if question.dont_know:
        words = view.speech.say("I don't know")
        unsure = isinstance(answer, Rated) and answer.value is None
        keyboard = (*keyboard, (view.tap(f"✓ {words}" if unsure else words, Rate(None)),))
    return legend, keyboard


def _typed(view: View, question: OpenText | Number | DateQuestion, answer: Answer | None) -> tuple[str, Keyboard]:
    given: str | None = None
    match answer:
        case Said(text):
            given = text
        case Numbered(value):
            given = view.speech.number(value)
        case Dated(day):
            given = view.speech.day(day)
        case _:
            pass
    so_far = lines(plain(view.speech.say("Your answer so far:")), quoted(given)) if given else None
    return paragraphs(so_far, italic(_invitation(view, question))), ()


def _invitation(view: View, question: OpenText | Number | DateQuestion) -> str:
    match question:
        case OpenText(max_length=limit):
            return view.speech.say_n(
                "Type your answer as a message, at most {n} character.",
                "Type your answer as a message, at most {n} characters.",
                limit,
            )
        case Number():
            return view.speech.say("Type the number as a message.")
        case DateQuestion():
            return view.speech.say("Type the date as a message, for example 24.01.2026.")
        case _:
            assert_never(question)


def _navigation(view: View, question: Question, answer: Answer | None) -> Keyboard:
    """What takes something back, then back, skip and on: on always stands at the right."""
    say = view.speech.say
    undo: list[Button] = []
    if isinstance(answer, Chosen) and answer.own_words:
        undo.append(view.tap(say("✕ Remove my own words"), ForgetOwnWords()))
    row = [view.tap(say("◀ Back"), Back())]
    if answer is not None:
        several = isinstance(question, Multiple | Ranking)
        if not question.required and not several:
            undo.append(view.tap(say("Take it back"), Skip()))
        row.append(view.tap(say("Done ▶") if several else say("Next ▶"), Confirm(), style="primary"))
    elif not question.required:
        row.append(view.tap(say("Skip ▶"), Skip()))
    return (*((each,) for each in undo), tuple(row))
