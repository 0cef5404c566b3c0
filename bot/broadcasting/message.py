"""A broadcast as a subscriber sees it: its words, and a button that leads to where they were."""

from typing import assert_never
from urllib.parse import quote

from bot import callbacks, links
from bot.markup import plain
from bot.screen import Button, Screen
from bot.screens.pages import Page
from results.speech import Speech, speech
from storage.broadcasts.broadcast import Broadcast, Kind
from storage.rounds import Round


def message_of(of: Broadcast, language: str, round_: Round, username: str) -> Screen:
    """The message in that language; `username` is the bot's, for the link that subscribers may pass on."""
    words = speech(language)
    rows = [(_button(words, of.kind, round_.code),)]
    if of.kind is Kind.ANNOUNCE:
        link = links.link(username, links.into_round(round_.code, "passed-on"))
        rows.append((Button(words.say("Pass it on"), url=f"https://t.me/share/url?url={quote(link, safe='')}"),))
    return Screen(plain(of.words[language].text), tuple(rows))


def _button(words: Speech, kind: Kind, code: str) -> Button:
    match kind:
        case Kind.ANNOUNCE:
            return Button(words.say("Answer"), callbacks.written_entry(code), style="primary")
        case Kind.REMIND:
            return Button(words.say("Go on where I was"), callbacks.written_entry(code), style="primary")
        case Kind.THANK:
            return Button(words.say("My answers"), callbacks.written_entry(code, Page.MINE))
        case Kind.RESULTS | Kind.DEEDS:
            return Button(words.say("See the results"), callbacks.written_entry(code, Page.RESULTS))
        case _:
            assert_never(kind)
