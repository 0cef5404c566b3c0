"""The queue of updates of one bot: ids, acknowledgement by offset, long polling, one poller at a time.

After telegram-bot-api's `do_get_updates` and tdlib's TQueue.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sandbox.errors import POLL_ENDED_BY_WEBHOOK, POLLED_TWICE, conflict

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable

_ASKED_FOR: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Sent only to a bot that names them in `allowed_updates`."""
CALLBACK_SECONDS: Final = 150
UPDATE_SECONDS: Final = 24 * 3600
_FUTURE: Final = 10
_MOST_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Update:
    """`expires` is the monotonic second from which Telegram no longer delivers it."""

    update_id: int
    kind: str
    payload: dict[str, Any]
    expires: float

    @property
    def lane(self) -> tuple[str, int]:
        """What a webhook delivers in order: a chat's messages, a person's taps, a chat's changes of membership."""
        match self.kind:
            case "callback_query":
                return "taps", _id_in(self.payload, "from")
            case "message" | "edited_message":
                return "messages", _id_in(self.payload, "chat")
            case kind:
                return kind, _id_in(self.payload, "chat")

    def to_json(self) -> dict[str, Any]:
        return {"update_id": self.update_id, self.kind: self.payload}


def _id_in(payload: dict[str, Any], name: str) -> int:
    """The id of a chat or user; 0 in an update that a test has made without one."""
    found = payload.get(name)
    return int(found.get("id", 0)) if isinstance(found, dict) else 0


