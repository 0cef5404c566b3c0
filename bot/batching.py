"""Inputs that wait together become one transaction; what came of it is answered and shown.

Whatever arrived while the last batch committed is the next one: a lone tap waits for nobody. An input's future is done
when its effect is stored, so that the intake acknowledges no sooner.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice
from typing import Final, Protocol

import structlog
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.asked import Answered, Asked, Notice
from bot.measures import Measures
from bot.outages import Outage, Sleep, backoff, pause
from bot.traces import kind, log_fault
from storage.exchange import Arrival, Sent, Step

log: structlog.stdlib.BoundLogger = structlog.get_logger()

Receipt = asyncio.Future[Answered | None]
"""Done when the arrival is stored; None when it was set aside; cancelled when it was never stored."""

MOST_IN_BATCH: Final = 200
TRIES: Final = 3
TRIES_WHILE_STOPPING: Final = 3
QUIET_SECONDS: Final = 0.5
PATIENCE_SECONDS: Final = 5.0
_LONGEST_WAIT: Final = 10.0


class Commits(Protocol):
    """storage.batch.Batches, as far as this needs it."""

    async def commit(
        self, arrivals: Sequence[Arrival[Asked]], sent: Sequence[Sent], step: Step[Asked, Notice], now: datetime, /
    ) -> list[Answered]:
        """Stores all or nothing."""


class Replies(Protocol):
    """bot.delivery.delivering.Delivery, as far as this needs it: naming it here would import aiogram."""

    def answer(self, outcome: Answered) -> None:
        """Answers the tap, if it was one."""

    def show(self, outcome: Answered) -> None:
        """Brings the newest screen to the chat."""

    def excuse(self, arrival: Arrival[Asked]) -> None:
        """Answers a tap that was set aside."""

    def settled(self, sent: Sequence[Sent]) -> None:
        """These reports are stored, and every outcome that was read without them has been handed to `show`."""

    async def finish(self, patience: float) -> None:
        """Waits for what is on its way, at most `patience` seconds, and drops the rest."""


class Batcher:
    """The one writer of what citizens do. `run` drains; `submit` and `report` only put down.

    What waits is bounded by the callers: the intake fetches no more before the receipts of the last answer are done,
    and of the reports only the newest of a chat is kept.
    """

    def __init__(
        self,
        batches: Commits,
        step: Step[Asked, Notice],
        now: Callable[[], datetime],
        *,
        sleep: Sleep = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
        quiet: float = QUIET_SECONDS,
        patience: float = PATIENCE_SECONDS,
        measures: Measures | None = None,
    ) -> None:
        self._batches = batches
        self._step = step
        self._now = now
        self._sleep = sleep
        self._jitter = jitter
        self._quiet = quiet
        self._patience = patience
        self._waiting: deque[tuple[Arrival[Asked], Receipt]] = deque()
        self._sent: dict[int, Sent] = {}
        self._flush: asyncio.TimerHandle | None = None
        self._flush_due = False
        self._wake = asyncio.Event()
        self._stop = asyncio.Event()
        self._closed = False
        self._measures = measures or Measures()
        self._outage = Outage("database", self._measures)

    def submit(self, arrival: Arrival[Asked]) -> Receipt:
        """Puts an arrival behind those that wait. After the end of `run` its receipt is cancelled at once."""
        receipt: Receipt = asyncio.get_running_loop().create_future()
        if self._closed:
            receipt.cancel()
            return receipt
        self._waiting.append((arrival, receipt))
        self._wake.set()
        return receipt

    def report(self, sent: Sent) -> None:
        """Notes what stands in a chat: it goes with the next batch, or alone after a short while of quiet."""
        self._sent[sent.person] = sent
        if self._flush is None and not self._closed:
            self._flush = asyncio.get_running_loop().call_later(self._quiet, self._flush_now)

    def stop(self) -> None:
        """Lets `run` return once everything submitted is stored, shown and reported."""
        self._stop.set()
        self._wake.set()

    async def run(self, replies: Replies) -> None:
        """Stores what is submitted until `stop`; returns with no receipt left pending, whatever happens."""
        try:
            while not self._stop.is_set():
                await self._wake.wait()
                self._wake.clear()
                await self._drain(replies)
            await self._drain(replies)
            await replies.finish(self._patience)
            await self._store([], replies)
        except _GaveUp:
            log.warning("stopped without the database", unstored=len(self._waiting))
            await replies.finish(self._patience)
        finally:
            self._close()

    def _flush_now(self) -> None:
        self._flush = None
        self._flush_due = True
        self._wake.set()

    def _close(self) -> None:
        self._closed = True
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        for _, receipt in self._waiting:
            receipt.cancel()
        self._waiting.clear()

    async def _drain(self, replies: Replies) -> None:
        while self._waiting or self._flush_due:
            # They stay in the queue until they are stored: whoever cancels this finds every open receipt there.
            batch = list(islice(self._waiting, MOST_IN_BATCH))
            await self._store([arrival for arrival, _ in batch], replies)

    async def _store(self, arrivals: list[Arrival[Asked]], replies: Replies) -> None:
        """Stores the first arrivals of the queue and all reports: together, or else one by one."""
        sent = list(self._sent.values())
        self._flush_due = False
        if not arrivals and not sent:
            return
        outcomes = await self._committed(arrivals, sent)
        if outcomes is not None:
            self._done(arrivals, outcomes, sent, replies)
            return
        single = len(arrivals) + len(sent) == 1
        for arrival in arrivals:
            # What was alone has had its tries, and its line in the log.
            alone = None if single else await self._committed([arrival], [])
            if alone is None:
                self._put_aside(arrival, replies)
            else:
                self._done([arrival], alone, [], replies)
        for report in sent:
            if single or await self._committed([], [report]) is None:
                # The delivery goes on remembering what stands in that chat.
                self._forget(report)
            else:
                self._done([], [], [report], replies)

    async def _committed(self, arrivals: Sequence[Arrival[Asked]], sent: Sequence[Sent]) -> Sequence[Answered] | None:
        """What came of them; None when the database works and refuses them three times. Raises _GaveUp."""
        refusals = tries_while_stopping = 0
        while True:
            try:
                with self._measures.commit_seconds.time():
                    outcomes = await self._batches.commit(arrivals, sent, self._step, self._now())
            except Exception as error:
                # Of any kind: one arrival may raise anything, and must not stop all others.
                if _is_outage(error):
                    tries_while_stopping += self._stop.is_set()
                    if tries_while_stopping > TRIES_WHILE_STOPPING:
                        raise _GaveUp from error
                    self._outage.failed(error=kind(error))
                    await self._wait()
                    continue
                self._outage.over()
                refusals += 1
                if refusals < TRIES:
                    continue
                self._log_refused(arrivals, sent, error)
                return None
            self._outage.over()
            self._count(outcomes)
            return outcomes

    def _count(self, outcomes: Sequence[Answered]) -> None:
        if outcomes:
            self._measures.batch_size.observe(len(outcomes))
        failed = sum(outcome.failed for outcome in outcomes)
        if failed:
            self._measures.set_aside.labels("failed").inc(failed)

    async def _wait(self) -> None:
        seconds = backoff(self._outage.tries, self._jitter(), _LONGEST_WAIT)
        if self._stop.is_set():
            await self._sleep(min(seconds, 1.0))
        else:
            await pause(self._sleep, seconds, self._stop)

    def _done(
        self,
        arrivals: Sequence[Arrival[Asked]],
        outcomes: Sequence[Answered],
        sent: Sequence[Sent],
        replies: Replies,
    ) -> None:
        assert len(outcomes) == len(arrivals), "every arrival has its outcome"
        for outcome in outcomes:
            self._resolve(outcome)
            if outcome.silent:
                continue
            # What they wait for first; the toast is on its way as soon, and does not wait for the screen's turn.
            replies.show(outcome)
            replies.answer(outcome)
        for report in sent:
            self._forget(report)
        replies.settled(sent)

    def _put_aside(self, arrival: Arrival[Asked], replies: Replies) -> None:
        self._measures.set_aside.labels("refused").inc()
        self._resolve(None)
        replies.excuse(arrival)

    def _resolve(self, outcome: Answered | None) -> None:
        """Takes the first of the queue out and completes its receipt."""
        _, receipt = self._waiting.popleft()
        if not receipt.done():
            receipt.set_result(outcome)

    def _forget(self, report: Sent) -> None:
        if self._sent.get(report.person) is report:
            del self._sent[report.person]

    @staticmethod
    def _log_refused(arrivals: Sequence[Arrival[Asked]], sent: Sequence[Sent], error: Exception) -> None:
        if len(arrivals) == 1 and not sent:
            event, facts = "update set aside", {"update": arrivals[0].update_id}
        elif not arrivals and len(sent) == 1:
            event, facts = "report of a delivery dropped", {}
        else:
            event, facts = "batch refused, trying one by one", {"arrivals": len(arrivals), "reports": len(sent)}
        log_fault(log, event, error, **facts)


class _GaveUp(Exception):
    """The database did not come back while stopping."""


def _is_outage(error: Exception) -> bool:
    """Whether the database could not be reached, was locked or had no room: nothing that a smaller batch would help."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, OperationalError | InterfaceError | PoolTimeout | OSError)
