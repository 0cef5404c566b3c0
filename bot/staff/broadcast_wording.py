"""What a draft says in one language: its text is typed, its picture sent, replaced and taken away."""

from typing import Final

from telegram import Document, PhotoSize
from telegram.error import BadRequest

from bot.markup import plain
from bot.screen import Button, Screen
from bot.staff.broadcast_cards import all_broadcasts, card, reword_button, to_broadcast
from bot.staff.broadcast_recipients import named
from bot.staff.saying import broadcast_refusal
from bot.staff.visit import Question, Tap, Topic, Visit
from results.speech import Speech, own_name
from storage.broadcasts.broadcast import Broadcast, Standing
from storage.broadcasts.deciding import NotNow, reword
from storage.broadcasts.words import (
    PICTURE_BYTES,
    TEXT_UNITS,
    BroadcastError,
    PictureTooLarge,
    Rewording,
    TextTooLong,
    UnfitBroadcast,
    Words,
    check_words,
)
from storage.roles import Permission

WRITE: Final = Permission.BROADCAST
_NONE: Final = b""
"""In place of a picture: there is none any more."""


async def ask_words(visit: Visit) -> Screen | None:
    """The text of a draft in one language, and its picture, which is shown as it is now."""
    found = await named(visit)
    if found is None:
        return None
    words, (of, round_), language = visit.words, found, visit.given[-1]
    if of.standing(visit.at) is not Standing.DRAFT:
        await visit.show(card(visit, of, round_))
        return None
    said = of.words.get(language)
    if said is not None and said.picture is not None:
        await visit.picture(said.picture, plain(said.text))
    asked = words.say(
        "Please type the text in this language: {language}. Or send me a picture that stands above it, as a photo or "
        "as a PNG or JPEG file; a caption becomes the text.",
        language=own_name(language),
    )
    return Screen(plain(asked), _ways(words, of, language))


async def take_text(visit: Visit) -> bool:
    """Takes the text, unless Telegram would not."""
    return await _reworded(visit, Rewording(visit.given[-1], text=visit.text))


async def take_picture(visit: Visit) -> bool:
    """Takes the picture, once Telegram has shown it as subscribers will see it."""
    found, words = await named(visit), visit.words
    if found is None:
        return True
    if visit.message.media_group_id is not None:
        return await _not_taken(
            visit, found[0], words.say("There is room for one picture. Please send one of them by itself.")
        )
    sent = _picture(visit)
    if sent is None:
        return await _not_taken(visit, found[0], words.say("I take pictures only: a photo, or a PNG or JPEG file."))
    if (sent.file_size or 0) > PICTURE_BYTES:
        return await _not_taken(visit, found[0], broadcast_refusal(words, PictureTooLarge()))
    content = await visit.office.writing.content(sent.file_id)
    wanted = Rewording(visit.given[-1], text=visit.text or None, picture=content)
    said = wanted.of(found[0].words.get(wanted.language))
    try:
        check_words({wanted.language: said})
    except UnfitBroadcast as error:
        return await _not_taken(visit, found[0], broadcast_refusal(words, error))
    if not await _shown(visit, said, content):
        told = words.say("Telegram does not take this picture; it may be much too wide or tall. Please send another.")
        return await _not_taken(visit, found[0], told)
    return await _reworded(visit, wanted)


async def drop_picture(visit: Visit) -> None:
    """Takes the picture away; the text stays."""
    await _reworded(visit, Rewording(visit.given[-1], picture=_NONE))


async def unasked(visit: Visit) -> None:
    """A picture that nothing asked for, or that came after a restart."""
    told = visit.words.say(
        "I do not know what this picture is for. For a broadcast, open its draft, tap its “Text and picture”, and send "
        "the picture again."
    )
    await visit.send(Screen(plain(told), (all_broadcasts(visit.words),)))


async def _reworded(visit: Visit, wanted: Rewording) -> bool:
    found = await named(visit)
    if found is None:
        return True
    try:
        changed = await reword(visit.database, found[0].number, wanted, visit.at, visit.author)
    except BroadcastError as error:
        ways = _ways(visit.words, found[0], wanted.language)
        # Telegram cuts what is longer into several messages: what comes next may be the rest of this one.
        if cut := isinstance(error, TextTooLong) and error.units > TEXT_UNITS:
            ways = ((reword_button(visit.words, found[0], wanted.language),), *ways)
        await visit.send(Screen(plain(broadcast_refusal(visit.words, error)), ways))
        return cut or isinstance(error, NotNow)
    await visit.send(card(visit, changed, found[1]))
    return True


def _ways(words: Speech, of: Broadcast, language: str) -> tuple[tuple[Button, ...], ...]:
    """Without the picture, where there is one; and back."""
    said = of.words.get(language)
    if said is None or said.picture is None:
        return (to_broadcast(words, of),)
    away = Button(words.say("Take the picture away"), f"unpicture.{of.number}.{language}")
    return ((away,), to_broadcast(words, of))


async def _shown(visit: Visit, said: Words, picture: bytes) -> bool:
    """Sends the message as it will look; False when Telegram refuses the picture."""
    try:
        await visit.picture(picture, plain(said.text))
    except BadRequest:
        return False
    return True


async def _not_taken(visit: Visit, of: Broadcast, why: str) -> bool:
    await visit.send(Screen(plain(why), _ways(visit.words, of, visit.given[-1])))
    return False


def _picture(visit: Visit) -> PhotoSize | Document | None:
    """The photo in its largest size, or the file, if it says that it is a picture."""
    message = visit.message
    if message.photo:
        return message.photo[-1]
    file = message.document
    return file if file is not None and message.animation is None else None


def setup() -> Topic:
    """Texts and pictures of drafts."""
    return Topic(
        taps=(Tap("unpicture", WRITE, drop_picture),),
        questions=(Question("reword", WRITE, ask_words, take_text, take_picture),),
        pictures=(WRITE, unasked),
    )