class _Poll:
    """A getUpdates that waits."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._ousted: str | None = None

    def stir(self) -> None:
        self._event.set()

    def oust(self, description: str) -> None:
        self._ousted = description
        self._event.set()

    async def stirred(self) -> None:
        """Returns when there may be something to fetch. Raises ApiError 409 when something took over."""
        await self._event.wait()
        self._event.clear()
        if self._ousted is not None:
            raise conflict(self._ousted)


class UpdateQueue:
    """Keeps each update until a poller's offset passes it, or until it expires: 24 h, 150 s for a tap.

    `acknowledged` is told the ids that an offset has passed, `dropped` those that nobody
    fetched in time, or that the bot asked to drop. `faulted` is told "duplicated" or "reordered", and the ids.
    """

    def __init__(
        self,
        first_id: int,
        now: Callable[[], float],
        acknowledged: Callable[[list[int]], None],
        dropped: Callable[[list[int]], None],
        faulted: Callable[[str, list[int]], None],
    ) -> None:
        self._next_id = first_id
        self._now = now
        self._acknowledged = acknowledged
        self._dropped = dropped
        self._faulted = faulted
        self._to_duplicate = 0
        self._to_reorder = 0
        self._again: list[Update] = []
        self._waiting: dict[int, Update] = {}
        self._allowed: frozenset[str] | None = None
        self._poll: _Poll | None = None
        self._taker: Callable[[Update], None] | None = None
        self._closed = False

    def allow(self, kinds: list[str] | None) -> None:
        """Remembers `allowed_updates`: None leaves it as it was, an empty list goes back to the default."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    @property
    def allowed(self) -> list[str] | None:
        return None if self._allowed is None else sorted(self._allowed)

    @property
    def pending(self) -> int:
        self._drop_expired()
        return len(self._waiting)

    def add(self, kind: str, payload: dict[str, Any]) -> int | None:
        """Queues an update and returns its id; None when the bot did not ask for this kind."""
        wanted = kind not in _ASKED_FOR if self._allowed is None else kind in self._allowed
        if not wanted:
            return None
        lifetime = CALLBACK_SECONDS if kind == "callback_query" else UPDATE_SECONDS
        update = Update(self._next_id, kind, payload, self._now() + lifetime)
        self._next_id += 1
        self._waiting[update.update_id] = update
        if self._taker is not None:
            self._taker(update)
        self._stir()
        return update.update_id

    async def fetch(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """Answers getUpdates. Raises ApiError 409 when another poll takes over while this one waits.

        `seconds` are those of the event loop, not of the sandbox's clock: a driven clock must not hang a poller.
        """
        self._acknowledge(offset)
        found = self._from(offset, limit)
        if found or seconds <= 0 or self._closed:
            return found
        return await self._wait(offset, limit, seconds)

    def misbehave(self, *, duplicated: int = 0, reordered: int = 0) -> None:
        """The next so many updates come again after they were acknowledged; the next so many deliveries of several
        updates come newest first.
        """
        self._to_duplicate += duplicated
        self._to_reorder += reordered

    def behave(self) -> None:
        """No more of that."""
        self._to_duplicate = self._to_reorder = 0
        self._again.clear()

    def hand_over(self, taker: Callable[[Update], None]) -> None:
        """From now on a webhook takes what comes, after what waits; it says what became of each."""
        self._taker = taker
        if self._poll is not None:
            self._poll.oust(POLL_ENDED_BY_WEBHOOK)
        for update in list(self._waiting.values()):
            taker(update)

    def keep(self) -> None:
        """No webhook takes anything any more."""
        self._taker = None

    def confirm(self, update: Update) -> bool:
        """The webhook's bot has taken it. Says whether it is to be sent once more, as somebody asked."""
        if self._waiting.pop(update.update_id, None):
            self._acknowledged([update.update_id])
        if not self._to_duplicate:
            return False
        self._to_duplicate -= 1
        self._faulted("duplicated", [update.update_id])
        return True

    def drop(self, update: Update) -> None:
        """The webhook's bot never took it."""
        if self._waiting.pop(update.update_id, None):
            self._dropped([update.update_id])

    def reorder(self, updates: deque[Update]) -> None:
        """Puts the second of several before the first, when somebody asked for it."""
        if self._to_reorder and len(updates) > 1:
            self._to_reorder -= 1
            updates[0], updates[1] = updates[1], updates[0]
            self._faulted("reordered", [updates[0].update_id, updates[1].update_id])

    def clear(self) -> None:
        """Drops what waits, as deleteWebhook(drop_pending_updates) does."""
        if self._waiting:
            self._dropped(list(self._waiting))
            self._waiting.clear()

    def close(self) -> None:
        """Lets a waiting poll return at once, empty-handed."""
        self._closed = True
        self._stir()

    async def _wait(self, offset: int, limit: int, seconds: float) -> list[Update]:
        if self._poll is not None:
            self._poll.oust(POLLED_TWICE)
        mine = self._poll = _Poll()
        try:
            async with asyncio.timeout(seconds):
                while not (found := self._from(offset, limit)) and not self._closed:
                    await mine.stirred()
        except TimeoutError:
            return []
        finally:
            if self._poll is mine:
                self._poll = None
        return found

    def _stir(self) -> None:
        if self._poll is not None:
            self._poll.stir()

    def _from(self, offset: int, limit: int) -> list[Update]:
        self._drop_expired()
        first = offset if 0 < offset <= self._next_id + _FUTURE else 0
        found = (update for update in self._waiting.values() if update.update_id >= first)
        fetched = [update for update, _ in zip(found, range(min(max(limit, 1), _MOST_AT_ONCE)), strict=False)]
        return self._misbehaved(fetched)

    def _misbehaved(self, fetched: list[Update]) -> list[Update]:
        if self._again:
            fetched, self._again = [*self._again, *fetched], []
        if self._to_reorder and len(fetched) > 1:
            self._to_reorder -= 1
            fetched = fetched[::-1]
            self._faulted("reordered", [update.update_id for update in fetched])
        return fetched

    def _acknowledge(self, offset: int) -> None:
        """Forgets what lies before a positive offset; a negative one keeps only so many of the newest."""
        if offset < 0:
            self._forget(max(0, len(self._waiting) + offset))
        elif offset <= self._next_id + _FUTURE:
            self._forget(sum(update_id < offset for update_id in self._waiting))

    def _forget(self, count: int) -> None:
        gone = [self._waiting.pop(update_id) for update_id in list(self._waiting)[:count]]
        if gone:
            self._acknowledged([update.update_id for update in gone])
        if again := gone[: self._to_duplicate]:
            self._to_duplicate -= len(again)
            self._again += again
            self._faulted("duplicated", [update.update_id for update in again])

    def _drop_expired(self) -> None:
        now = self._now()
        if expired := [update.update_id for update in self._waiting.values() if update.expires <= now]:
            for update_id in expired:
                del self._waiting[update_id]
            self._dropped(expired)
