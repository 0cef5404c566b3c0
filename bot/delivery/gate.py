"""How fast one token may write: a bucket a private chat, one for unprompted messages, and holds after a 429.

Pure bookkeeping over a clock that is handed in. Limits are Telegram's documented pace with a distance: exact ones are
unpublished and change, so a chat that was refused goes slowly for a while.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.measures import Measures

BURST: Final = 10
RATE: Final = 1.0
SLOW_RATE: Final = 1 / 3
SLOW_SECONDS: Final = 600.0
BULK_RATE: Final = 25.0
BULK_SPARES: Final = 5.0
"""Screens a second beside which broadcasts keep their pace; for each one more they send one fewer."""
BULK_LEAST: Final = 1.0
TALK_SECONDS: Final = 2.0
"""Over how long it is looked back to see how many screens a second go out."""
GROUP_BURST: Final = 5
GROUP_RATE: Final = 0.25
"""So that no minute has more than the 20 messages that Telegram allows in a group."""
TOGETHER_SECONDS: Final = 5.0
_SWEPT_AT_LEAST: Final = 1024


@dataclass(slots=True)
class _Bucket:
    """`level` is as of `seen`; it may lie below zero, by what went out without asking first."""

    level: float
    seen: float
    held_until: float = -math.inf
    slow_until: float = -math.inf

    def fill(self, now: float, rate: float, most: float) -> None:
        self.level = max(self.level, min(most, self.level + max(0.0, now - self.seen) * rate))
        self.seen = now

    def slow(self, now: float) -> bool:
        return now < self.slow_until


class Gate:
    """The pace of one token. `now` is in monotonic seconds.

    Memory is bounded by the chats that wrote lately: one whose bucket is full again is forgotten.
    """

    def __init__(
        self, now: Callable[[], float], measures: Measures | None = None, bulk_rate: float = BULK_RATE
    ) -> None:
        self._now = now
        self._measures = measures or Measures()
        self._chats: dict[int, _Bucket] = {}
        self._bulk_rate = bulk_rate
        self._bulk = _Bucket(bulk_rate, now())
        self._talk, self._talk_seen = 0.0, now()
        self._held_until = -math.inf
        self._refused: tuple[int, float] | None = None
        self._sweep_at = _SWEPT_AT_LEAST

    def delay(self, chat: int) -> float:
        """Seconds until a screen may go to the chat; 0.0 when it may go now."""
        now = self._now()
        held = max(0.0, self._held_until - now)
        bucket = self._chats.get(chat)
        if bucket is None:
            return held
        self._fill(chat, bucket, now)
        rate = SLOW_RATE if bucket.slow(now) else _rate_of(chat)
        return _whole(max(held, bucket.held_until - now, (1 - bucket.level) / rate))

    def spend(self, chat: int) -> None:
        """Counts a message or an edit of the conversation, whether or not `delay` allowed it."""
        now = self._now()
        self._spend(chat, now)
        self._talk = self._talk_at(now) + 1
        self._talk_seen = now

    def hold(self, retry_after: float) -> None:
        """Holds the token: somebody was refused in bulk."""
        self._measures.told_to_wait.inc()
        now = self._now()
        self._hold_token(now, now + retry_after)

    @property
    def bulk_rate(self) -> float:
        """Unprompted messages a second as things stand: the conversation goes first."""
        talk = self._talk_at(self._now()) / TALK_SECONDS
        return max(min(BULK_LEAST, self._bulk_rate), self._bulk_rate - max(0.0, talk - BULK_SPARES))

    def told_to_wait(self, chat: int, retry_after: float) -> None:
        """Holds the chat for `retry_after` seconds, and the token when another chat was refused just before."""
        self._measures.told_to_wait.inc()
        now = self._now()
        bucket = self._bucket(chat, now)
        bucket.held_until = max(bucket.held_until, now + retry_after)
        bucket.slow_until = bucket.held_until + SLOW_SECONDS
        # When the hold ends one screen may go, however much was spent before.
        bucket.level, bucket.seen = 1.0, bucket.held_until
        if self._refused is not None and self._refused[0] != chat and now - self._refused[1] <= TOGETHER_SECONDS:
            self._hold_token(now, now + retry_after)
        self._refused = (chat, now)

    def bulk_delay(self) -> float:
        """Seconds until one more unprompted message may go; 0.0 when it may go now."""
        now = self._now()
        self._bulk.fill(now, self._bulk_rate, self._bulk_rate)
        return _whole(max(self._held_until - now, (1 - self._bulk.level) / self._bulk_rate))

    def spend_bulk(self, chat: int | None = None) -> None:
        """Counts an unprompted message, also to the bucket of the chat unless its screen is counted apart."""
        now = self._now()
        self._bulk.fill(now, self._bulk_rate, self._bulk_rate)
        self._bulk.level -= 1
        if chat is not None:
            self._spend(chat, now)

    def __len__(self) -> int:
        """Chats that are remembered."""
        return len(self._chats)

    def _hold_token(self, now: float, until: float) -> None:
        if until > self._held_until:
            self._measures.token_held_seconds.inc(until - max(now, self._held_until))
            self._held_until = until

    def _spend(self, chat: int, now: float) -> None:
        bucket = self._bucket(chat, now)
        self._fill(chat, bucket, now)
        bucket.level -= 1

    def _talk_at(self, now: float) -> float:
        """Screens of the last while, the older the less."""
        return self._talk * math.exp((self._talk_seen - now) / TALK_SECONDS)

    def _bucket(self, chat: int, now: float) -> _Bucket:
        bucket = self._chats.get(chat)
        if bucket is None:
            if len(self._chats) >= self._sweep_at:
                self._sweep(now)
            bucket = self._chats[chat] = _Bucket(_burst_of(chat), now)
        return bucket

    def _fill(self, chat: int, bucket: _Bucket, now: float) -> None:
        if now < bucket.seen:
            return  # held: what was spent before no longer counts, and nothing comes in
        if bucket.slow_until > bucket.seen:
            bucket.fill(min(now, bucket.slow_until), SLOW_RATE, 1.0)
        bucket.fill(now, _rate_of(chat), _burst_of(chat))

    def _sweep(self, now: float) -> None:
        """Forgets the buckets that equal a new one. Each sweep doubles the room, so a spend costs O(1) on average."""
        for chat, bucket in list(self._chats.items()):
            self._fill(chat, bucket, now)
            if bucket.level >= _burst_of(chat):
                del self._chats[chat]
        self._sweep_at = max(_SWEPT_AT_LEAST, 2 * len(self._chats))


def _rate_of(chat: int) -> float:
    return GROUP_RATE if chat < 0 else RATE


def _burst_of(chat: int) -> float:
    return GROUP_BURST if chat < 0 else BURST


def _whole(wait: float) -> float:
    """What is left of a wait by rounding is none: a sleep of it would not move the clock."""
    return wait if wait > 1e-6 else 0.0
