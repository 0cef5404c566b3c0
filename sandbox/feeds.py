"""Who watches a chat: each watcher gets every event of that chat, in order, from the moment it came."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Event: TypeAlias = dict[str, Any]
ChatKey: TypeAlias = tuple[int, int]
"""(bot id, person id)"""


class Feed:
    """The events of one watcher; None ends it."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()

    def put(self, event: Event | None) -> None:
        self._queue.put_nowait(event)

    async def next(self) -> Event | None:
        return await self._queue.get()


class Feeds:
    def __init__(self) -> None:
        self._feeds: defaultdict[ChatKey, set[Feed]] = defaultdict(set)

    def watch(self, key: ChatKey) -> Feed:
        feed = Feed()
        self._feeds[key].add(feed)
        return feed

    def leave(self, key: ChatKey, feed: Feed) -> None:
        self._feeds[key].discard(feed)

    def publish(self, key: ChatKey, event: Callable[[], Event]) -> None:
        """Gives the event to everybody who watches; it is made only when somebody does."""
        if feeds := self._feeds.get(key):
            made = event()
            for feed in feeds:
                feed.put(made)

    def close(self) -> None:
        """Ends every feed."""
        for feeds in self._feeds.values():
            for feed in feeds:
                feed.put(None)
