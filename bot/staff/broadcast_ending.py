"""The end of a broadcast before it is done: asked back once, for nobody can take it up again."""

from typing import assert_never

from bot.broadcasting.report import left
from bot.markup import bold, paragraphs, plain
from bot.screen import Button, Screen
from bot.staff.broadcast_cards import card, figure_said, to_broadcast
from bot.staff.broadcast_recipients import counted, named
from bot.staff.visit import Tap, Topic, Visit
from storage.broadcasts.broadcast import Broadcast, Standing
from storage.broadcasts.deciding import cancel
from storage.broadcasts.reading import broadcast
from storage.broadcasts.words import BroadcastError
from storage.roles import Permission
from storage.rounds import Round

WRITE = Permission.BROADCAST


async def ask(visit: Visit) -> None:
    """What has gone out, and who would not get it; below, for the card may be telling how it goes on."""
    found = await named(visit)
    if found is None:
        return
    words, (of, round_) = visit.words, found
    what = await _meaning(visit, of, round_)
    if what is None:
        await visit.show(card(visit, of, round_))
        return
    yes = Button(words.say("Yes, cancel it for good"), f"ended.{of.number}", style="danger")
    title = words.say("Cancel broadcast {n} for good?", n=of.number)
    await visit.send(Screen(paragraphs(bold(title), plain(what)), ((yes,), to_broadcast(words, of))))


async def end(visit: Visit) -> None:
    """Does it."""
    found = await named(visit)
    if found is None:
        return
    of, round_ = found
    try:
        of = await cancel(visit.database, of.number, visit.at, visit.author)
    except BroadcastError:
        of = await broadcast(visit.database, of.number)
    await visit.show(card(visit, of, round_))


async def _meaning(visit: Visit, of: Broadcast, round_: Round) -> str | None:
    """What it would mean; None when the broadcast is over already."""
    words, standing = visit.words, of.standing(visit.at)
    match standing:
        case Standing.DRAFT:
            return words.say("Nothing has gone out, and nothing will: the draft cannot be sent any more.")
        case Standing.SCHEDULED | Standing.RUNNING | Standing.PAUSED:
            if of.prepared:
                return words.say(
                    "What has gone out stays with those who got it. Subscribers whose turn has not come: {n}. None of "
                    "them will get it. To stop for a while only, pause it instead.",
                    n=figure_said(words, left(of, round_.consultation.release)),
                )
            most = (await counted(visit, of, round_)).most
            return words.say(
                "Nothing has gone out yet. It could have gone to {n} at most; none of them will get it.",
                n=words.number(most),
            )
        case Standing.CANCELLED | Standing.DONE:
            return None
        case _:
            assert_never(standing)


def setup() -> Topic:
    """Cancelling for good."""
    return Topic(taps=(Tap("end", WRITE, ask), Tap("ended", WRITE, end)))
