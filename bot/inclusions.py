"""Looks up what /mine and /mydata tell: which released tables hold one's answers, and all that is stored."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy.exc import DBAPIError

from bot.asked import Answered, Asked, Notice
from bot.batching import Commits
from bot.registry import Registry
from bot.screens.pages import Page
from bot.traces import log_fault
from storage.about import stored_about
from storage.database import Database
from storage.exchange import Arrival, Chat, Owed, Sent, Step
from storage.inclusion import Inclusion, inclusion
from storage.keys import KeyRingError, load_keys

log: structlog.stdlib.BoundLogger = structlog.get_logger()

MOST_KEPT: Final = 1_000


class Inclusions:
    """Commits through `batches`, and looks up afterwards what those want to know who look at their page.

    A look-up that fails is logged and leaves nothing to tell: what was committed is answered all the same.
    """

    def __init__(self, batches: Commits, registry: Registry, database: Database, keys: Path) -> None:
        self._batches = batches
        self._registry = registry
        self._database = database
        self._keys = keys
        self._found: dict[tuple[int, int], Inclusion] = {}
        self._stored: dict[int, Mapping[str, object]] = {}

    async def commit(
        self, arrivals: Sequence[Arrival[Asked]], sent: Sequence[Sent], step: Step[Asked, Notice], now: datetime
    ) -> list[Answered]:
        """See `storage.batch.Batches.commit`."""
        outcomes = await self._batches.commit(arrivals, sent, step, now)
        for each in outcomes:
            await self._told_of(each.arrival.person, each.chat)
        return outcomes

    async def owed(self) -> list[Owed]:
        """Those who were never shown their newest screen; what it tells of them is looked up again."""
        owed = await self._registry.owed()
        for each in owed:
            await self._told_of(each.person, each.chat)
        return owed

    def of(self, shown: Answered) -> Inclusion | None:
        """What was found for the chat that looks at the page; None when nothing was."""
        return None if shown.chat.round is None else self._found.get((shown.arrival.person, shown.chat.round))

    def stored(self, shown: Answered) -> Mapping[str, object] | None:
        """All that is stored about who looks at /mydata; it is kept here only as long as they do."""
        return self._stored.get(shown.arrival.person) if shown.chat.page == Page.MY_DATA else None

    async def _told_of(self, person: int, chat: Chat) -> None:
        if chat.page == Page.MINE and chat.round is not None:
            await self._look_up(person, chat.round)
        if chat.page == Page.MY_DATA:
            await self._look_up_all(person)
        else:
            self._stored.pop(person, None)

    async def _look_up_all(self, person: int) -> None:
        try:
            keys = load_keys(self._keys)
            rounds = self._registry.rounds.values()
            self._stored[person] = await stored_about(self._database, keys, person, rounds)
        except (DBAPIError, KeyRingError, OSError) as error:
            log_fault(log, "stored data not looked up", error)
        while len(self._stored) > MOST_KEPT:
            del self._stored[next(iter(self._stored))]

    async def _look_up(self, person: int, number: int) -> None:
        self._found.pop((person, number), None)
        found = self._registry.rounds.get(number)
        try:
            keys = load_keys(self._keys)
            if found is None or not keys.has_round(number):
                return
            self._found[person, number] = await inclusion(self._database, keys, found, person)
        except (DBAPIError, KeyRingError, OSError) as error:
            log_fault(log, "inclusion not looked up", error)
        while len(self._found) > MOST_KEPT:
            del self._found[next(iter(self._found))]
