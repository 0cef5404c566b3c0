"""Who gets a broadcast, and when: a draft goes to another segment or keeps other hours, and each choice is counted."""

from datetime import timedelta
from typing import Final

from bot.broadcasting.report import UNTOLD, meant
from bot.markup import bold, lines, paragraphs, plain
from bot.screen import Button, Screen
from bot.staff.broadcast_cards import all_broadcasts, card, figure_said, segment_name, since_name, to_broadcast
from bot.staff.visit import Tap, Topic, Visit
from results.speech import Speech, own_name
from storage.audit import Act, note_alone
from storage.broadcasts.audience import Audience
from storage.broadcasts.broadcast import Broadcast
from storage.broadcasts.deciding import keep_quiet, redirect
from storage.broadcasts.quiet_hours import quiet_hours
from storage.broadcasts.reading import broadcast
from storage.broadcasts.segments import Segment
from storage.broadcasts.surveys import Survey, survey
from storage.broadcasts.words import BroadcastError
from storage.roles import Permission
from storage.rounds import Round, rounds
from storage.rows import iso_week

WRITE = Permission.BROADCAST
WEEKS: Final = (0, 1, 2, 4)
"""Since how many weeks somebody may have stopped; since none: they may answer just now."""


async def named(visit: Visit) -> tuple[Broadcast, Round] | None:
    """The broadcast whose number comes first in the button, and its round."""
    given = visit.given[0] if visit.given else ""
    try:
        of = await broadcast(visit.database, int(given) if given.isdecimal() else 0)
    except BroadcastError:
        await visit.show(Screen(plain(visit.words.say("There is no such broadcast.")), (all_broadcasts(visit.words),)))
        return None
    return of, next(each for each in await rounds(visit.database) if each.number == of.round)


async def counted(visit: Visit, of: Broadcast, round_: Round) -> Survey:
    """How many there are, by language, as of now; that somebody looked stands in the audit."""
    await note_alone(visit.database, visit.author, Act.BROADCAST_COUNTED, f"broadcast {of.number}")
    return await survey(visit.database, Audience(visit.database, visit.office.keys, of, round_))


def told_of(words: Speech, of: Broadcast, round_: Round, found: Survey) -> list[str]:
    """A sentence a language; a count that would tell who has answered is not told, and the last sentence says why."""
    figures = {each: meant(of, found, each, round_.consultation.release) for each in of.words}
    rows = [
        words.say(
            "{language}: {subscribers} subscribers, {wishing} of them asked for this, it goes to {meant}",
            language=own_name(language),
            subscribers=words.number(found.subscribers.get(language, 0)),
            wishing=words.number(found.wishing.get(language, 0)),
            meant=figure_said(words, figure),
        )
        for language, figure in figures.items()
    ]
    if UNTOLD in figures.values():
        rows.append(
            words.say("Not told: where there are few, or few others, their number would tell who has answered.")
        )
    return rows


async def choose(visit: Visit) -> None:
    """The segments to choose from; the one that was tapped is taken, and counted."""
    found = await named(visit)
    if found is None:
        return
    of, round_ = found
    to = _typed(visit)
    if to is not None and to != (of.segment, of.stopped_by):
        try:
            of = await redirect(visit.database, of.number, to, visit.at, visit.author)
        except BroadcastError:
            await visit.show(card(visit, await broadcast(visit.database, of.number), round_))
            return
    await visit.show(await _choices(visit, of, round_))


async def hush(visit: Visit) -> None:
    """Keeps the city's quiet hours, or none."""
    found = await named(visit)
    if found is None:
        return
    of, round_ = found
    quiet = quiet_hours(visit.office.settings.quiet_hours) if visit.given[-1] == "on" else None
    try:
        of = await keep_quiet(visit.database, of.number, quiet, visit.at, visit.author)
    except BroadcastError:
        of = await broadcast(visit.database, of.number)
    await visit.show(card(visit, of, round_))


async def _choices(visit: Visit, of: Broadcast, round_: Round) -> Screen:
    words = visit.words
    rows: list[tuple[Button, ...]] = [
        (Button(_marked(segment_name(words, each), chosen=each is of.segment), f"aim.{of.number}.{each}"),)
        for each in Segment
    ]
    if of.segment is Segment.IN_PROGRESS:
        rows.insert(
            list(Segment).index(Segment.IN_PROGRESS) + 1,
            tuple(
                Button(
                    _marked(since_name(words, week), chosen=week == of.stopped_by),
                    f"aim.{of.number}.{of.segment}.{weeks}",
                )
                for weeks, week in ((each, _week(visit, each)) for each in WEEKS)
            ),
        )
    told = told_of(words, of, round_, await counted(visit, of, round_))
    return Screen(
        paragraphs(
            bold(words.say("Who is it for?")),
            lines(*(plain(each) for each in told)),
            plain(words.say("Who gets it is decided anew when it goes out")),
        ),
        (*rows, to_broadcast(words, of)),
    )


def _typed(visit: Visit) -> tuple[Segment, str | None] | None:
    """The segment in the button, and since when; None when it is the first look."""
    match visit.given[1:]:
        case (name,) if name in set(Segment):
            return Segment(name), None
        case (name, weeks) if name in set(Segment) and weeks in set(map(str, WEEKS)):
            return Segment(name), _week(visit, int(weeks))
        case _:
            return None


def _week(visit: Visit, weeks: int) -> str | None:
    """The last ISO week of those who stopped so many weeks ago."""
    return None if weeks == 0 else iso_week((visit.at - timedelta(weeks=weeks)).date())


def _marked(label: str, *, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def setup() -> Topic:
    """For whom, and in which hours."""
    return Topic(taps=(Tap("aim", WRITE, choose), Tap("hush", WRITE, hush)))
