"""/rounds: all rounds, each with a card, and what can be done with it as it stands now."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot import links
from bot.markup import bold, lines, paragraphs, plain
from bot.screen import Button, Screen, Style
from bot.staff.saying import refused, state_name
from bot.staff.visit import Command, Tap, Topic, Visit
from flows.consultation import text_in
from results.labels import shortened
from results.speech import Speech
from storage.audit import Author
from storage.database import Database
from storage.own_words import questions_with_own_words
from storage.roles import Permission
from storage.round_changes import close_round, open_now, pause_round, resume_round
from storage.rounds import Round, RoundError, State, round_by_code, rounds

TITLE_LENGTH: Final = 40
NEWEST: Final = 50
"""Rounds that a list of buttons has room for."""

LOOK, STEER = Permission.LOOK, Permission.STEER


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is done with a round after a button was tapped that names it."""

    states: frozenset[State]
    label: Callable[[Speech], str]
    meaning: Callable[[Speech], str]
    yes: Callable[[Speech, str], str]
    do: Callable[[Database, str, datetime, Author], Awaitable[Round]]
    style: Style


STEPS: Mapping[str, Step] = {
    "open": Step(
        frozenset({State.DRAFT}),
        lambda words: words.say("Open now…"),
        lambda words: words.say("Citizens can answer at once. From then on only texts and the closing can be changed."),
        lambda words, code: words.say("Yes, open {code}", code=code),
        open_now,
        "success",
    ),
    "pause": Step(
        frozenset({State.OPEN}),
        lambda words: words.say("Pause…"),
        lambda words: words.say("Nobody can answer until it is resumed. What was answered is kept."),
        lambda words, code: words.say("Yes, pause {code}", code=code),
        pause_round,
        "primary",
    ),
    "resume": Step(
        frozenset({State.PAUSED}),
        lambda words: words.say("Resume…"),
        lambda words: words.say("Everybody goes on at the very question where they were."),
        lambda words, code: words.say("Yes, resume {code}", code=code),
        resume_round,
        "success",
    ),
    "drop": Step(
        frozenset({State.DRAFT}),
        lambda words: words.say("Call it off…"),
        lambda words: words.say(
            "Nobody could answer this draft, and nobody will. It stays in the list as closed; an owner can reopen it."
        ),
        lambda words, code: words.say("Yes, call {code} off", code=code),
        close_round,
        "danger",
    ),
    "close": Step(
        frozenset({State.OPEN, State.PAUSED}),
        lambda words: words.say("Close…"),
        lambda words: words.say(
            "Nothing can be answered or changed any more, and the last results are released. The days after which key "
            "and answers are erased begin to run."
        ),
        lambda words, code: words.say("Yes, close {code}", code=code),
        close_round,
        "danger",
    ),
}


async def show_rounds(visit: Visit) -> None:
    """All rounds, the newest first."""
    words, found = visit.words, await rounds(visit.database)
    if not found:
        await visit.show(
            Screen(plain(words.say("There is no round yet. To make one, send me a consultation as a file.")))
        )
        return
    rows = tuple(
        (Button(f"{each.code} – {state_name(words, each.state(visit.at))}", f"round.{each.code}"),)
        for each in reversed(found[-NEWEST:])
    )
    await visit.show(Screen(bold(words.say("Rounds")), rows))


async def show_round(visit: Visit) -> None:
    """The card of one round."""
    found = await named(visit)
    if found is not None:
        await visit.show(await card(visit, found))


async def named(visit: Visit) -> Round | None:
    """The round whose code comes last in the button; None when it was said that there is none."""
    try:
        return await round_by_code(visit.database, visit.given[-1] if visit.given else "")
    except RoundError as error:
        await visit.show(refused(visit.words, error, all_rounds(visit.words)))
        return None


async def chosen(visit: Visit, verb: str, *, drafts: bool = False) -> Round | None:
    """The round that is named, or the only one that has opened; None when the member is asked which, by that button.

    `drafts`: one that has not opened is a choice, too.
    """
    if visit.given:
        return await named(visit)
    words = visit.words
    found = [each for each in await rounds(visit.database) if drafts or each.state(visit.at) is not State.DRAFT]
    if len(found) == 1:
        return found[0]
    buttons = tuple((Button(each.code, f"{verb}.{each.code}"),) for each in reversed(found[-NEWEST:]))
    none = words.say("There is no round yet.") if drafts else words.say("No round has opened yet.")
    await visit.show(Screen(plain(words.say("Of which round?") if found else none), buttons))
    return None


