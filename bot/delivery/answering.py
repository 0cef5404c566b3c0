"""Answers taps: at once, outside the gate, since Telegram neither counts these calls nor takes late ones."""

import asyncio
import random
from collections.abc import Callable
from typing import Final

import structlog

from bot.asked import Answered, Asked
from bot.delivery.posting import Gone, Held, NotPosted, Posting, Refused
from bot.outages import Sleep, backoff
from bot.traces import log_fault
from storage.exchange import Arrival

log: structlog.stdlib.BoundLogger = structlog.get_logger()

TRIES: Final = 3
LONGEST_WAIT: Final = 10.0
"""In seconds; whoever tapped has long gone on by then."""
MOST_AT_ONCE: Final = 2_000
"""Taps that wait for their answer; when Telegram is that slow, further ones would come too late anyway."""


class Answering:
    """`toast` is pure, and gives the words over the tapped button, None for none."""

    def __init__(
        self,
        posting: Posting,
        toast: Callable[[Answered], str | None],
        *,
        sleep: Sleep = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._posting = posting
        self._toast = toast
        self._sleep = sleep
        self._jitter = jitter
        self.tasks: set[asyncio.Task[None]] = set()

    def answer(self, outcome: Answered) -> None:
        """Answers the tap, if it was one, with its toast."""
        self._start(outcome.arrival, lambda: self._toast(outcome))

    def excuse(self, arrival: Arrival[Asked]) -> None:
        """Answers the tap, if it was one, without a word."""
        self._start(arrival, lambda: None)

    def _start(self, arrival: Arrival[Asked], toast: Callable[[], str | None]) -> None:
        callback = arrival.request.callback
        if callback is None:
            return
        if len(self.tasks) >= MOST_AT_ONCE:
            log.warning("tap not answered", update=arrival.update_id, reason="too many wait")
            return
        task = asyncio.create_task(self._answered(arrival.update_id, callback, toast))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _answered(self, update: int | None, callback: str, toast: Callable[[], str | None]) -> None:
        text = None
        try:
            text = toast()
        except Exception as error:  # noqa: BLE001 - a tap is answered all the same: its button would go on waiting
            log_fault(log, "no toast", error, update=update)
        for tried in range(1, TRIES + 1):
            try:
                await self._posting.answer(callback, text)
            except NotPosted as failure:
                wait = failure.seconds if isinstance(failure, Held) else backoff(tried, self._jitter())
                if tried == TRIES or isinstance(failure, Refused | Gone) or wait > LONGEST_WAIT:
                    log.warning("tap not answered", update=update, reason=str(failure))
                    return
                await self._sleep(wait)
            else:
                return
