"""Which later messages a citizen wishes for: none without asking, and each can be taken back by itself."""

from collections.abc import Set
from typing import assert_never

from bot.asked import Subscribe, WishFor
from bot.markup import bold, paragraphs, plain
from bot.screen import Screen
from bot.screens.pages import back_to_conversation
from bot.screens.view import asking
from results.speech import Speech
from storage.exchange import EVERYTHING, Wish


def news_page(words: Speech, wishes: Set[Wish]) -> Screen:
    """What is wished for is ticked, and a tap changes it."""
    standing = (
        words.say("I write to you about what is ticked, and about nothing else.")
        if wishes
        else words.say("I don't write to you by myself. If you would like me to, choose what about.")
    )
    choices = [
        asking(
            f"✓ {wish_in_words(words, each)}" if each in wishes else wish_in_words(words, each), _changing(each, wishes)
        )
        for each in Wish
    ]
    rows = [(each,) for each in choices]
    if wishes != EVERYTHING:
        rows.append((asking(words.say("All of this"), Subscribe(wanted=True), style="success"),))
    if wishes:
        rows.append((asking(words.say("No more messages"), Subscribe(wanted=False)),))
    return Screen(
        paragraphs(
            bold(words.say("Later messages")),
            plain(standing),
            plain(words.say("Tap a line to change it. With /stop it all ends, at any time.")),
        ),
        (*rows, back_to_conversation(words)),
    )


def wish_in_words(words: Speech, wish: Wish) -> str:
    """The wish, as a button and an enumeration say it."""
    match wish:
        case Wish.ROUNDS:
            return words.say("A new consultation")
        case Wish.REMINDERS:
            return words.say("An unfinished answer")
        case Wish.RESULTS:
            return words.say("Results")
        case Wish.DEEDS:
            return words.say("What the city did")
        case _:
            assert_never(wish)


def _changing(wish: Wish, wishes: Set[Wish]) -> WishFor:
    return WishFor(wish, wanted=wish not in wishes)
