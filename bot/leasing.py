"""What only one worker may do at a time: it is done here while this process holds the lease for it, else elsewhere.

A worker that is stopped gives its lease back, and another takes over within LOOK_SECONDS; so it does from one that has
died where it can see that, on the same machine. From any other that dies, hangs or has lost the database it is taken
LEASE_SECONDS after the last renewal, so within LEASE_SECONDS + LOOK_SECONDS.
"""

import asyncio
import hashlib
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Collection
from functools import cache
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.measures import Measures
from bot.outages import Outage, pause
from bot.traces import kind
from storage.database import Database
from storage.leases import give_back, handled, holding, note_handled, take

log: structlog.stdlib.BoundLogger = structlog.get_logger()

CITIZENS, STAFF = "polling for citizens", "staff's bot"
"""What there are leases for."""

LEASE_SECONDS: Final = 15.0
RENEW_SECONDS: Final = 4.0
LOOK_SECONDS: Final = 2.0
TRY_SECONDS: Final = 3.0
"""How long a renewal may take."""
SAFE_SECONDS: Final = LEASE_SECONDS - TRY_SECONDS - 1.0
"""Who could not renew for so long ends what it does, so that it has ended when another may begin."""

_FAILURES: Final = (SQLAlchemyError, OSError, TimeoutError)


def worker_name() -> str:
    """Of this process, for whoever looks for it: the machine, the process id there, and what tells it from others."""
    return f"{socket.gethostname()}/{os.getpid()}/{_neighbourhood()}-{secrets.token_hex(2)}"


def has_died(worker: str) -> bool:
    """Whether the worker of that name has certainly ended: it ran here, and there is no such process any more."""
    match worker.split("/"):
        case [_, number, where] if where.partition("-")[0] == _neighbourhood() != "" and number.isdecimal():
            try:
                os.kill(int(number), 0)
            except ProcessLookupError:
                return True
            except OSError:
                return False
    return False


@cache
def _neighbourhood() -> str:
    """Equal for processes that see each other's ids: since the same start of the machine, in the same container.

    Empty where this cannot be told.
    """
    try:
        boot, space = Path("/proc/sys/kernel/random/boot_id").read_text("ascii"), Path("/proc/self/ns/pid").readlink()
    except OSError:
        return ""
    return hashlib.sha256(f"{boot} {space}".encode()).hexdigest()[:8]


class Lease:
    """`what` is done by one worker of the database at a time; `worker` is this one. It is measured in real time."""

    def __init__(self, database: Database, what: str, worker: str, measures: Measures) -> None:
        self._database = database
        self._what = what
        self._worker = worker
        self._outage = Outage(f"database, for the lease of {what}", measures)
        self.mine = False

    async def run(
        self, work: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event, *, seize: bool = False
    ) -> None:
        """Does the work whenever this worker has the lease, until `stop`, or until the work comes to an end by itself.

        The work ends when its event is set. `seize`: this worker begins at once, whoever has the lease, and that one
        waits instead: where nobody would be served for a while after a crash, and there is to be one worker only.
        """
        while not stop.is_set():
            if not await self._taken(stop, seize=seize):
                return
            seize, over = False, asyncio.Event()
            keeping = asyncio.create_task(self._kept(over, stop))
            try:
                await work(over)
            finally:
                keeping.cancel()
                await asyncio.gather(keeping, return_exceptions=True)
                await self._given_back()
            if not over.is_set():
                return

    async def handled(self) -> frozenset[int]:
        """The updates that whoever had the lease before has handled and not acknowledged."""
        return await handled(self._database, self._what)

    async def note_handled(self, ids: Collection[int]) -> None:
        """Notes them for whoever has it next. Where that fails, they may be handled twice."""
        try:
            await note_handled(self._database, self._what, self._worker, ids)
        except _FAILURES as error:
            log.warning("handled updates not noted", of=self._what, reason=kind(error))

    async def says(self) -> str:
        """Who has it, without a name: anybody may read it."""
        if self.mine:
            return "this worker"
        try:
            found = await holding(self._database, self._what)
        except _FAILURES:
            return "unknown, as the database does not answer"
        return "nobody at the moment" if found is None or found.ended else "another worker"

    async def _taken(self, stop: asyncio.Event, *, seize: bool) -> bool:
        """Waits until this worker has it; False when it is to stop before."""
        told = None
        while not stop.is_set():
            try:
                found = await holding(self._database, self._what)
                before = None if found is None or found.ended else found.holder
                if (before is None or seize or has_died(before)) and await self._take(instead_of=before or ""):
                    self.mine = True
                    log.info("lease taken", of=self._what, worker=self._worker, before=before)
                    return True
            except _FAILURES as error:
                self._outage.failed(reason=kind(error))
            else:
                self._outage.over()
                if before not in {None, told}:
                    told = before
                    log.info("waiting for a lease", of=self._what, worker=self._worker, held_by=told)
            await pause(asyncio.sleep, LOOK_SECONDS, stop)
        return False

    async def _take(self, *, instead_of: str = "") -> bool:
        async with asyncio.timeout(TRY_SECONDS):
            return await take(self._database, self._what, self._worker, seconds=LEASE_SECONDS, instead_of=instead_of)

    async def _kept(self, over: asyncio.Event, stop: asyncio.Event) -> None:
        """Renews it while the work is done, also while that comes to its end; sets `over` when it is to end."""
        clock = asyncio.get_running_loop()
        renewed, wait = clock.time(), RENEW_SECONDS
        unsafe = clock.call_at(renewed + SAFE_SECONDS, self._end, over)
        try:
            while True:
                await (asyncio.sleep(wait) if stop.is_set() else pause(asyncio.sleep, wait, stop))
                if stop.is_set():
                    over.set()
                asked = clock.time()
                try:
                    kept = await self._take()
                except _FAILURES as error:
                    self._outage.failed(reason=kind(error))
                    kept, wait = clock.time() < renewed + SAFE_SECONDS, 1.0
                else:
                    self._outage.over()
                    unsafe.cancel()
                    renewed, wait = asked, RENEW_SECONDS
                    unsafe = clock.call_at(renewed + SAFE_SECONDS, self._end, over)
                if not kept:
                    self._end(over)
                    log.warning("lease lost", of=self._what, worker=self._worker)
                    return
        finally:
            unsafe.cancel()

    def _end(self, over: asyncio.Event) -> None:
        self.mine = False
        over.set()

    async def _given_back(self) -> None:
        self.mine = False
        try:
            await give_back(self._database, self._what, self._worker)
        except _FAILURES as error:
            log.warning("lease not given back", of=self._what, reason=kind(error), ends_in=LEASE_SECONDS)
