"""The rounds that the bot serves, and the way into the database that knows their keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self, TypeVar

import structlog

from storage.batch import Batches
from storage.database import Database
from storage.due import run_due
from storage.exchange import Arrival, Outcome, Owed, Sent, Step
from storage.fingerprints import check_keys
from storage.keys import load_keys
from storage.rounds import Round, mark_served, rounds, rounds_as_written

log: structlog.stdlib.BoundLogger = structlog.get_logger()

R = TypeVar("R")
E = TypeVar("E")

LOOK_SECONDS = 1.0


class Registry:
    """Commits batches, and looks before one whether staff opened or closed a round: at most once a second.

    A round that staff open while the bot runs brings its own key, so the key ring is read again with it. `real`:
    every round that is found is marked as served by a real token. Made by `opened`.
    """

    def __init__(self, database: Database, keys_path: Path, clock: Callable[[], float], *, real: bool) -> None:
        self._database = database
        self._keys_path = keys_path
        self._clock = clock
        self._real = real
        self._looked = clock()
        self._written: Sequence[Sequence[object]] = ()
        self._rounds: Mapping[int, Round] = {}
        self._batches = Batches(database, load_keys(keys_path), {})

    @classmethod
    async def opened(cls, database: Database, keys_path: Path, clock: Callable[[], float], *, real: bool) -> Self:
        """The registry with its first look. Raises KeyRingError and WrongKeys rather than serve with other keys."""
        registry = cls(database, keys_path, clock, real=real)
        await registry.look()
        return registry

    @property
    def rounds(self) -> Mapping[int, Round]:
        """The rounds by number, as of the last look."""
        return self._rounds

    async def look(self) -> None:
        """Reads the rounds when anything about one has changed, and the keys when there is one that was not known."""
        written = await rounds_as_written(self._database)
        if written == self._written:
            self._looked = self._clock()
            return
        found = {each.number: each for each in await rounds(self._database)}
        if found.keys() != self._rounds.keys():
            keys = load_keys(self._keys_path)
            await check_keys(self._database, keys)
        if self._real and (unmarked := [number for number, each in found.items() if not each.served]):
            await mark_served(self._database, unmarked)
            found = {number: replace(each, served=True) for number, each in found.items()}
        if found != self._rounds:
            self._rounds = found
            self._batches = Batches(self._database, load_keys(self._keys_path), found)
        # As it was before: what changed while the rounds were read is found by the next look.
        self._written = written
        self._looked = self._clock()

    async def commit(
        self, arrivals: Sequence[Arrival[R]], sent: Sequence[Sent], step: Step[R, E], now: datetime
    ) -> list[Outcome[R, E]]:
        """One batch, one transaction: see `storage.batch.Batches.commit`."""
        if self._clock() - self._looked >= LOOK_SECONDS:
            await self.look()
        return await self._batches.commit(arrivals, sent, step, now)

    async def erase_due(self, now: datetime) -> None:
        """Does the erasures that are due: see `storage.due`."""
        erased = await run_due(self._database, self._keys_path, now)
        if erased.drafts or erased.round_keys or erased.responses:
            log.info(
                "erased what was due",
                drafts=erased.drafts,
                round_keys=len(erased.round_keys),
                responses=erased.responses,
            )
            await self.look()

    async def owed(self) -> list[Owed]:
        """The chats that were never shown their newest screen."""
        return await self._batches.owed()
