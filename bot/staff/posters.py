"""A round's poster, as a PDF to print: with a word for where it hangs, in one of the round's languages."""

import asyncio

from bot.links import SourceUnusable, into_round
from bot.markup import bold, paragraphs, plain
from bot.poster import poster_of
from bot.screen import Button, Document, Screen
from bot.staff.rounds import named, to_round
from bot.staff.visit import Question, Tap, Topic, Visit
from results.speech import own_name
from storage.roles import Permission
from storage.rounds import Round

MAY = Permission.LOOK


async def ask_source(visit: Visit) -> Screen | None:
    """Where it will hang."""
    found = await named(visit)
    if found is None:
        return None
    words = visit.words
    return Screen(
        paragraphs(
            bold(words.say("Poster for {code}", code=found.code)),
            plain(
                words.say(
                    "Where will it hang? Please type a word without accents, such as library: the status then tells "
                    "how many came from there."
                )
            ),
        ),
        ((Button(words.say("The same for all places"), f"poster_for.{found.code}"),), to_round(words, found.code)),
    )


async def take_source(visit: Visit) -> bool:
    """Takes the word, if it can stand in a link."""
    found = await named(visit)
    if found is None:
        return True
    source = visit.text.strip()
    try:
        into_round(found.code, source)
    except SourceUnusable:
        unusable = visit.words.say("Please type one word of at most 29 letters (a-z), digits and hyphens.")
        await visit.send(Screen(plain(unusable), (to_round(visit.words, found.code),)))
        return False
    await visit.reply(_languages(visit, found, "poster_there"))
    return True


async def ask_language(visit: Visit) -> None:
    """In which language it shall be, where all places have the same."""
    found = await named(visit)
    if found is not None:
        await visit.show(_languages(visit, found, "poster_everywhere"))


def _languages(visit: Visit, of: Round, verb: str) -> Screen:
    rows = tuple((Button(own_name(each), f"{verb}.{each}.{of.code}"),) for each in of.consultation.languages)
    ask = plain(visit.words.say("In which language shall the poster be?"))
    return Screen(ask, (*rows, to_round(visit.words, of.code)))


async def make_for_everywhere(visit: Visit) -> None:
    """Sends the one poster for all places."""
    await _make(visit, None)


async def make_for_there(visit: Visit) -> None:
    """Sends the one for the place that the message names to which the tapped one is a reply."""
    await _make(visit, visit.replied.strip())


async def _make(visit: Visit, source: str | None) -> None:
    found, language, words = await named(visit), visit.given[0], visit.words
    if found is None or language not in found.consultation.languages:
        return
    username, zone = await visit.office.citizens(), visit.office.settings.time_zone
    try:
        content = await asyncio.to_thread(poster_of, found, language, username=username, source=source, zone=zone)
    except SourceUnusable:  # the message with the word was deleted
        again = Button(words.say("Poster…"), f"poster.{found.code}")
        gone = words.say("The word is gone. Please type it once more.")
        await visit.show(Screen(plain(gone), ((again,), to_round(words, found.code))))
        return
    await visit.document(Document("-".join((found.code, *([source] if source else []), language)) + ".pdf", content))
    ready = plain(words.say("Here is the poster. Please scan its code with a phone before you have it printed."))
    await visit.show(Screen(ready, (to_round(words, found.code),)))


def setup() -> Topic:
    """Posters, from a round's card."""
    return Topic(
        taps=(
            Tap("poster_for", MAY, ask_language),
            Tap("poster_everywhere", MAY, make_for_everywhere),
            Tap("poster_there", MAY, make_for_there),
        ),
        questions=(Question("poster", MAY, ask_source, take_source),),
    )
