"""What is typed about a text: without which words it is shown, and under which new theme it goes.

A redaction is confirmed by a button under a reply to what was typed, and read from there again.
"""

from functools import partial

from bot.markup import bold, paragraphs, plain, quoted, utf16_length
from bot.screen import Button, Screen
from bot.screens.looking import ROOM
from bot.staff.visit import Question, Tap, Topic, Visit
from bot.staff.word_cards import LABEL_LENGTH, Found, back_to_text, pieces
from bot.staff.words import MAY, as_seen, show_text, take_decision, text_named, unchanged
from results.labels import shortened
from results.own_words.deciding import (
    LONGEST_THEME,
    NothingLeft,
    NotInText,
    ThemeUnusable,
    put_under,
    theme_called,
    typed_without,
)
from results.own_words.themes import themes_of
from storage.audit import Act
from storage.own_words import decide


async def ask_redaction(visit: Visit) -> Screen | None:
    """The whole text, to be copied, and what to leave out of it."""
    found = await as_seen(visit)
    if found is None:
        return None
    words = visit.words
    *first, last = pieces(found.text.shown)
    for each in first:
        await visit.send(Screen(quoted(each)))
    asked = words.say(
        "Please copy the text and send it back without what would tell who somebody is or how their health is: names, "
        "addresses, illnesses. Only leave out, change nothing: each gap is marked with […]. You will see it before it "
        "is so."
    )
    return Screen(
        paragraphs(bold(words.say("Redact this text")), quoted(last), plain(asked)), (back_to_text(words, found),)
    )


async def take_redaction(visit: Visit) -> bool:
    """Shows the text before and after, to be confirmed."""
    found = await as_seen(visit)
    if found is None:
        return True
    words = visit.words
    try:
        review = typed_without(found.text, visit.text)
    except NotInText as error:
        refusal = words.say(
            "“{part}” does not stand in the text at that place. Please only leave words out, and send it once more.",
            part=shortened(error.part, LABEL_LENGTH),
        )
    except NothingLeft:
        refusal = words.say("Nothing would be left of it. Then rather go back and set it aside.")
    else:
        if review != found.text.review and review.shown is not None:
            await _compare(visit, found, review.shown)
            return True
        refusal = words.say("That is the whole text. Please send it without what is to be left out.")
    await visit.send(Screen(plain(refusal), (back_to_text(words, found),)))
    return False


async def _compare(visit: Visit, found: Found, after: str) -> None:
    words, before = visit.words, found.text.shown
    yes = Button(words.say("Yes, show it so"), f"redacted.{found.pointer}.{found.round.code}", style="success")
    again = Button(words.say("Type it once more"), f"redact.{found.pointer}.{found.round.code}")
    was, will_be = plain(words.say("Before:")), plain(words.say("After:"))
    if utf16_length(before + after) <= ROOM:
        shown = paragraphs(was, quoted(before), will_be, quoted(after))
    else:
        for each in (was, *map(quoted, pieces(before)), will_be, *map(quoted, pieces(after))):
            await visit.send(Screen(each))
        shown = plain(words.say("Above it stands as it is, and as it would be."))
    question = bold(words.say("Redact it so?"))
    await visit.reply(Screen(paragraphs(question, shown), ((yes,), (again,), back_to_text(words, found))))


async def redact(visit: Visit) -> None:
    """Redacts as the message says to which the tapped one is a reply; the text then waits as before."""
    found = await text_named(visit)
    if found is None:
        return
    words, typed = visit.words, visit.replied
    try:
        review = typed_without(found.text, typed)
    except (NotInText, NothingLeft):  # what was typed was deleted from the chat, or the text is another by now
        await show_text(visit, found, notice=words.say("Nothing was redacted: please type it once more."))
        return
    if review != found.text.review:
        if not await unchanged(visit, found):
            return
        await decide(visit.database, found.round, Act.WORDS_REDACTED, {found.text: review}, by=visit.author)
        found = await text_named(visit)
    if found is not None:
        notice = words.say("✓ Redacted. Now it can be decided about.") if found.text.review == review else None
        await show_text(visit, found, notice=notice)


async def ask_theme(visit: Visit) -> Screen | None:
    """How a new theme is called."""
    found = await as_seen(visit)
    if found is None:
        return None
    words = visit.words
    asked = words.say(
        "Please type the theme's name, of at most {n} characters. It may be read by everybody once it is released.",
        n=words.number(LONGEST_THEME),
    )
    return Screen(plain(asked), (back_to_text(words, found),))


async def take_theme(visit: Visit) -> bool:
    """Puts the text, or all that are alike, under it; under the theme of that name where there is one."""
    found = await text_named(visit)
    if found is None:
        return True
    try:
        theme = theme_called(visit.text, themes_of(found.texts))
    except ThemeUnusable:
        words = visit.words
        refusal = words.say(
            "A theme's name is one line of 1 to {n} characters. Please type another one.", n=words.number(LONGEST_THEME)
        )
        await visit.send(Screen(plain(refusal), (back_to_text(words, found),)))
        return False
    await take_decision(visit, Act.WORDS_UNDER_THEME, partial(put_under, theme=theme), theme)
    return True


def setup() -> Topic:
    """Redactions and new themes."""
    return Topic(
        taps=(Tap("redacted", MAY, redact),),
        questions=(
            Question("redact", MAY, ask_redaction, take_redaction),
            Question("themed", MAY, ask_theme, take_theme),
        ),
    )
