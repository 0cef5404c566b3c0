"""Who watches a chat: each watcher gets every event of that chat, in order, from the moment it came."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Event: TypeAlias = dict[str, Any]
ChatKey: TypeAlias = tuple[int, int]
"""(bot id or group id, person id)"""


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
        self._feeds: defaultdict[int, defaultdict[int, set[Feed]]] = defaultdict(lambda: defaultdict(set))

    def watch(self, key: ChatKey) -> Feed:
        where, person = key
        feed = Feed()
        self._feeds[where][person].add(feed)
        return feed

    def leave(self, key: ChatKey, feed: Feed) -> None:
        """Forgets the feed, and the person who watches nothing there any more."""
        where, person = key
        self._feeds[where][person].discard(feed)
        if not self._feeds[where][person]:
            del self._feeds[where][person]

    def publish(self, key: ChatKey, event: Callable[[], Event]) -> None:
        """Gives the event to everybody who watches this chat of this person; it is made only when somebody does."""
        where, person = key
        if where in self._feeds and (feeds := self._feeds[where].get(person)):
            made = event()
            for feed in feeds:
                feed.put(made)

    def publish_to_all(self, where: int, event: Callable[[], Event]) -> None:
        """Gives the event to everybody who watches the group."""
        for person in self.watchers(where):
            self.publish((where, person), event)

    def watchers(self, where: int) -> list[int]:
        """The people who watch the group."""
        return list(self._feeds.get(where, ()))

    def close(self) -> None:
        """Ends every feed."""
        for watchers in self._feeds.values():
            for feeds in watchers.values():
                for feed in feeds:
                    feed.put(None)
