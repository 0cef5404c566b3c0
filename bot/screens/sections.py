"""The screens around the questions: welcome, openings, summaries, the review, thanks."""

from collections.abc import Iterator

from bot.asked import Move, ShowPage, Subscribe, WishFor
from bot.markup import bold, italic, lines, paragraphs, plain, utf16_length
from bot.screen import Screen
from bot.screens.notices import notice
from bot.screens.pages import Page
from bot.screens.progress import progress
from bot.screens.view import Keyboard, View, abreast, asking, in_pairs
from bot.screens.wording import in_words
from flows.consultation import Section
from flows.inputs import Back, Begin, Close, GoTo, OpenReview, Proceed
from flows.moves import is_complete
from flows.places import Asking, Opening, Review, Summary
from flows.relevance import asked, standing
from results.labels import shortened
from storage.exchange import Wish

PAGE_LENGTH = 3300
"""UTF-16 units of answers on one screen: room is left for headings below Telegram's 4096."""

ANSWER_LENGTH = 350
"""Characters of one answer on a summary; all of it is on the question's own screen and in /mydata."""

SHORTEST = 20
"""Characters that are left of an answer, however many stand beside it."""


def welcome(view: View) -> Screen:
    """What this is, how it goes and on what terms, before the start button."""
    speech, consultation = view.speech, view.consultation
    age = consultation.privacy.minimum_age
    counting = speech.say("Each section you send counts by itself, even if you stop after it.")
    return Screen(
        paragraphs(
            lines(bold(view.text(consultation.title)), italic(view.text(consultation.organiser))),
            notice(view),
            plain(view.text(consultation.intro)),
            plain(f"{counting} {_until(view)}"),
            plain(speech.say("By starting you say that you are at least {age} years old.", age=speech.number(age)))
            if age
            else None,
            plain(speech.say("What happens to your answers: /privacy")),
        ),
        (
            (view.tap(speech.say("Start ▶"), Begin(), style="primary"),),
            *in_pairs(
                (
                    asking(speech.say("Privacy"), ShowPage(Page.PRIVACY)),
                    asking(speech.say("Language"), ShowPage(Page.LANGUAGE)),
                )
            ),
        ),
    )


def opening(view: View, section_id: str) -> Screen:
    """The title page of a section, with how far the way has been gone."""
    speech = view.speech
    section = view.consultation.section_by_id[section_id]
    return Screen(
        paragraphs(
            notice(view),
            plain(progress(speech, view.consultation, section_id)),
            bold(view.text(section.title)),
            plain(view.text(section.intro)) if section.intro else None,
        ),
        (
            (view.tap(speech.say("Continue ▶"), Proceed(), style="primary"),),
            *in_pairs((view.tap(speech.say("◀ Back"), Back()), asking(speech.say("My answers"), Move(OpenReview())))),
            *_reminder_row(view),
        ),
    )


def summary(view: View, section_id: str) -> Screen:
    """All answers of a section; one tap sends them, a number changes one."""
    speech = view.speech
    section = view.consultation.section_by_id[section_id]
    questions = asked(view.consultation, section, view.response.answers)
    is_open = section_id in view.response.draft or section_id not in view.response.closed
    again = section_id in view.response.closed
    numbers = [
        view.tap(str(number), GoTo(Asking(question.id, editing=True)))
        for number, question in enumerate(questions, start=1)
    ]
    return Screen(
        paragraphs(
            plain(progress(speech, view.consultation, section_id)),
            notice(view),
            lines(bold(view.text(section.title)), italic(speech.say("Your answers:"))),
            _fitted(view, section, PAGE_LENGTH),
            italic(_sending(view, is_open=is_open, again=again)),
            plain(speech.say("To change an answer, tap its number.")) if questions else None,
        ),
        (*abreast(numbers), *_sending_row(view, is_open=is_open, again=again)),
    )


def review(view: View, page: int) -> Screen:
    """All answers, section by section; long ones on several pages."""
    speech = view.speech
    pages = list(_review_pages(view))
    page = min(page, len(pages) - 1)
    sections = [
        view.tap(f"{_mark(view, section)} {number}", GoTo(_entry(view, section)))
        for number, section in enumerate(view.consultation.sections, start=1)
    ]
    turns: Keyboard = ()
    if len(pages) > 1:
        turns = (
            tuple(
                view.tap(text, GoTo(Review(target)))
                for text, target in (("‹", page - 1), (f"{page + 1}/{len(pages)}", page), ("›", page + 1))
                if 0 <= target < len(pages)
            ),
        )
    return Screen(
        paragraphs(
            bold(speech.say("All my answers")),
            notice(view),
            pages[page],
            plain(speech.say("✓ sent and counted · ✎ open, not sent yet")),
            plain(speech.say("To see or change a section, tap its number.")),
        ),
        (*turns, *abreast(sections), (view.tap(speech.say("Continue ▶"), Proceed(), style="primary"),)),
    )


