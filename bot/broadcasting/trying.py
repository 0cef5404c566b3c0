"""A broadcast sent to one member of the staff, who wants to see it before anybody else does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from bot.broadcasting.message import message_of
from bot.clock import Clock
from bot.delivery.gate import Gate
from bot.delivery.posting import Held, Posted, Posting
from bot.screen import Screen
from storage.broadcasts.broadcast import Broadcast
from storage.broadcasts.deliveries import held_until, hold, stands_below
from storage.broadcasts.words import Words
from storage.database import Database
from storage.keys import load_keys
from storage.rounds import Round

LONGEST_WAIT: Final = 10.0
"""In seconds: who tries something out waits before the screen, and is told to come back when it takes longer."""


@dataclass(frozen=True, slots=True)
class Trying:
    """Sends trials as every unprompted message is sent: when the gate allows it, below the conversation.

    `below` is told which message stands in whose chat.
    """

    database: Database
    keys: Path
    posting: Posting
    gate: Gate
    clock: Clock
    below: Callable[[int, int], None] = lambda _person, _message: None

    async def send(self, of: Broadcast, round_: Round, person: int) -> None:
        """Sends it in every language, each as its subscribers will see it.

        Raises NotPosted: Gone when the bot may not write to them, Held also when the gate would keep it for long. What
        was sent before that stays.
        """
        username = await self.posting.username()
        chat = load_keys(self.keys).chat(person)
        for language, words in of.words.items():
            await self._let_through(person)
            posted = await self._posted(person, message_of(of, language, round_, username), words)
            self.below(person, posted.message)
            await stands_below(self.database, chat)

    async def _let_through(self, person: int) -> None:
        while (wait := await self._wait(person)) > 0:
            if wait > LONGEST_WAIT:
                raise Held(wait)
            await self.clock.sleep(wait)
        self.gate.spend_bulk(person)

    async def _wait(self, person: int) -> float:
        """Seconds until the gate lets it through, and no hold that another process was told of is in the way."""
        held = await held_until(self.database)
        until = 0.0 if held is None else (held - self.clock.wall()).total_seconds()
        return max(until, self.gate.bulk_delay(), self.gate.delay(person))

    async def _posted(self, person: int, screen: Screen, words: Words) -> Posted:
        try:
            return await self.posting.post(person, screen, words.picture)
        except Held as held:
            self.gate.hold(held.seconds)
            await hold(self.database, self.clock.wall() + timedelta(seconds=held.seconds))
            raise
