"""How fast a bot may send. Exact limits are unpublished; these are what Telegram documents, and what bots report.

- DOCUMENTED: a private chat takes one message a second with a burst of 20; sends and edits share it.
- STRICT: 20 sends and edits in any minute of a chat, as groups have it and as tdlib/td #2592 reports for edits.
- OFF: no limits.

In DOCUMENTED and STRICT, a group takes 20 sends and edits in any minute. Sends to chats where no person wrote or tapped
within the last minute are *unprompted*; a bot has 30 of those a second in all. answerCallbackQuery, deletions and chat
actions are free.

Who goes beyond gets 429 and a hold: until it ends, every further send or edit of that chat (every unprompted send of
that bot) gets 429 with the rest. A refused call costs nothing more and does not prolong the hold.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, assert_never

from sandbox.errors import too_many_requests

if TYPE_CHECKING:
    from collections.abc import Callable

CHAT_RATE: Final = 1.0
CHAT_BURST: Final = 20
STRICT_COUNT: Final = 20
STRICT_SECONDS: Final = 60.0
BULK_RATE: Final = 30.0
PROMPTED_SECONDS: Final = 60.0


class Pace(Enum):
    DOCUMENTED = "documented"
    STRICT = "strict"
    OFF = "off"


@dataclass(slots=True)
class Bucket:
    """`burst` at once, refilled at `rate` a second."""

    rate: float
    burst: float
    _level: float = field(init=False)
    _seen: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._level = self.burst

    def wait(self, now: float) -> float:
        """Seconds until there is room for one; 0.0 when there is now."""
        self._level = min(self.burst, self._level + max(0.0, now - self._seen) * self.rate)
        self._seen = now
        return max(0.0, (1 - self._level) / self.rate)

    def take(self, now: float) -> None:
        self.wait(now)
        self._level -= 1


@dataclass(slots=True)
class Window:
    """At most `count` in any `seconds`."""

    count: int
    seconds: float
    _taken: deque[float] = field(init=False, default_factory=deque)

    def wait(self, now: float) -> float:
        while self._taken and self._taken[0] <= now - self.seconds:
            self._taken.popleft()
        if len(self._taken) < self.count:
            return 0.0
        return self._taken[0] + self.seconds - now

    def take(self, now: float) -> None:
        self._taken.append(now)


@dataclass(slots=True)
class _Limit:
    """A bucket or window, and the hold that runs once it was overrun."""

    room: Bucket | Window
    held_until: float = -math.inf

    def check(self, now: float) -> None:
        if now < self.held_until:
            raise too_many_requests(_whole(self.held_until - now))
        wait = self.room.wait(now)
        if wait > 0:
            seconds = _whole(wait)
            self.held_until = now + seconds
            raise too_many_requests(seconds)


class Pacer:
    """The limits of one bot. `now` is in monotonic seconds."""

    def __init__(self, pace: Pace, now: Callable[[], float]) -> None:
        self._pace = pace
        self._now = now
        self._chats: dict[int, _Limit] = {}
        self._bulk = _Limit(Bucket(BULK_RATE, BULK_RATE))

    def charge_send(self, chat_id: int, *, heard: float | None) -> None:
        """Counts a send; `heard` is when the chat's person last wrote or tapped. Raises ApiError 429."""
        now = self._now()
        prompted = heard is not None and now - heard <= PROMPTED_SECONDS
        self._charge([self._chat(chat_id)] if prompted else [self._chat(chat_id), self._bulk], now)

    def charge_edit(self, chat_id: int) -> None:
        """Counts an edit. Raises ApiError 429."""
        self._charge([self._chat(chat_id)], self._now())

    def _charge(self, limits: list[_Limit], now: float) -> None:
        if self._pace is Pace.OFF:
            return
        for limit in limits:
            limit.check(now)
        for limit in limits:
            limit.room.take(now)

    def _chat(self, chat_id: int) -> _Limit:
        if chat_id not in self._chats:
            self._chats[chat_id] = _Limit(self._new_room(chat_id))
        return self._chats[chat_id]

    def _new_room(self, chat_id: int) -> Bucket | Window:
        if chat_id < 0:  # a group
            return Window(STRICT_COUNT, STRICT_SECONDS)
        match self._pace:
            case Pace.DOCUMENTED | Pace.OFF:
                return Bucket(CHAT_RATE, CHAT_BURST)
            case Pace.STRICT:
                return Window(STRICT_COUNT, STRICT_SECONDS)
            case _:
                assert_never(self._pace)


def _whole(seconds: float) -> int:
    """Telegram tells whole seconds; a little above an integer in floats must not become one more."""
    return max(1, math.ceil(seconds - 1e-6))
