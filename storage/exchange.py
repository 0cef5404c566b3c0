"""What goes into a batch and what comes out of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from flows.response import Response

R = TypeVar("R")
E = TypeVar("E")

DELETED = "deleted"
"""The page that says that everything was erased: once it was delivered, the chat's row goes too."""


class Wish(StrEnum):
    """What a subscriber agreed to hear about, by the names that are stored."""

    ROUNDS = "rounds"
    REMINDERS = "reminders"
    RESULTS = "results"
    DEEDS = "deeds"


EVERYTHING = frozenset(Wish)
"""All that one can agree to."""


@dataclass(frozen=True, slots=True)
class Chat:
    """Where the bot stands with a person.

    `message` is the id of the message that is the conversation, `latest` the highest one seen in the chat: something
    stands below the conversation when it is the larger. `left`: older messages of ours that still show answers.
    `page`: what is shown instead of the conversation, empty for none. `wishes`: what later messages may be about; who
    wishes for none is no subscriber. `blocked`: a subscriber who shut the bot out, and is not written to meanwhile.
    """

    language: str | None = None
    round: int | None = None
    page: str = ""
    message: int | None = None
    latest: int = 0
    left: tuple[int, ...] = ()
    wishes: frozenset[Wish] = frozenset()
    blocked: bool = False

    @property
    def subscribed(self) -> bool:
        """Whether there is anything that may be written about."""
        return bool(self.wishes)


@dataclass(frozen=True, slots=True)
class Arrival(Generic[R]):
    """Something that came from a person.

    `round`: the one that the button or link names. `whole`: it needs this person's responses in every round whose key
    is still there. `latest`: the id of the message that it brought, 0 for none. Without an `update_id` it is not
    recognised when it comes twice.
    """

    update_id: int | None
    person: int
    request: R
    round: int | None = None
    whole: bool = False
    latest: int = 0


@dataclass(frozen=True, slots=True)
class Decision(Generic[E]):
    """What a step wants to be stored.

    `responses` holds those that changed; None withdraws one. `counts`: (round, kind, key), one each is added to this
    hour's counter, unless the person has withdrawn a response in that round. `silent`: nobody waits for an answer, so
    no screen is owed.
    """

    chat: Chat
    responses: Mapping[int, Response | None] = field(default_factory=dict)
    events: tuple[E, ...] = ()
    counts: tuple[tuple[int, str, str], ...] = ()
    silent: bool = False


Step = Callable[[Chat, Mapping[int, Response], R], Decision[E]]
"""Pure. A round in which this person has no response is given as a fresh one."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R, E]):
    """What is stored after an arrival. `turn` marks the newest screen that the chat is owed; 0 when it is owed none.

    `duplicate`: its update was seen before and changed nothing. `failed`: its step raised, and nothing of it but the
    newest message id is stored. Either is answered with the current state. `silent`: nothing is to be shown.
    """

    arrival: Arrival[R]
    chat: Chat
    responses: Mapping[int, Response]
    events: tuple[E, ...] = ()
    turn: int = 0
    duplicate: bool = False
    failed: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What stands in a chat after a delivery for `turn`: it owes no screen any more when no newer turn came.

    `latest`: the newest message that the delivery put there, 0 for none; a file stands below its screen.
    """

    person: int
    turn: int
    message: int | None
    left: tuple[int, ...] = ()
    latest: int = 0


@dataclass(frozen=True, slots=True)
class Owed:
    """A chat that was never shown its newest screen."""

    person: int
    chat: Chat
    responses: Mapping[int, Response]
    turn: int
