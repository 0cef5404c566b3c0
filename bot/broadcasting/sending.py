"""One broadcast message to one subscriber, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.delivery.gate import Gate
from bot.delivery.posting import Gone, Held, Moved, NotPosted, Posted, Posting, Refused, Unreachable
from bot.screen import Screen
from storage.broadcasts.deliveries import Fate, Recipient, Settled, hold, move
from storage.database import Database
from storage.keys import KeyRing

log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PutOff:
    """It certainly was not sent, and is to be tried again at that moment."""

    chat: str
    due: datetime


@dataclass(slots=True)
class Said:
    """The message in one language. `picture` is what Telegram calls it, once it was sent."""

    screen: Screen
    picture: bytes | str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sending:
    """`below` is told which message stands in whose chat; `unheard` that Telegram did not answer, for so long."""

    database: Database
    keys: KeyRing
    posting: Posting
    gate: Gate
    now: Callable[[], datetime]
    below: Callable[[int, int], None]
    unheard: Callable[[], float]

    async def send(self, to: Recipient, said: Said) -> Settled | PutOff:
        """Sends it once. Nothing that may have been done is done again."""
        try:
            posted = await self._posted(to.person, said)
        except NotPosted as failure:
            return await self._failed(to, said, failure)
        self.below(to.person, posted.message)
        return Settled(to.chat, Fate.SENT)

    async def _posted(self, person: int, said: Said) -> Posted:
        self.gate.spend_bulk(person)
        posted = await self.posting.post(person, said.screen, said.picture)
        if posted.picture is not None:
            said.picture = posted.picture
        return posted

    async def _failed(self, to: Recipient, said: Said, failure: NotPosted) -> Settled | PutOff:
        match failure:
            case Held(seconds=seconds):
                return await self._held(to.chat, seconds)
            case Gone():
                return Settled(to.chat, Fate.BLOCKED if failure.shut_out else Fate.DEACTIVATED)
            case Moved():
                return await self._moved(to, said, failure.to)
            case Refused(method=method, description=description):
                log.warning("broadcast refused", method=method, description=description)
                return Settled(to.chat, Fate.FAILED)
            case Unreachable(undone=True):
                return PutOff(to.chat, self.now() + timedelta(seconds=self.unheard()))
            case _:
                self.unheard()
                return Settled(to.chat, Fate.UNKNOWN)

    async def _held(self, chat: str, seconds: float) -> PutOff:
        until = self.now() + timedelta(seconds=seconds)
        log.warning("told to wait in bulk", seconds=seconds)
        self.gate.hold(seconds)
        await hold(self.database, until)
        return PutOff(chat, until)

    async def _moved(self, to: Recipient, said: Said, person: int) -> Settled | PutOff:
        chat = await move(self.database, self.keys, to.chat, person)
        if chat is None:
            return Settled(to.chat, Fate.OUTSIDE)  # who is there has a delivery of their own
        return await self.send(Recipient(chat, person, to.language), said)
