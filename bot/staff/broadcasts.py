"""/broadcasts: what is written to subscribers: composed, tried, counted, started by who types the number, followed."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

from bot.broadcasting.drafting import usual_draft
from bot.broadcasting.report import watched
from bot.delivery.posting import Gone, Held, NotPosted, Unreachable
from bot.markup import bold, lines, paragraphs, plain
from bot.moments import typed_moments
from bot.screen import Button, Screen
from bot.staff.broadcast_cards import all_broadcasts, card, card_of, kind_name, state_name, to_broadcast
from bot.staff.broadcast_recipients import counted, named, told_of
from bot.staff.rounds import NEWEST
from bot.staff.saying import broadcast_refusal, only_while_open
from bot.staff.visit import Command, Question, Tap, Topic, Visit
from results.speech import Speech
from storage.audit import Act, Author, note_alone
from storage.broadcasts.broadcast import Broadcast, Kind, Standing
from storage.broadcasts.deciding import NotNow, create, pause, resume, schedule, unschedule
from storage.broadcasts.quiet_hours import quiet_hours
from storage.broadcasts.reading import broadcast, broadcasts
from storage.broadcasts.words import BroadcastError
from storage.database import Database
from storage.roles import Permission
from storage.rounds import Round, State, rounds
from storage.staff import member_of

WRITE = Permission.BROADCAST
_COMPOSED: Final = (Kind.ANNOUNCE, Kind.REMIND, Kind.THANK, Kind.RESULTS)
"""What the city did is a table, which `bot.staff.deeds` reads."""

GOOD_FOR_SECONDS: Final = 600
"""For so long a number that was shown starts a broadcast, however many subscribe or leave meanwhile."""

_STEPS: Mapping[str, Callable[[Database, int, datetime, Author], Awaitable[Broadcast]]] = {
    "pause": pause,
    "resume": resume,
    "unschedule": unschedule,
}


async def show_all(visit: Visit) -> None:
    """The newest broadcasts, and a way to a new one."""
    if visit.query is not None:
        visit.office.end(_following(visit))  # the list would become the card again
    words, found = visit.words, await broadcasts(visit.database)
    rows = [
        (Button(f"{each.number} – {kind_name(words, each.kind)}: {state_name(words, each, visit.at)}", card_of(each)),)
        for each in reversed(found[-20:])
    ]
    deeds = (Button(kind_name(words, Kind.DEEDS), "deeds_how"),)
    text = words.say("Only who asked for it is written to. What shall it be?")
    await visit.show(
        Screen(
            paragraphs(bold(words.say("Broadcasts")), plain(text)),
            (*((Button(kind_name(words, each), f"compose.{each}"),) for each in _COMPOSED), deeds, *rows),
        )
    )


async def compose(visit: Visit) -> None:
    """A kind leads to the rounds, a kind and a round to a draft with the usual words."""
    words, known = visit.words, await rounds(visit.database)
    kind = next((each for each in _COMPOSED if each == visit.given[0]), None)
    of = next((each for each in known if each.code == visit.given[-1]), None)
    if kind is None:
        return
    if of is None:
        choices = tuple((Button(each.code, f"compose.{kind}.{each.code}"),) for each in reversed(known[-NEWEST:]))
        await visit.show(Screen(bold(words.say("About which round?")), (*choices, all_broadcasts(words))))
        return
    settings = visit.office.settings
    draft = usual_draft(kind, of, settings.time_zone, quiet_hours(settings.quiet_hours))
    made = await create(visit.database, draft, visit.author)
    await visit.show(card(visit, made, of))


async def show_one(visit: Visit) -> None:
    """The card of one broadcast; of one that runs, edited as it goes on."""
    found = await named(visit)
    if found is None:
        return
    of, round_ = found
    message = await visit.show(card(visit, of, round_))
    if of.standing(visit.at) in {Standing.RUNNING, Standing.SCHEDULED}:
        _follow(visit, of, round_, message)


async def try_it(visit: Visit) -> None:
    """Sends it to the member alone, from the citizens' bot."""
    found = await named(visit)
    if found is None:
        return
    words, (of, round_) = visit.words, found
    await note_alone(visit.database, visit.author, Act.BROADCAST_TRIED, f"broadcast {of.number}")
    name = await visit.office.citizens()
    try:
        await visit.office.try_out(of, round_, visit.chat)
    except NotPosted as failure:
        await visit.send(Screen(plain(_not_tried(words, failure, name)), (_open(words, name), to_broadcast(words, of))))
        return
    sent = words.say("It is in your chat with @{name}. Nobody else got it.", name=name)
    await visit.send(Screen(plain(sent), (_open(words, name), to_broadcast(words, of))))


def _not_tried(words: Speech, failure: NotPosted, name: str) -> str:
    match failure:
        case Gone():
            return words.say(
                "@{name} may not write to you yet. Please open it, tap Start, and try again here.", name=name
            )
        case Held():
            return words.say("Telegram asked for a pause. Please try again in a few minutes.")
        case Unreachable():
            return words.say("Telegram did not answer, so it may or may not have arrived. Please try again.")
        case _:
            return words.say("Telegram refused it: please look at the picture and the text, and try again.")


def _open(words: Speech, name: str) -> tuple[Button, ...]:
    return (Button(words.say("Open @{name}", name=name), url=f"https://t.me/{name}"),)


