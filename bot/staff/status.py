"""/status: how a round is doing, as text that is refreshed in place and as a picture; exact for owners."""

import asyncio

from bot.markup import bold, paragraphs, plain
from bot.screen import Button, Screen
from bot.staff.progress import heading, progress
from bot.staff.rounds import to_round
from bot.staff.saying import refused, state_name
from bot.staff.visit import Command, Run, Tap, Topic, Visit
from results.speech import Speech
from results.watching.picture import status_picture
from results.watching.reading import status
from storage.roles import Permission
from storage.rounds import Round, State, UnknownRound, round_by_code, rounds

_NEWEST = 20


async def show_status(visit: Visit) -> None:
    """Of the round that is named, else of the only open one; where there are several, they are to choose from."""
    if visit.given:
        await _show(visit, visit.given[0], exact=False)
        return
    found = await rounds(visit.database)
    open_ones = [each for each in found if each.state(visit.at) is State.OPEN]
    if len(open_ones or found) == 1:
        [only] = open_ones or found
        await _show(visit, only.code, exact=False)
        return
    await visit.show(_choice(visit, found))


async def show_exact(visit: Visit) -> None:
    """The same to the last person; the audit has its line before anything is shown."""
    await _show(visit, visit.given[0], exact=True)


async def send_picture(visit: Visit) -> None:
    """The days as a picture."""
    await _draw(visit, exact=False)


async def send_exact_picture(visit: Visit) -> None:
    """The same, exactly, with its own line in the audit."""
    await _draw(visit, exact=True)


async def _show(visit: Visit, code: str, *, exact: bool) -> None:
    found = await _named(visit, code)
    if found is None:
        return
    shown = await status(visit.database, found, visit.at, visit.author if exact else None)
    html = progress(shown, found.consultation, visit.words)
    await visit.toast(visit.words.say("Up to date."))
    await visit.show(Screen(html, _buttons(visit, code, exact=exact)))


async def _draw(visit: Visit, *, exact: bool) -> None:
    found = await _named(visit, visit.given[0])
    if found is None:
        return
    shown = await status(visit.database, found, visit.at, visit.author if exact else None)
    drawn = await asyncio.to_thread(status_picture, shown, found.consultation, visit.member.language)
    await visit.picture(drawn, heading(shown, found.consultation, visit.words))


async def _named(visit: Visit, code: str) -> Round | None:
    try:
        return await round_by_code(visit.database, code)
    except UnknownRound as error:
        await visit.show(refused(visit.words, error))
        return None


def _choice(visit: Visit, found: list[Round]) -> Screen:
    words = visit.words
    if not found:
        return Screen(plain(words.say("There is no round yet.")))
    rows = tuple((Button(_label(each, visit, words), f"status.{each.code}"),) for each in reversed(found[-_NEWEST:]))
    return Screen(paragraphs(bold(words.say("Which round?"))), rows)


def _label(of: Round, visit: Visit, words: Speech) -> str:
    return f"{of.code} · {state_name(words, of.state(visit.at))}"


def _buttons(visit: Visit, code: str, *, exact: bool) -> tuple[tuple[Button, ...], ...]:
    words, kind = visit.words, "-exact" if exact else ""
    first = (
        Button(words.say("↻ Refresh"), f"status{kind}.{code}"),
        Button(words.say("Picture"), f"status{kind}-picture.{code}"),
    )
    back = to_round(words, code)
    if exact:
        return first, (Button(words.say("Rounded figures"), f"status.{code}"),), back
    if visit.may(Permission.EXACT):
        return first, (Button(words.say("Exact figures (the audit notes it)"), f"status-exact.{code}"),), back
    return first, back


def _taps() -> tuple[Tap, ...]:
    runs: tuple[tuple[str, Permission, Run], ...] = (
        ("status", Permission.LOOK, show_status),
        ("status-picture", Permission.LOOK, send_picture),
        ("status-exact", Permission.EXACT, show_exact),
        ("status-exact-picture", Permission.EXACT, send_exact_picture),
    )
    return tuple(Tap(verb, may, run) for verb, may, run in runs)


def setup() -> Topic:
    """/status."""
    about = Command("status", lambda words: words.say("how a round is doing"), Permission.LOOK, show_status)
    return Topic(commands=(about,), taps=_taps())
