"""What stands in a chat, as far as the delivery knows: in memory from a first call until its report is stored."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from bot.screen import Screen
from storage.exchange import Chat

MOST_LEFT: Final = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """Which screen a message shows, by digest: enough to see that a new one is the same."""

    message: int
    digest: bytes


@dataclass(slots=True)
class Standing:
    """The messages of a chat.

    `message` is the conversation, `latest` the newest message of all, `left` are older ones of ours, oldest first, at
    most MOST_LEFT, that still show answers. `shown` is what the conversation shows, if that is known. `wiped`: the
    answers were deleted from the chat, and the conversation is the screen that says so.
    """

    message: int | None
    latest: int
    left: tuple[int, ...]
    shown: Shown | None = None
    wiped: bool = False

    def is_below(self) -> bool:
        """Whether something stands below the conversation."""
        return self.message is not None and self.latest > self.message

    def shows(self, digest: bytes) -> bool:
        """Whether the conversation is the last message and shows this already."""
        return self.message is not None and not self.is_below() and self.shown == Shown(self.message, digest)

    def placed(self, message: int, digest: bytes) -> None:
        """The conversation is this message, and shows this; what it was before is left."""
        if self.message is not None and self.message != message:
            self.leave(self.message)
        self.message = message
        self.latest = max(self.latest, message)
        self.shown = Shown(message, digest)

    def adopt(self, message: int) -> None:
        """The conversation is this newer message of ours, of which nothing was known: it was sent before a crash."""
        if self.message is not None:
            self.leave(self.message)
        self.left = tuple(each for each in self.left if each != message)
        self.message = message
        self.latest = max(self.latest, message)
        self.shown = None

    def lost(self) -> None:
        """The conversation's message is gone, or no longer known."""
        self.message = None
        self.shown = None

    def leave(self, message: int) -> None:
        """An older message of ours, which may show answers."""
        self.left = (*(each for each in self.left if each != message), message)[-MOST_LEFT:]

    def below(self, message: int) -> None:
        """A file of ours that was sent below the conversation."""
        self.leave(message)
        self.latest = max(self.latest, message)

    def removed(self, message: int) -> None:
        """A message that shows no answers any more."""
        self.left = tuple(each for each in self.left if each != message)


def standing_of(chat: Chat, shown: Shown | None) -> Standing:
    """What stands in a chat as it is stored; `shown` is what was shown there last."""
    known = shown if shown is not None and shown.message == chat.message else None
    return Standing(chat.message, chat.latest, chat.left, known)


def digest_of(screen: Screen) -> bytes:
    """What two screens have in common that look the same; a file that comes with one does not count."""
    return blake2b(repr((screen.html, screen.keyboard)).encode("utf-8", "surrogatepass"), digest_size=16).digest()
