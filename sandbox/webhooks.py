"""Webhooks: updates go to an address of the bot's, lane by lane, until it takes them.

After telegram-bot-api's `WebhookActor`: a lane is one kind of update of one chat, its updates go out in order, and a
lane that fails holds up no other one. A failure is followed by a second try at once, then after 2, 4, 8... seconds, at
most a minute or two, or after what Retry-After says; the update is dropped when it has expired by then.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import aiohttp

from sandbox.errors import ApiError
from sandbox.parameters import Parameters, parameters_from_reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from random import Random

    from sandbox.clock import Calendar
    from sandbox.updates import Update, UpdateQueue

ANSWER_SECONDS: Final = 60.0
LONGEST_DELAY: Final = 60.0
LONGEST_RETRY_AFTER: Final = 3600
_NOT_IN_REPLIES: Final = frozenset({"deletewebhook", "setwebhook", "close", "logout"})

Lane: TypeAlias = tuple[str, int]
Execute: TypeAlias = "Callable[[str, Parameters], Awaitable[object]]"
"""Calls a method of the Bot API for the bot. Raises ApiError."""


@dataclass(frozen=True, slots=True)
class Address:
    url: str
    secret: str = ""
    max_connections: int = 40


@dataclass(slots=True)
class LastError:
    """Unix seconds, and Telegram's words."""

    date: int
    message: str


class _Refused(Exception):
    """The bot did not take an update."""

    def __init__(self, message: str, *, retry_after: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after = retry_after


class Webhook:
    """Delivers what a queue holds, and what comes into it, until `stop`. Make it inside a running event loop.

    Time-outs are in real seconds, as long polls are; what is waited for between two tries is the calendar's.
    """

    def __init__(
        self,
        address: Address,
        queue: UpdateQueue,
        calendar: Calendar,
        random: Random,
        execute: Execute,
        *,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self.address = address
        self.last_error: LastError | None = None
        self._queue = queue
        self._calendar = calendar
        self._random = random
        self._execute = execute
        self._timeout = aiohttp.ClientTimeout(total=answer_seconds)
        self._connections = asyncio.Semaphore(address.max_connections)
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        self._lanes: defaultdict[Lane, deque[Update]] = defaultdict(deque)
        self._workers: set[asyncio.Task[None]] = set()
        queue.hand_over(self._take)

    async def stop(self) -> None:
        """Nothing more is sent; what was not taken stays in the queue. What is under way may have been taken."""
        self._queue.keep()
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        await self._session.close()

    def _take(self, update: Update) -> None:
        lane = update.lane
        self._lanes[lane].append(update)
        if len(self._lanes[lane]) == 1:
            worker = asyncio.create_task(self._drain(lane))
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _drain(self, lane: Lane) -> None:
        updates = self._lanes[lane]
        while updates:
            self._queue.reorder(updates)
            await self._deliver(updates[0])
            updates.popleft()
        del self._lanes[lane]

    async def _deliver(self, update: Update) -> None:
        """Returns when the bot has taken it, or when it is too old for one more try."""
        fails, delay = 0, 1.0
        while True:
            try:
                async with self._connections:
                    await self._post(update)
            except _Refused as refused:
                self.last_error = LastError(self._calendar.date(), refused.message)
                pause = float(refused.retry_after)
                if not pause and fails:
                    pause = delay = min(delay * 2, self._random.uniform(LONGEST_DELAY, 2 * LONGEST_DELAY))
                fails += 1
                if self._calendar.now() + pause > update.expires:
                    self._queue.drop(update)
                    return
                await self._calendar.sleep(pause)
            else:
                if not self._queue.confirm(update):
                    return

    async def _post(self, update: Update) -> None:
        """Raises _Refused, in the words of getWebhookInfo."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.address.secret} if self.address.secret else {}
        try:
            async with self._session.post(
                self.address.url, json=update.to_json(), headers=headers, timeout=self._timeout, allow_redirects=False
            ) as response:
                body = await response.read()
        except TimeoutError as error:
            raise _Refused("Read timeout expired") from error
        except aiohttp.ClientConnectorError as error:
            raise _Refused(f"Connection failed: {error.strerror or error}") from error
        except aiohttp.ClientError as error:
            raise _Refused("Webhook connection closed") from error
        if not 200 <= response.status <= 299:
            after = response.headers.get("Retry-After", "")
            raise _Refused(
                f"Wrong response from the webhook: {response.status} {response.reason}",
                retry_after=min(int(after), LONGEST_RETRY_AFTER) if after.isdecimal() else 0,
            )
        await self._obey(parameters_from_reply(response.content_type, body))

    async def _obey(self, given: Parameters | None) -> None:
        """A reply may call a method, whose result nobody learns; getting things, and the webhook's own, are none."""
        method = given.take("method").lower() if given is not None else ""
        if given is None or not method or method in _NOT_IN_REPLIES or method.startswith("get"):
            return
        with suppress(ApiError):  # it is in the journal; Telegram tells the bot nothing either
            await self._execute(method, given)