async def card(visit: Visit, of: Round, notice: str | None = None) -> Screen:
    """What there is to know about a round, and its buttons; `notice`: what has just happened."""
    words, state = visit.words, of.state(visit.at)
    link = links.link(await visit.office.citizens(), links.into_round(of.code))
    return Screen(
        paragraphs(
            plain(f"✓ {notice}") if notice else None,
            bold(text_in(of.consultation.title, words.language)),
            lines(
                plain(words.say("Code: {code}", code=of.code)),
                plain(words.say("State: {state}", state=state_name(words, state))),
                plain(words.say("Opens: {moment}", moment=_moment(visit, of.opens))),
                plain(words.say("Closes: {moment}", moment=_moment(visit, of.closes))),
                plain(words.say("Version of the texts: {n}", n=words.number(of.wording))),
            ),
            _inviting(words, link) if of.opens is not None else None,
        ),
        (*_steering(visit, of, state), *_looking(visit, of, state), all_rounds(words)),
    )


def _inviting(words: Speech, link: str) -> str:
    """The link, and how links that stand in several places are told apart."""
    # Part of a link: small letters, without accents.
    place = words.say("poster")
    return paragraphs(
        plain(words.say("Link for citizens: {link}", link=link)),
        plain(
            words.say(
                "If it stands in several places, end it with a word of its own for each, such as {link}: "
                "the status then tells how many came from where.",
                link=f"{link[link.rindex('start=') :]}_{place}",
            )
        ),
    )


def _steering(visit: Visit, of: Round, state: State) -> tuple[tuple[Button, ...], ...]:
    if not visit.may(STEER):
        return ()
    words = visit.words
    steps = [
        (Button(step.label(words), f"steer.{name}.{of.code}"),) for name, step in STEPS.items() if state in step.states
    ]
    if state is not State.CLOSED:
        steps.append((Button(words.say("Schedule…"), f"schedule.{of.code}"),))
    elif visit.may(Permission.REOPEN):
        steps.append((Button(words.say("Reopen…"), f"reopen.{of.code}"),))
    return tuple(steps)


def _looking(visit: Visit, of: Round, state: State) -> tuple[tuple[Button, ...], ...]:
    words = visit.words
    poster = () if state is State.CLOSED else ((Button(words.say("Poster…"), f"poster.{of.code}"),),)
    own_words = visit.may(Permission.WORDS) and questions_with_own_words(of)
    return (
        *poster,
        (
            Button(words.say("Try it"), f"try.{of.code}"),
            Button(words.say("How it is doing"), f"status.{of.code}"),
        ),
        (
            Button(words.say("Results"), f"results.{of.code}"),
            Button(words.say("Report"), f"report.{of.code}"),
        ),
        (
            *((Button(words.say("Own words"), f"words.{of.code}"),) if own_words else ()),
            Button(words.say("Files"), f"files.{of.code}"),
        ),
    )


def all_rounds(words: Speech) -> tuple[Button, ...]:
    """The row that leads to the list."""
    return (Button(words.say("◀ All rounds"), "rounds"),)


def to_round(words: Speech, code: str) -> tuple[Button, ...]:
    """The row that leads to a round's card."""
    return (Button(words.say("◀ {code}", code=code), f"round.{code}"),)


async def confirm_step(visit: Visit) -> None:
    """Names what happens, before it does."""
    step, found = STEPS.get(visit.given[0]), await named(visit)
    if step is None or found is None:
        return
    words, title = visit.words, shortened(text_in(found.consultation.title, visit.words.language), TITLE_LENGTH)
    yes = Button(step.yes(words, found.code), f"steered.{visit.given[0]}.{found.code}", style=step.style)
    await visit.show(Screen(paragraphs(bold(title), plain(step.meaning(words))), ((yes,), to_round(words, found.code))))


async def take_step(visit: Visit) -> None:
    """Does it."""
    step, code = STEPS.get(visit.given[0]), visit.given[-1]
    if step is None:
        return
    try:
        changed = await step.do(visit.database, code, visit.at, visit.author)
    except RoundError as error:
        await visit.show(refused(visit.words, error, all_rounds(visit.words)))
        return
    await visit.show(await card(visit, changed, done(visit.words, changed, visit.at)))


def done(words: Speech, of: Round, now: datetime) -> str:
    """What a round is now, in a sentence."""
    return words.say("{code} is {state}.", code=of.code, state=state_name(words, of.state(now)))


def _moment(visit: Visit, moment: datetime | None) -> str:
    return "–" if moment is None else visit.words.moment(moment.astimezone(visit.at.tzinfo))


def setup() -> Topic:
    """/rounds."""
    return Topic(
        commands=(
            Command("rounds", lambda words: words.say("all rounds, and what can be done with them"), LOOK, show_rounds),
        ),
        taps=(
            Tap("rounds", LOOK, show_rounds),
            Tap("round", LOOK, show_round),
            Tap("steer", STEER, confirm_step),
            Tap("steered", STEER, take_step),
        ),
    )