def thanks(view: View) -> Screen:
    """The end of the way: everything was sent."""
    speech = view.speech
    complete = is_complete(view.consultation, view.response)
    offer = (
        speech.say(
            "May I write to you later: about results, what comes of them, new consultations and unfinished answers?"
        )
        if not view.wishes
        else speech.say("I will write to you when there is news.")
    )
    return Screen(
        paragraphs(
            bold(speech.say("Thank you!")),
            notice(view),
            plain(view.text(view.consultation.thanks)),
            plain(" ".join([*([speech.say("All sections were sent and count.")] if complete else []), _until(view)])),
            plain(offer),
        ),
        (
            (
                asking(speech.say("No more messages"), Subscribe(wanted=False))
                if view.wishes
                else asking(speech.say("Yes, write to me"), Subscribe(wanted=True), style="success"),
            ),
            *(((asking(speech.say("What about"), ShowPage(Page.NEWS)),),) if view.wishes else ()),
            (asking(speech.say("My answers"), Move(OpenReview())),),
            (asking(speech.say("Results"), ShowPage(Page.RESULTS)),),
        ),
    )


def _reminder_row(view: View) -> Keyboard:
    """For who has begun and might stop here; at the end of the way everybody is asked about later messages."""
    if not view.response.closed or Wish.REMINDERS in view.wishes:
        return ()
    return ((asking(view.speech.say("Remind me to finish"), WishFor(Wish.REMINDERS, wanted=True)),),)


def _until(view: View) -> str:
    last = view.round.last_moment(view.zone)
    if last is not None:
        return view.speech.say("You can change your answers until {day}.", day=view.speech.day(last))
    return view.speech.say("You can change your answers until the consultation closes.")


def _fitted(view: View, section: Section, room: int) -> str:
    """The answers of a section in at most `room` units: they are shortened, more and more, until they fit."""
    limit = ANSWER_LENGTH
    while utf16_length("\n".join(parts := _answers(view, section, limit))) > room and limit > SHORTEST:
        limit = limit * 2 // 3
    while utf16_length("\n".join(parts)) > room:
        parts = [*parts[:-2], "…"]
    return "\n".join(parts)


def _answers(view: View, section: Section, limit: int) -> list[str]:
    answers = view.response.answers
    parts = []
    for number, question in enumerate(asked(view.consultation, section, answers), start=1):
        answer = standing(view.consultation, question, answers)
        given = in_words(view.speech, view.consultation, question.id, answer) if answer else "—"
        label = shortened(view.text(question.text), max(limit // 2, SHORTEST))
        parts.append(lines(plain(f"{number}. {label}"), bold(shortened(given, max(limit, SHORTEST)))))
    return parts


def _sending(view: View, *, is_open: bool, again: bool) -> str:
    speech = view.speech
    if not is_open:
        return speech.say("This section was sent and counts.")
    if again:
        return speech.say("Your changes count once you send them; until then the answers sent before do.")
    return speech.say("Once you send this section it counts, even if you stop here. You can still change it later.")


def _sending_row(view: View, *, is_open: bool, again: bool) -> Keyboard:
    speech = view.speech
    back = view.tap(speech.say("◀ Back"), Back())
    if not is_open:
        return ((back, view.tap(speech.say("Continue ▶"), Proceed(), style="primary")),)
    words = speech.say("Send the changes") if again else speech.say("Send this section")
    return ((view.tap(words, Close(), style="success"),), (back,))


def _review_pages(view: View) -> Iterator[str]:
    page = ""
    for number, section in enumerate(view.consultation.sections, start=1):
        heading = bold(f"{_mark(view, section)} {number}. {view.text(section.title)}")
        begun = section.id in view.response.closed or section.id in view.response.draft
        block = lines(heading, _fitted(view, section, PAGE_LENGTH - 300) if begun else "—")
        if page and utf16_length(page) + utf16_length(block) > PAGE_LENGTH:
            yield page
            page = ""
        page = paragraphs(page, block)
    yield page


def _mark(view: View, section: Section) -> str:
    if section.id in view.response.draft:
        return "✎"
    return "✓" if section.id in view.response.closed else "·"


def _entry(view: View, section: Section) -> Summary | Opening:
    begun = section.id in view.response.closed or section.id in view.response.draft
    return Summary(section.id) if begun else Opening(section.id)
