"""Updates of the staff's bot, fetched and handled before they are acknowledged.

The library's own updater acknowledges what it has fetched, handled or not. Here a program that dies finds again what
it had not finished: everything may come twice, and what staff do changes nothing the second time.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

import structlog
from telegram import Update
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.intake.errors import ANOTHER_POLLS
from bot.leasing import Lease
from bot.measures import Measures
from bot.outages import Outage, Sleep, backoff, pause
from bot.staff.application import KINDS, App
from bot.staff.writing import seconds_of
from bot.traces import kind

log: structlog.stdlib.BoundLogger = structlog.get_logger()

POLL_SECONDS: Final = 30
AGAIN_SECONDS: Final = 1.0
"""How long it is waited for a slow chat before it is asked what has come for the others."""
MOST: Final = 100


class StaffPolling:
    """Polls for an initialized application until `stop`. Each chat's updates are handled in order, chats beside each
    other, and a slow one holds up no other.

    What is fetched while an older update is still being handled is handled, and comes again with every answer until
    that one is done, too: Telegram forgets updates in their order. It is noted with the lease, so that whoever polls
    next handles it no second time.
    """

    def __init__(
        self,
        application: App,
        stop: asyncio.Event,
        sleep: Sleep,
        measures: Measures,
        *,
        lease: Lease,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._application = application
        self._stop = stop
        self._sleep = sleep
        self._jitter = jitter
        self._lease = lease
        self._offset: int | None = None
        self._outage = Outage("telegram, for staff", measures)
        self._open: dict[int, bool] = {}
        self._chats: dict[int, deque[Update]] = {}
        self._all_done = asyncio.Event()
        self._handled_before: frozenset[int] = frozenset()

    async def run(self) -> None:
        """Returns when it is to stop, with everything that was fetched handled, and acknowledged where possible."""
        self._handled_before = await self._lease.handled()
        try:
            async with asyncio.TaskGroup() as chats:
                while not self._stop.is_set():
                    for each in await self._fetched(0 if self._open else POLL_SECONDS):
                        self._take(each, chats)
                    await self._done_or_soon()
        finally:
            self._outage.dropped()
        if self._offset is not None:
            await self._acknowledge()

    async def _fetched(self, seconds: int) -> Sequence[Update]:
        asked_from = self._offset
        fetching = asyncio.create_task(
            self._application.bot.get_updates(self._offset, MOST, seconds, allowed_updates=KINDS)
        )
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            # What comes together with the end is for whoever polls next: a process that was held up wakes to both.
            if self._stop.is_set():
                return ()
            updates: Sequence[Update] = await fetching
        except Exception as error:  # noqa: BLE001 - the library raises more than its own errors at an odd answer
            facts = {"advice": ANOTHER_POLLS} if isinstance(error, Conflict) else {}
            self._outage.failed(reason=kind(error), **facts)
            failures, jitter = self._outage.tries, self._jitter()
            wait = seconds_of(error) if isinstance(error, RetryAfter) else backoff(failures, jitter)
            await pause(self._sleep, wait, self._stop)
            return ()
        finally:
            fetching.cancel()
            stopping.cancel()
            await asyncio.gather(fetching, stopping, return_exceptions=True)
        self._outage.over()
        if self._offset is None or self._offset == asked_from:
            return updates
        # What was handled while this answer was on its way is in it all the same.
        return [each for each in updates if each.update_id >= self._offset]

    def _take(self, update: Update, chats: asyncio.TaskGroup) -> None:
        """Puts it behind what its chat waits for, unless it is known already."""
        if update.update_id in self._open:
            return
        self._open[update.update_id] = done = update.update_id in self._handled_before
        if done:
            self._move_on()
            return
        chat = update.effective_chat.id if update.effective_chat else 0
        if chat in self._chats:
            self._chats[chat].append(update)
            return
        self._chats[chat] = deque([update])
        chats.create_task(self._in_order(chat))

    async def _in_order(self, chat: int) -> None:
        waiting = self._chats[chat]
        while waiting:
            await self._application.process_update(waiting[0])
            self._open[waiting.popleft().update_id] = True
            self._move_on()
            if ahead := [each for each, done in self._open.items() if done]:
                await self._lease.note_handled(ahead)
        del self._chats[chat]

    def _move_on(self) -> None:
        """Past everything that is handled, but not past what is not."""
        for each in [*self._open]:
            if not self._open[each]:
                return
            del self._open[each]
            self._offset = each + 1
        self._all_done.set()

    async def _done_or_soon(self) -> None:
        """Returns when all that was fetched is handled, or after a while: others may have written meanwhile."""
        if not self._open:
            return
        self._all_done.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(AGAIN_SECONDS):
                await self._all_done.wait()

    async def _acknowledge(self) -> None:
        try:
            await self._application.bot.get_updates(self._offset, 1, 0, allowed_updates=KINDS)
        except TelegramError as error:
            log.info("staff's last updates will come again", reason=kind(error))
