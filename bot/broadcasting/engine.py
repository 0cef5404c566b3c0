"""Brings broadcasts to their subscribers: claims some deliveries, sends them in their slots, settles them.

While some are being sent the next are claimed and the last are settled, each for a fraction of a second of the pace:
together less than what goes out in a second. So much may be unknown after the process was killed, and no more.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from bot.broadcasting.message import message_of
from bot.broadcasting.sending import PutOff, Said, Sending
from bot.clock import Clock
from bot.delivery.gate import Gate
from bot.delivery.posting import Posting
from bot.outages import Outage, backoff, pause
from bot.traces import log_fault
from storage.broadcasts.audience import Audience
from storage.broadcasts.broadcast import Broadcast
from storage.broadcasts.deliveries import (
    AHEAD,
    Claim,
    Settled,
    claim,
    end_when_closed,
    give_up,
    prepare,
    put_off,
    settle,
)
from storage.broadcasts.quiet_hours import QuietHours
from storage.broadcasts.reading import broadcast, due
from storage.database import Database
from storage.keys import load_keys
from storage.rounds import State, rounds

log: structlog.stdlib.BoundLogger = structlog.get_logger()

LOOK_SECONDS: Final = 1.0
BATCH_SECONDS: Final = 0.3
"""How much of the pace is claimed at once."""
LONGEST_WAIT: Final = AHEAD.total_seconds()
"""In seconds: what would have to wait longer for its slot or its chat is put off, and decided about anew."""
LEASE_SECONDS: Final = 120.0
"""A claim of another process that is older belongs to a dead one."""
AGAIN_SECONDS: Final = 10.0


class Broadcasting:
    """`below` is told which message stands in whose chat.

    `alone`: no other process sends from this database, so whatever is claimed at the start belonged to a dead one.
    """

    def __init__(
        self,
        database: Database,
        keys: Path,
        posting: Posting,
        gate: Gate,
        *,
        below: Callable[[int, int], None],
        zone: ZoneInfo,
        alone: bool,
        clock: Clock,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._jitter = jitter
        self._database = database
        self._keys = keys
        self._posting = posting
        self._gate = gate
        self._below = below
        self._zone = zone
        self._alone = alone
        self._clock = clock
        self._outage = Outage("telegram, in bulk")
        self._rest = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Sends what is due until `stop`; then what is on its way arrives, and the rest stays for the next start."""
        abandoned = self._now() if self._alone else self._now() - timedelta(seconds=LEASE_SECONDS)
        while not stop.is_set():
            try:
                await self._give_up(abandoned)
                worked = await self._work(stop)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again, and citizens are served
                log_fault(log, "broadcast interrupted", error)
                await pause(asyncio.sleep, AGAIN_SECONDS, stop)
            else:
                if not worked:
                    await pause(asyncio.sleep, LOOK_SECONDS, stop)
            abandoned = self._now() - timedelta(seconds=LEASE_SECONDS)

    async def _give_up(self, before: datetime) -> None:
        if lost := await give_up(self._database, before):
            log.warning("deliveries in flight when a process died", unknown=lost)

    async def _work(self, stop: asyncio.Event) -> bool:
        """Sends of the first broadcast that has anything to send now; whether there was one."""
        for each in await due(self._database, self._now()):
            if not self._is_quiet(each.quiet):
                if await self._send(await broadcast(self._database, each.number), stop):
                    return True
            elif each.too_late:
                await self._end(await broadcast(self._database, each.number))
        return False

    async def _end(self, of: Broadcast) -> None:
        """Nothing goes out once its round has closed, so its end does not wait for quiet hours to pass."""
        if not of.prepared:
            await prepare(self._database, of)
        if await end_when_closed(self._database, of, self._now()):
            log.info("broadcast done", broadcast=of.number)

    async def _send(self, of: Broadcast, stop: asyncio.Event) -> bool:
        [round_] = [each for each in await rounds(self._database) if each.number == of.round]
        if of.barred(self._now()) not in {None, State.CLOSED}:
            return False  # who subscribes while it waits for its round gets it, too
        if not of.prepared:
            await prepare(self._database, of)
        keys = load_keys(self._keys)
        audience = Audience(self._database, keys, of, round_)
        username = await self._posting.username()
        said = {
            language: Said(message_of(of, language, round_, username), words.picture)
            for language, words in of.words.items()
        }
        sending = Sending(
            self._database, keys, self._posting, self._gate, now=self._now, below=self._below, unheard=self._unheard
        )
        run = _Run(audience, sending, said, self._clock, self._gate)
        async with run.settled():
            while not stop.is_set() and not self._is_quiet(of.quiet):
                await pause(self._clock.sleep, self._rest, stop)
                self._rest = 0.0
                if not await run.some(stop):
                    break
                if self._rest == 0.0:
                    self._outage.over()
        if run.over:
            log.info("broadcast done", broadcast=of.number)
        return run.count > 0

    def _is_quiet(self, quiet: QuietHours | None) -> bool:
        return quiet is not None and quiet.until(self._now().astimezone(self._zone)) is not None

    def _now(self) -> datetime:
        return self._clock.wall()

    def _unheard(self) -> float:
        """Telegram did not answer: before more is risked, a while passes; gives how many seconds."""
        if self._rest == 0.0:
            self._outage.failed()
            self._rest = backoff(self._outage.tries, self._jitter())
        return self._rest