async def ask_number(visit: Visit) -> Screen | None:
    """Who would get it, and the number to type."""
    found = await named(visit)
    if found is None:
        return None
    words, (of, round_) = visit.words, found
    if of.standing(visit.at) is not Standing.DRAFT:
        await visit.show(card(visit, of, round_))
        return None
    barred, opens = of.barred(visit.at), of.dates.opens
    if barred is not None and not (barred is State.DRAFT and opens is not None):
        why = only_while_open(words, barred, later=False)
        await visit.send(Screen(plain(why), (to_broadcast(words, of),)))
        return None
    found_now = await counted(visit, of, round_)
    visit.given = (str(of.number), str(found_now.most), str(int(visit.at.timestamp())))
    rows = told_of(words, of, round_, found_now)
    typed = words.say(
        "It goes to {number} at most. To send it, please type this number: {number}. To send it later, type the "
        "moment behind it: {number} 01.03.2027 09:00",
        number=found_now.most,
    )
    title = bold(words.say("Who gets it is decided anew when it goes out"))
    told = (lines(*(plain(each) for each in rows)), _quiet_now(visit, of), _opens(visit, of), plain(typed))
    return Screen(paragraphs(title, *told), (to_broadcast(words, of),))


def _quiet_now(visit: Visit, of: Broadcast) -> str | None:
    until = None if of.quiet is None else of.quiet.until(visit.at)
    if until is None:
        return None
    return plain(visit.words.say("It is quiet now: sent at once, it waits until {time}.", time=f"{until:%H:%M}"))


def _opens(visit: Visit, of: Broadcast) -> str | None:
    """That it has to start later, where its round opens later."""
    opens = of.dates.opens
    if of.barred(visit.at) is None or opens is None:
        return None
    moment = visit.words.moment(opens.astimezone(visit.at.tzinfo))
    return plain(visit.words.say("The round opens on {moment}: please type a moment from then on.", moment=moment))


async def take_number(visit: Visit) -> bool:
    """Starts it, when that is the number."""
    found = await named(visit)
    if found is None:
        return True
    words, (of, round_) = visit.words, found
    number, _, moment = visit.text.strip().partition(" ")
    if not _was_shown(visit, number) and number != (most := str((await counted(visit, of, round_)).most)):
        other = words.say(
            "That is not the number. Nothing was sent. By now it goes to {number} at most; to send it, please type "
            "this number: {number}",
            number=most,
        )
        await visit.send(Screen(plain(other), (to_broadcast(words, of),)))
        return False
    starts = _moment(moment, visit) if moment else visit.at
    if starts is None:
        unread = words.say(
            "The number is right, but I could not read the moment behind it. Nothing was sent; please type both once "
            "more, such as: {number} 01.03.2027 09:00",
            number=number,
        )
        await visit.send(Screen(plain(unread), (to_broadcast(words, of),)))
        return False
    try:
        started = await schedule(visit.database, of.number, starts, visit.at, visit.author)
    except BroadcastError as error:
        await visit.send(Screen(plain(broadcast_refusal(words, error)), (to_broadcast(words, of),)))
        return isinstance(error, NotNow)
    message = await visit.send(card(visit, started, round_))
    _follow(visit, started, round_, message)
    return True


def _was_shown(visit: Visit, number: str) -> bool:
    """Whether it is the number that was counted a short while ago: people may have subscribed while it was typed."""
    _, shown, since = visit.given
    return number == shown and visit.at.timestamp() - int(since) < GOOD_FOR_SECONDS


def _moment(typed: str, visit: Visit) -> datetime | None:
    """The one moment that was typed; a day without an hour is its beginning."""
    try:
        [(begins, _)] = typed_moments(typed, visit.office.settings.time_zone)
    except ValueError:
        return None
    return begins


async def step(visit: Visit) -> None:
    """Pauses or resumes it, or takes its schedule back."""
    found, do = await named(visit), _STEPS.get(visit.given[-1])
    if found is None or do is None:
        return
    try:
        changed = await do(visit.database, found[0].number, visit.at, visit.author)
    except BroadcastError:
        changed = await broadcast(visit.database, found[0].number)
    message = await visit.show(card(visit, changed, found[1]))
    if visit.given[-1] == "resume":
        _follow(visit, changed, found[1], message)


def _follow(visit: Visit, of: Broadcast, round_: Round, message: int) -> None:
    """Lets the card tell how it goes on: one card in a chat, the newest."""
    work = _followed(visit, of, round_, message)
    visit.office.later(visit.chat, visit.words, work, instead_of=_following(visit))


def _following(visit: Visit) -> str:
    return f"card in {visit.chat}"


async def _followed(visit: Visit, of: Broadcast, round_: Round, message: int) -> None:
    """Edits the card until the broadcast is over, paused or a draft again, or is none of the member's business."""
    async for now in watched(visit.database, of.number, visit.office.now, asyncio.sleep):
        member = await member_of(visit.database, visit.office.keys, visit.chat)
        if member is None or not member.may(WRITE):
            return
        message = await visit.office.writing.edit(visit.chat, message, card(visit, now, round_))
        if now.standing(visit.office.now()) in {Standing.PAUSED, Standing.DRAFT}:
            return


def setup() -> Topic:
    """/broadcasts."""
    return Topic(
        commands=(Command("broadcasts", lambda words: words.say("write to subscribers"), WRITE, show_all),),
        taps=(
            Tap("broadcasts", WRITE, show_all),
            Tap("broadcast", WRITE, show_one),
            Tap("compose", WRITE, compose),
            Tap("trial", WRITE, try_it),
            Tap("mailing", WRITE, step),
        ),
        questions=(Question("mail", WRITE, ask_number, take_number),),
    )
