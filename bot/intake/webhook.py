"""The webhook: Telegram sends each update, and is told that it may forget it when what it did is stored.

As Telegram's own server has it (tdlib/telegram-bot-api, `WebhookActor.cpp` and `Client.cpp`, May 2026):
- It sends up to `max_connections` updates at once, but of one queue only the first until that is answered with 2xx.
  A chat's messages are one queue, a person's taps another: each stays in order, and a message may overtake a tap.
- Anything but 2xx is sent again: at once, then after a delay that doubles to a minute or two, or after Retry-After.
  Nothing else of that queue comes meanwhile, so an update that will never be taken in has to be answered with 200.
- A connection without an answer is given up after 60 s. A tap is kept for 150 s, a message for a day.
- No update is larger than 64 KiB.
"""

import asyncio
import hmac
import json
import random
from collections.abc import Callable, Sequence
from typing import Final

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import WebhookInfo

from bot.intake.errors import WebhookRefused, WrongToken
from bot.intake.taking import Receipt, Taking, update_id
from bot.measures import Measures
from bot.outages import Outage, Sleep, backoff, pause
from bot.traces import harmless, kind

log: structlog.stdlib.BoundLogger = structlog.get_logger()

AT_ONCE: Final = 100
"""The most that Telegram allows: what it sends at once is what one transaction can hold."""
ANSWER_SECONDS: Final = 25.0
PATIENCE_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 60.0


class Webhook:
    """`run` tells Telegram the address and sees to it that it stays; `stored` is asked for every update that comes.

    `sleep` waits before another try, `rest` between two looks.
    """

    def __init__(
        self,
        bot: Bot,
        taking: Taking,
        *,
        url: str,
        proof: str,
        kinds: Sequence[str],
        stop: asyncio.Event,
        sleep: Sleep = asyncio.sleep,
        rest: Sleep = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
        patience: float = PATIENCE_SECONDS,
        measures: Measures | None = None,
    ) -> None:
        self._bot = bot
        self._taking = taking
        self._url = url
        self._proof = proof
        self._kinds = list(kinds)
        self._stop = stop
        self._sleep = sleep
        self._rest = rest
        self._jitter = jitter
        self._patience = patience
        self._measures = measures or Measures()
        self._outage = Outage("webhook", self._measures)
        self._under_way: dict[int, Receipt] = {}

    async def run(self) -> None:
        """Returns when `stop` is set; Telegram goes on sending there, to whoever answers next.

        Raises WrongToken and WebhookRefused.
        """
        was_set = False
        while not self._stop.is_set():
            try:
                # At first in any case: Telegram does not tell which proof it sends along, and the setting may be new.
                if not was_set:
                    await self._set()
                elif not await self._is_set():
                    log.error("webhook was changed", advice="another program uses this token: stop it")
                    await self._set()
                was_set = True
            except _NotNow as failure:
                self._outage.failed(reason=str(failure))
                seconds = max(failure.retry_after, backoff(self._outage.tries, self._jitter()))
                await pause(self._sleep, seconds, self._stop)
            else:
                self._outage.over()
                self._measures.telegram_heard.set_to_current_time()
                await pause(self._rest, LOOK_SECONDS, self._stop)

    def knows(self, proof: str) -> bool:
        """Whether Telegram sent this; takes as long for any other proof of that length."""
        return hmac.compare_digest(proof.encode("utf-8", "surrogatepass"), self._proof.encode())

    async def stored(self, body: bytes) -> bool:
        """Takes an update in; True when Telegram may forget it: stored, or set aside for good.

        False when it is not stored within ANSWER_SECONDS, or not before the end: Telegram sends it again, and what
        was stored after all then changes nothing.
        """
        if self._stop.is_set():
            return False
        self._measures.telegram_heard.set_to_current_time()
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            self._taking.put_aside(None, problems=["no JSON"])
            return True
        receipt = await self._receipt(raw)
        return receipt is None or await self._done(receipt)

    async def _receipt(self, raw: object) -> Receipt | None:
        """Of an update that comes again while it still waits, the receipt that it has: so what waits is bounded."""
        number = update_id(raw)
        if number is None:
            self._taking.put_aside(raw, problems=["no id"])
            return None
        receipt = self._under_way.get(number)
        if receipt is None:
            receipt = await self._taking.take(raw)
            if receipt is not None and not receipt.done():
                self._under_way[number] = receipt
                receipt.add_done_callback(lambda _: self._under_way.pop(number, None))
        return receipt

    async def _done(self, receipt: Receipt) -> bool:
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({receipt, stopping}, timeout=ANSWER_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if not receipt.done() and self._stop.is_set():
                await asyncio.wait({receipt}, timeout=self._patience)
        finally:
            stopping.cancel()
        return receipt.done() and not receipt.cancelled() and receipt.exception() is None

    # --- what Telegram is told

    async def _is_set(self) -> bool:
        """Whether Telegram sends updates here. Raises _NotNow and WrongToken."""
        info = await _info(self._bot)
        self._measures.webhook_pending.set(info.pending_update_count)
        return info.url == self._url and set(info.allowed_updates or ()) == set(self._kinds)

    async def _set(self) -> None:
        """Raises _NotNow, WrongToken and WebhookRefused."""
        try:
            await self._bot.set_webhook(
                self._url, max_connections=AT_ONCE, allowed_updates=self._kinds, secret_token=self._proof
            )
        except TelegramBadRequest as error:
            raise WebhookRefused(f"Telegram will not send updates there: {harmless(error.message)}") from None
        except (AiogramError, OSError) as error:
            raise _not_now(error) from None


async def leave_webhook(bot: Bot) -> None:
    """Removes a webhook, or updates could not be polled; what waits there is kept. That it fails is logged."""
    try:
        if not (await _info(bot)).url:
            return
        await bot.delete_webhook()
    except (AiogramError, OSError, WrongToken, _NotNow) as error:
        log.warning("perhaps a webhook is set", error=kind(error))
    else:
        log.warning("webhook removed", reason="updates are polled now, as GLAS_WEBHOOK_URL is not set or not wanted")


class _NotNow(Exception):
    """Telegram did not do it now; `retry_after` in seconds when it says so."""

    def __init__(self, reason: str, retry_after: float = 0.0) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


async def _info(bot: Bot) -> WebhookInfo:
    try:
        return await bot.get_webhook_info()
    except (AiogramError, OSError) as error:
        raise _not_now(error) from None


def _not_now(error: AiogramError | OSError) -> _NotNow | WrongToken:
    match error:
        case TelegramUnauthorizedError() | TelegramNotFound():
            return WrongToken()
        case TelegramRetryAfter(retry_after=seconds):
            return _NotNow("told to wait", seconds)
        case _:
            # Only its type: the message can hold the URL, and that holds the token.
            return _NotNow(kind(error))