class _Run:
    """A broadcast being sent, as long as nothing interrupts it. `count` is how many deliveries were claimed."""

    def __init__(
        self, audience: Audience, sending: Sending, said: Mapping[str, Said], clock: Clock, gate: Gate
    ) -> None:
        self._audience = audience
        self._sending = sending
        self._said = said
        self._clock = clock
        self._gate = gate
        self._next: asyncio.Task[tuple[Claim, float]] | None = None
        self._settling: asyncio.Task[None] | None = None
        self.count = 0
        self.over = False

    async def some(self, stop: asyncio.Event) -> bool:
        """Sends what was claimed while the last were sent; False when there is nothing to send now."""
        taken, rate = await (self._next or self._claimed())
        self._next = None
        if taken.busy_until is not None:
            wait = (taken.busy_until - AHEAD - self._clock.wall()).total_seconds()
            await pause(self._clock.sleep, max(wait, 0.0), stop)
            return True
        if not taken:
            self.over = taken.over
            return False
        self.count += len(taken.recipients) + len(taken.others)
        self._next = asyncio.create_task(self._claimed())
        sent = await self._sent(taken, rate, stop)
        if self._settling is not None:
            await self._settling
        self._settling = asyncio.create_task(self._settle(sent, taken.others))
        return True

    @asynccontextmanager
    async def settled(self) -> AsyncIterator[None]:
        """Whatever happens, what was claimed and not sent is given back, and what was sent is settled."""
        try:
            yield
        finally:
            try:
                if self._settling is not None:
                    await self._settling
            finally:
                if self._next is not None:
                    taken, _ = await self._next
                    chats = [*(each.chat for each in taken.recipients), *(each.chat for each in taken.others)]
                    await put_off(self._audience.database, self._audience.of.number, chats, None)

    async def _claimed(self) -> tuple[Claim, float]:
        rate = self._gate.bulk_rate
        most = max(1, ceil(rate * BATCH_SECONDS))
        return await claim(self._audience.database, self._audience, self._clock.wall(), most=most, rate=rate), rate

    async def _sent(self, taken: Claim, rate: float, stop: asyncio.Event) -> Sequence[asyncio.Future[Settled | PutOff]]:
        """Begins to send each in its slot, or puts it off."""
        sent: list[asyncio.Future[Settled | PutOff]] = []
        for place, recipient in enumerate(taken.recipients):
            assert taken.slots is not None, "who is to get it has a slot"
            slot = taken.slots + timedelta(seconds=place / rate)
            wait = self._wait(slot, recipient.person)
            if stop.is_set() or wait > LONGEST_WAIT:
                off = asyncio.get_running_loop().create_future()
                off.set_result(PutOff(recipient.chat, self._clock.wall() + timedelta(seconds=max(wait, 0.0))))
                sent.append(off)
                continue
            while wait > 0:
                await self._clock.sleep(wait)
                wait = self._wait(slot, recipient.person)
            said = self._said.get(recipient.language or "") or next(iter(self._said.values()))
            sent.append(asyncio.ensure_future(self._sending.send(recipient, said)))
        return sent

    def _wait(self, slot: datetime, person: int) -> float:
        """Seconds until the slot has come and the gate lets it through."""
        until = (slot - self._clock.wall()).total_seconds()
        return max(until, self._gate.bulk_delay(), self._gate.delay(person))

    async def _settle(self, sent: Sequence[asyncio.Future[Settled | PutOff]], others: Sequence[Settled]) -> None:
        database, number = self._audience.database, self._audience.of.number
        done = await asyncio.gather(*sent)
        settled = [each for each in done if isinstance(each, Settled)]
        await settle(database, number, [*settled, *others])
        for due_at in {each.due for each in done if isinstance(each, PutOff)}:
            chats = [each.chat for each in done if isinstance(each, PutOff) and each.due == due_at]
            await put_off(database, number, chats, due_at)
