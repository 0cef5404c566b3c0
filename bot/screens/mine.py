"""/mine: one's answers as they are stored, and whether they are in what has been released."""

from collections.abc import Iterator
from datetime import tzinfo

from bot.asked import Move, ShowPage
from bot.markup import bold, italic, lines, paragraphs, plain
from bot.screen import Screen
from bot.screens.pages import Page, back_to_conversation
from bot.screens.telling import answers_in_words, whole_lines
from bot.screens.view import asking, in_pairs
from flows.answers import Answers
from flows.consultation import Section, text_in
from flows.inputs import OpenReview
from flows.response import Response
from results.speech import Speech
from storage.inclusion import Inclusion
from storage.rounds import Round

ROOM = 3200
"""UTF-16 units for the answers; the rest is in /mydata."""


def mine_page(words: Speech, round_: Round, response: Response, included: Inclusion | None, zone: tzinfo) -> Screen:
    """What of this person counts, section by section. `included` None: what was released could not be looked up.

    `zone`: in which the moment of release is told.
    """
    blocks = [
        lines(
            bold(text_in(section.title, words.language)),
            None if included is None else italic(_counted(words, section, response.closed[section.id], included)),
            *answers_in_words(words, round_.consultation, response.closed[section.id]),
        )
        for section in round_.consultation.sections
        if section.id in response.closed
    ]
    rest = words.say("… (the rest: /mydata)")
    return Screen(
        paragraphs(
            lines(
                bold(words.say("My answers, and where they count")),
                plain(text_in(round_.consultation.title, words.language)),
            ),
            plain(_key_erased(words) if round_.key_erased else _released(words, included, zone)),
            whole_lines(paragraphs(*blocks), ROOM, rest)
            or (None if round_.key_erased else plain(words.say("You have not sent any section yet."))),
            *(map(plain, _to_know(words)) if blocks else ()),
        ),
        (
            *in_pairs(
                (
                    asking(words.say("My answers"), Move(OpenReview())),
                    asking(words.say("Results"), ShowPage(Page.RESULTS)),
                )
            ),
            back_to_conversation(words),
        ),
    )


def _released(words: Speech, included: Inclusion | None, zone: tzinfo) -> str:
    if included is None:
        return words.say("Whether they are in released results cannot be told at this moment. Please ask again: /mine")
    if included.snapshot is None or included.released is None:
        return words.say("No results have been released yet.")
    return words.say(
        "Results were last released on {moment} (release {number}).",
        moment=words.moment(included.released.astimezone(zone)),
        number=words.number(included.snapshot),
    )


def _to_know(words: Speech) -> Iterator[str]:
    yield words.say("A change that you send counts at once, and is seen with a later release.")
    yield words.say(
        "Only the last release is named: which one was the first to count you is not stored, for it would tell when"
        " you answered."
    )


def _counted(words: Speech, section: Section, answers: Answers, included: Inclusion) -> str:
    answered = [question.id for question in section.questions if question.id in answers]
    counted = len(included.tables.intersection(answered))
    if not answered:
        return words.say("Sent without an answer.")
    if included.snapshot is None or not counted:
        return words.say("Counted, and in no release yet.")
    release = words.number(included.snapshot)
    if counted == len(answered):
        return words.say("✓ Counted in release {release}.", release=release)
    return words.say_n(
        "In release {release} with {counted} of {n} answer; the others come with a later one.",
        "In release {release} with {counted} of {n} answers; the others come with a later one.",
        len(answered),
        release=release,
        counted=words.number(counted),
    )


def _key_erased(words: Speech) -> str:
    return words.say("The key of this consultation was erased: nobody can find your answers any more, not even you.")
