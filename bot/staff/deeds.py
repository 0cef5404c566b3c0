"""What the city did with the results: a CSV file becomes the draft of a broadcast."""

from dataclasses import replace
from pathlib import PurePath
from typing import Final

from telegram import Document as Sent

from bot.broadcasting.deeds import Deed, DeedsUnreadable, deeds_in
from bot.broadcasting.drafting import usual_draft, usual_words
from bot.markup import bold, paragraphs, plain
from bot.screen import Button, Screen
from bot.staff.broadcast_cards import all_broadcasts, card
from bot.staff.files import sent_in_reply, tell_findings
from bot.staff.rounds import NEWEST
from bot.staff.visit import Tap, Topic, Visit
from storage.broadcasts.broadcast import Kind
from storage.broadcasts.deciding import create
from storage.broadcasts.quiet_hours import quiet_hours
from storage.broadcasts.words import TextTooLong
from storage.roles import Permission
from storage.rounds import rounds

WRITE = Permission.BROADCAST
LARGEST: Final = 100_000
"""In bytes; a message has room for far less."""


def is_table(sent: Sent) -> bool:
    """Whether the file is for this topic, and for no other."""
    return PurePath(sent.file_name or "").suffix.lower() == ".csv"


async def explain(visit: Visit) -> None:
    """How the file has to be."""
    words = visit.words
    how = words.say(
        "Send me a CSV file whose first line is: language,said,done,when. Each line below is one thing that people "
        "said and what the city did; “when” may stay empty."
    )
    title = bold(words.say("Tell what the city did"))
    await visit.show(Screen(paragraphs(title, plain(how)), (all_broadcasts(words),)))


async def received(visit: Visit) -> None:
    """A table of deeds leads to the rounds."""
    sent, words = visit.message.document, visit.words
    assert sent is not None, "it is called for files"
    if not is_table(sent) or not visit.may(WRITE):
        return
    deeds = await _read(visit, sent)
    if deeds is None:
        return
    known = await rounds(visit.database)
    choices = tuple((Button(each.code, f"deeds.{each.code}"),) for each in reversed(known[-NEWEST:]))
    found = words.say_n("I found {n} thing that the city did.", "I found {n} things that the city did.", len(deeds))
    await visit.reply(
        Screen(paragraphs(plain(found), bold(words.say("About which round?"))), (*choices, all_broadcasts(words)))
    )


async def compose(visit: Visit) -> None:
    """The draft, from the file to which the tapped message is a reply."""
    words, sent = visit.words, sent_in_reply(visit)
    round_ = next((each for each in await rounds(visit.database) if each.code == visit.given[-1]), None)
    if sent is None or round_ is None:
        await visit.toast(words.say("That file is gone. Please send it once more."))
        return
    deeds = await _read(visit, sent)
    if deeds is None:
        return
    settings = visit.office.settings
    draft = usual_draft(Kind.DEEDS, round_, settings.time_zone, quiet_hours(settings.quiet_hours))
    try:
        told = usual_words(Kind.DEEDS, round_, settings.time_zone, deeds)
        made = await create(visit.database, replace(draft, words=told), visit.author)
    except DeedsUnreadable as error:
        await tell_findings(visit, error.mistakes)
        return
    except TextTooLong as error:
        too_long = words.say(
            "That is too long for one message: there is room for {room} characters, and it has {units}. Please shorten "
            "the table and send it again.",
            room=words.number(error.room),
            units=words.number(error.units),
        )
        await visit.send(Screen(plain(too_long), (all_broadcasts(words),)))
        return
    await visit.send(card(visit, made, round_))


async def _read(visit: Visit, sent: Sent) -> list[Deed] | None:
    """The deeds in the file; None when whoever sent it was told what is wrong."""
    words = visit.words
    if sent.file_size is None or sent.file_size > LARGEST:
        too_large = words.say("That file is too large. I read up to {size} kB.", size=words.number(LARGEST // 1000))
        await visit.reply(Screen(plain(too_large)))
        return None
    try:
        return deeds_in(await visit.office.writing.content(sent.file_id))
    except DeedsUnreadable as error:
        await tell_findings(visit, error.mistakes)
        return None


def setup() -> Topic:
    """Tables of deeds."""
    return Topic(taps=(Tap("deeds_how", WRITE, explain), Tap("deeds", WRITE, compose)), documents=received)
