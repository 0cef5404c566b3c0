"""Who is no staff member gets one polite line, and then none for a while; nobody is remembered for long."""

from collections.abc import Callable
from typing import Final

from bot.markup import plain
from bot.screen import Screen
from results.speech import Speech

QUIET_SECONDS: Final = 600.0
MOST: Final = 100
"""Strangers who are answered within that time; a crowd is not: it would cost the pace that staff need."""

TRIES: Final = 5
"""Invitations that a stranger can try within that time."""


class Strangers:
    """Whom an answer is due. `clock` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since = clock()
        self._turned_away: set[int] = set()
        self._tries: dict[int, int] = {}

    def may_be_told(self, chat: int) -> bool:
        """Whether the line goes to the chat: once in a while each."""
        self._forget()
        if chat in self._turned_away or len(self._turned_away) >= MOST:
            return False
        self._turned_away.add(chat)
        return True

    def may_try(self, chat: int) -> bool:
        """Whether the invitation that the chat brings is looked at."""
        self._forget()
        if len(self._tries) >= MOST and chat not in self._tries:
            return False
        self._tries[chat] = self._tries.get(chat, 0) + 1
        return self._tries[chat] <= TRIES

    def _forget(self) -> None:
        now = self._clock()
        if now - self._since >= QUIET_SECONDS:
            self._since = now
            self._turned_away.clear()
            self._tries.clear()


def turned_away(words: Speech) -> Screen:
    """The polite line."""
    return Screen(
        plain(words.say("This bot is for the staff of a city hall. To take part, please use the public bot."))
    )


def not_invited(words: Speech) -> Screen:
    """What is said to who brings an invitation that does not work."""
    return Screen(
        plain(
            words.say(
                "This invitation does not work any more: each works once, and for some days only. "
                "Please ask the colleague who sent it for a new one."
            )
        )
    )
