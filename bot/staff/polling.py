"""Updates of the staff's bot, fetched and handled before they are acknowledged.

The library's own updater acknowledges what it has fetched, handled or not. Here a program that dies finds again what
it had not finished: everything may come twice, and what staff do changes nothing the second time.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final

import structlog
from telegram import Update
from telegram.error import RetryAfter, TelegramError

from bot.measures import Measures
from bot.outages import Outage, Sleep, backoff, pause
from bot.staff.application import KINDS, App
from bot.staff.writing import seconds_of
from bot.traces import kind

log: structlog.stdlib.BoundLogger = structlog.get_logger()

POLL_SECONDS: Final = 30
MOST: Final = 100


class StaffPolling:
    """Polls for an initialized application until `stop`. Each chat's updates are handled in order, chats beside each
    other.
    """

    def __init__(
        self,
        application: App,
        stop: asyncio.Event,
        sleep: Sleep,
        measures: Measures,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._application = application
        self._stop = stop
        self._sleep = sleep
        self._jitter = jitter
        self._offset: int | None = None
        self._outage = Outage("telegram, for staff", measures)

    async def run(self) -> None:
        """Returns when it is to stop, with everything that was fetched handled, and acknowledged where possible."""
        while not self._stop.is_set():
            updates = await self._fetched(POLL_SECONDS)
            if updates:
                await self._handled(updates)
        if self._offset is not None:
            await self._acknowledge()

    async def _fetched(self, seconds: int) -> Sequence[Update]:
        fetching = asyncio.create_task(
            self._application.bot.get_updates(self._offset, MOST, seconds, allowed_updates=KINDS)
        )
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not fetching.done():
                return ()
            updates: Sequence[Update] = await fetching
        except Exception as error:  # noqa: BLE001 - the library raises more than its own errors at an odd answer
            self._outage.failed(reason=kind(error))
            failures, jitter = self._outage.tries, self._jitter()
            wait = seconds_of(error) if isinstance(error, RetryAfter) else backoff(failures, jitter)
            await pause(self._sleep, wait, self._stop)
            return ()
        finally:
            fetching.cancel()
            stopping.cancel()
            await asyncio.gather(fetching, stopping, return_exceptions=True)
        self._outage.over()
        return updates

    async def _handled(self, updates: Sequence[Update]) -> None:
        chats = defaultdict[int, list[Update]](list)
        for each in updates:
            chats[each.effective_chat.id if each.effective_chat else 0].append(each)
        await asyncio.gather(*(self._in_order(each) for each in chats.values()))
        self._offset = updates[-1].update_id + 1

    async def _in_order(self, updates: Sequence[Update]) -> None:
        for each in updates:
            await self._application.process_update(each)

    async def _acknowledge(self) -> None:
        try:
            await self._application.bot.get_updates(self._offset, 1, 0, allowed_updates=KINDS)
        except TelegramError as error:
            log.info("staff's last updates will come again", reason=kind(error))
