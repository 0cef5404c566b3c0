"""A chat that is being served: what stands in it, what waits for it, and what is left to do beside its screen."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from bot.asked import Answered
from bot.delivery.standing import Standing
from bot.screen import Document
from storage.exchange import DELETED, Sent


@dataclass(frozen=True, slots=True)
class Strip:
    """An older message that is to lose its keyboard."""

    message: int


@dataclass(frozen=True, slots=True)
class Blank:
    """A message that could not be deleted and is to show this text in place of answers."""

    message: int
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG) to be sent below the screen."""

    content: bytes


Errand = Strip | Blank | Document | Picture


@dataclass(slots=True, eq=False)
class Served:
    """A chat that has a task, or whose last report is not stored yet.

    `told` is the last report, `reported` the same until it is stored. `turn` and `page` are those of the newest
    screen that was begun; `update` names it in the log. `tries`: calls in a row that nobody answered.
    """

    person: int
    standing: Standing
    pending: Answered | None = None
    errands: deque[Errand] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None
    told: Sent | None = None
    reported: Sent | None = None
    turn: int = 0
    page: str = ""
    update: int | None = None
    tries: int = 0

    @property
    def blanking(self) -> set[int]:
        """The messages that still show answers and could not be deleted."""
        return {each.message for each in self.errands if isinstance(each, Blank)}

    def add(self, errand: Errand) -> None:
        """Puts an errand behind the others, once."""
        if errand not in self.errands:
            self.errands.append(errand)

    def drop(self, errand: Errand) -> None:
        """Takes an errand off the list."""
        self.errands = deque(each for each in self.errands if each is not errand)

    def keep_blanks(self) -> None:
        """Drops the errands that make no sense once the messages are deleted."""
        self.errands = deque(each for each in self.errands if isinstance(each, Blank))

    def report(self) -> Sent | None:
        """What stands in the chat; None while a chat that was to be deleted still shows answers: it stays owed."""
        if self.page == DELETED and self.blanking:
            return None
        standing = self.standing
        return Sent(self.person, self.turn, standing.message, standing.left, standing.latest)
