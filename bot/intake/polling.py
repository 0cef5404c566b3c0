"""Polling: fetches updates and acknowledges them when what they did is stored.

aiogram's own polling acknowledges before handlers end, and one update that it cannot parse stops it for ever. Here an
answer of getUpdates is fed in order, its receipts are awaited, and only then the offset moves; what cannot be parsed
or handled is set aside alone.
"""

import asyncio
import json
import random
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final, TypeVar

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiohttp import ClientError, ClientTimeout

from bot.intake.errors import ANOTHER_POLLS, Unstored, WrongToken
from bot.intake.taking import Receipt, Taking, update_id
from bot.measures import Measures
from bot.outages import Outage, Sleep, backoff, pause
from bot.traces import kind

log: structlog.stdlib.BoundLogger = structlog.get_logger()

T = TypeVar("T")

POLL_SECONDS: Final = 25
MOST_AT_ONCE: Final = 100
PATIENCE_SECONDS: Final = 10.0
_SLACK_SECONDS: Final = 15
"""How much later than asked an answer may come before it counts as none."""
_LAST_CALL_SECONDS: Final = 5


class _Unanswered(Exception):
    """getUpdates brought no updates; `retry_after` in seconds when the server says so, `conflict`: another polls."""

    def __init__(self, reason: str, *, retry_after: float = 0.0, conflict: bool = False) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.conflict = conflict


class Polling:
    """The one poller of a token, until `stop`."""

    def __init__(
        self,
        bot: Bot,
        taking: Taking,
        *,
        kinds: Sequence[str],
        stop: asyncio.Event,
        sleep: Sleep = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
        patience: float = PATIENCE_SECONDS,
        measures: Measures | None = None,
    ) -> None:
        assert isinstance(bot.session, AiohttpSession), "updates are fetched over aiogram's own connections"
        self._bot = bot
        self._session = bot.session
        self._taking = taking
        self._kinds = list(kinds)
        self._stop = stop
        self._sleep = sleep
        self._jitter = jitter
        self._patience = patience
        self._offset = 0
        self._measures = measures or Measures()
        self._outage = Outage("getUpdates", self._measures)

    async def run(self) -> None:
        """Polls until `stop` is set. Raises WrongToken, and Unstored when a receipt is cancelled before that.

        After `stop` it waits a bounded time for what was fed; what is not stored by then is not acknowledged.
        """
        try:
            await self._taken_in()
        finally:
            self._outage.dropped()

    async def _taken_in(self) -> None:
        while not self._stop.is_set():
            updates = await self._polled()
            if updates is None:
                break
            receipts = [receipt for each in updates if (receipt := await self._taking.take(each)) is not None]
            if not await self._stored(receipts):
                return
            ids = [number for each in updates if (number := update_id(each)) is not None]
            # Not the highest ever seen: after a week of silence Telegram starts again at a random id.
            self._offset = max(ids, default=self._offset - 1) + 1
        await self._acknowledge()

    # --- fetching

    async def _polled(self) -> list[Any] | None:
        """The next updates, at least one of them with an id; None when `stop` was set before they came."""
        while not self._stop.is_set():
            try:
                updates = await self._unless_stopped(self._get_updates(POLL_SECONDS, MOST_AT_ONCE))
                if updates and all(update_id(each) is None for each in updates):
                    raise _Unanswered("updates without ids")  # noqa: TRY301 - they could never be acknowledged
            except _Unanswered as failure:
                self._log_unanswered(failure)
                seconds = max(failure.retry_after, backoff(self._outage.tries, self._jitter()))
                await pause(self._sleep, seconds, self._stop)
                continue
            if updates is not None:
                self._measures.telegram_heard.set_to_current_time()
                self._outage.over()
            if updates:
                return updates
        return None

    async def _get_updates(self, seconds: int, limit: int) -> list[Any]:
        """One getUpdates. Raises _Unanswered and WrongToken."""
        session = await self._session.create_session()
        url = self._session.api.api_url(token=self._bot.token, method="getUpdates")
        asked = {"offset": self._offset, "timeout": seconds, "limit": limit, "allowed_updates": self._kinds}
        timeout = ClientTimeout(total=seconds + _SLACK_SECONDS)
        try:
            async with session.post(url, json=asked, timeout=timeout) as response:
                status, body = response.status, await response.read()
        except (ClientError, TimeoutError, OSError) as error:
            # Only its type: the message can hold the URL, and that holds the token.
            raise _Unanswered(kind(error)) from None
        return _updates_in(status, body)

    async def _unless_stopped(self, work: Coroutine[Any, Any, T]) -> T | None:
        """What the work brings; None once `stop` is set, and then the work is cancelled.

        Updates that come together with `stop` are dropped unacknowledged, so they come again.
        """
        working = asyncio.create_task(work)
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return None if self._stop.is_set() else working.result()
        finally:
            working.cancel()
            stopping.cancel()
            await asyncio.gather(working, stopping, return_exceptions=True)

    async def _acknowledge(self) -> None:
        """Tells Telegram what was taken in. It may bring a new update, which stays unacknowledged and comes again."""
        if not self._offset:
            return
        try:
            async with asyncio.timeout(_LAST_CALL_SECONDS):
                await self._get_updates(0, 1)
        except (_Unanswered, WrongToken, TimeoutError) as failure:
            log.warning("last updates not acknowledged", reason=kind(failure))

    def _log_unanswered(self, failure: _Unanswered) -> None:
        if failure.conflict:
            self._outage.failed(reason=str(failure), advice=ANOTHER_POLLS)
        else:
            self._outage.failed(reason=str(failure))

    # --- waiting for the commit

    async def _stored(self, receipts: Sequence[Receipt]) -> bool:
        """Waits for all; False when stopping and not all are stored. Raises Unstored when one is cancelled before."""
        if not receipts:
            return True
        await self._unless_stopped(_all_done(receipts))
        await asyncio.wait(receipts, timeout=self._patience if self._stop.is_set() else None)
        lost = sum(not each.done() or each.cancelled() or each.exception() is not None for each in receipts)
        if not lost:
            return True
        if not self._stop.is_set():
            raise Unstored(f"{lost} of {len(receipts)} updates were not stored; Telegram will send them again")
        log.warning("updates left unacknowledged", updates=len(receipts), unstored=lost)
        return False


async def _all_done(receipts: Sequence[Receipt]) -> None:
    await asyncio.wait(receipts)


def _updates_in(status: int, body: bytes) -> list[Any]:
    """The updates in an answer. Raises _Unanswered and WrongToken."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise _Unanswered(f"status {status} and no JSON") from None
    match answer:
        case {"ok": True, "result": list(updates)}:
            return updates
        case {"ok": False, "error_code": 401 | 404}:
            raise WrongToken
        case {"ok": False, "error_code": 409, "description": str(description)}:
            raise _Unanswered(description, conflict=True)
        case {"ok": False, "parameters": {"retry_after": int(seconds)}}:
            raise _Unanswered("told to wait", retry_after=seconds)
        case {"ok": False, "error_code": int(code)}:
            raise _Unanswered(f"error {code}")
        case _:
            raise _Unanswered(f"status {status} and no answer that means anything")
