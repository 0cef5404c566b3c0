"""What a citizen's update asks for, as it travels from the handlers through the batch to the delivery."""

from dataclasses import dataclass

from flows.events import Event
from flows.inputs import Input
from storage.exchange import Outcome, Wish


@dataclass(frozen=True, slots=True)
class Move:
    """An input to the conversation of the chat's round, or of the round that its button names."""

    given: Input


@dataclass(frozen=True, slots=True)
class OpenRound:
    """/start: opens the round of that code (the only open one when None) where the citizen left it, or a page of it."""

    code: str | None
    source: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class ShowPage:
    """Shows a page beside the conversation (help, privacy, results, my data...)."""

    page: str


@dataclass(frozen=True, slots=True)
class ShowConversation:
    """Leaves the page for the conversation."""


@dataclass(frozen=True, slots=True)
class SpeakLanguage:
    """Changes the language of the conversation."""

    language: str


@dataclass(frozen=True, slots=True)
class DeleteEverything:
    """Erases all that is stored about the person, after it was confirmed."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Consents to later messages about everything, or takes every consent back."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class WishFor:
    """Consents to later messages about one thing, or takes that consent back."""

    wish: Wish
    wanted: bool


@dataclass(frozen=True, slots=True)
class Blocked:
    """Shuts the bot out, or lets it in again. Telegram tells of it by itself: nobody waits for an answer."""

    now: bool


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that no conversation can read (a sticker, a voice message): the screen explains."""


Request = (
    Move
    | OpenRound
    | ShowPage
    | ShowConversation
    | SpeakLanguage
    | DeleteEverything
    | Subscribe
    | WishFor
    | Blocked
    | Unreadable
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with what is needed to answer it.

    `callback` is the id of the callback query to answer, `tapped` the message whose button was tapped, `spoken` the
    language of the citizen's Telegram, for a first greeting, `round` the one that the button names.
    """

    request: Request
    callback: str | None = None
    tapped: int | None = None
    spoken: str | None = None
    round: int | None = None


@dataclass(frozen=True, slots=True)
class RoundClosed:
    """The input came after the round had closed; nothing changed. `typed`: it was a text, which was not taken."""

    typed: bool = False


@dataclass(frozen=True, slots=True)
class RoundPaused:
    """The input came while the round was paused; nothing changed. `typed`: it was a text, which was not taken."""

    typed: bool = False


@dataclass(frozen=True, slots=True)
class PageLeft:
    """A text was typed while a page stood before the conversation; it was not taken as an answer."""


@dataclass(frozen=True, slots=True)
class NotRead:
    """Something came that is neither text nor a tap."""


@dataclass(frozen=True, slots=True)
class LanguageChanged:
    """From now on the conversation speaks another language."""


@dataclass(frozen=True, slots=True)
class SubscriptionChanged:
    """The citizen consented to later messages, or took the consent back."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class ReminderPromised:
    """The citizen asked to be reminded of an answer that is not finished."""


Notice = (
    Event | RoundClosed | RoundPaused | PageLeft | NotRead | LanguageChanged | SubscriptionChanged | ReminderPromised
)
"""What came of a request: events of the conversation, and those around it."""

Answered = Outcome[Asked, Notice]
"""A request with what is stored after it, as it goes to the delivery."""
