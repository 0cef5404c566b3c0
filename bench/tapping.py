"""Citizens who tap at a steady pace, and how long each tap had to wait until it was stored."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from typing import TypeVar

from bot.asked import Answered, Asked, Move, Notice, OpenRound, Request
from bot.batching import Batcher, Receipt
from bot.desk import Desk
from bot.registry import Registry
from flows.inputs import Begin, Choose, Close, Confirm, Proceed, Tap
from flows.places import Asking, Opening, Summary, Welcome
from flows.response import Response
from storage.exchange import Arrival, Chat, Decision, Sent

T = TypeVar("T")

PACE = 50
"""Taps a second, whatever becomes of those before."""

WAY: Sequence[Request] = (
    OpenRound(None),
    Move(Tap(Welcome(), Begin())),
    Move(Tap(Opening("organisation"), Proceed())),
    Move(Tap(Asking("organisation_types"), Choose("sme"))),
    Move(Tap(Asking("organisation_types"), Confirm())),
    Move(Tap(Summary("organisation"), Close())),
)
"""From the start to a section that counts: every sixth tap changes tallies."""


class Silent:
    """Replies that go nowhere."""

    def answer(self, outcome: Answered) -> None:
        """Nobody is there."""

    def show(self, outcome: Answered) -> None:
        """Nobody is there."""

    def excuse(self, arrival: Arrival[Asked]) -> None:
        """A tap that was set aside would spoil what is measured."""
        raise AssertionError(f"tap {arrival.update_id} was set aside")

    def settled(self, sent: Sequence[Sent]) -> None:
        """Nothing was reported."""

    async def finish(self, patience: float) -> None:
        """Nothing is on its way."""


@dataclass(slots=True)
class Citizens:
    """One citizen after another goes the whole way. `waits`: seconds from when a tap was due until it was stored."""

    batcher: Batcher
    updates: Iterator[int] = field(default_factory=lambda: count(1_000_000 * len(WAY)))

    async def tap(self, times: Iterable[object]) -> list[float]:
        """Taps once for each of these, at the pace; the waits of all."""
        waits, receipts, due = list[float](), list[Receipt](), time.perf_counter()
        for _ in times:
            receipt = self.batcher.submit(self._arrival(next(self.updates)))
            receipt.add_done_callback(partial(_note_wait, waits, due))
            receipts.append(receipt)
            due += 1 / PACE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await asyncio.gather(*receipts)
        return waits

    @staticmethod
    def _arrival(update: int) -> Arrival[Asked]:
        return Arrival(update, update // len(WAY), Asked(WAY[update % len(WAY)]))


def while_running(task: asyncio.Task[T]) -> Iterator[None]:
    """So many times as there is time for while the task runs."""
    while not task.done():
        yield


def _note_wait(waits: list[float], due: float, _: Receipt) -> None:
    waits.append(time.perf_counter() - due)


@asynccontextmanager
async def citizens(registry: Registry, now: datetime) -> AsyncIterator[Citizens]:
    """Citizens of the registry's round, stored as the bot stores them."""

    def step(chat: Chat, responses: Mapping[int, Response], asked: Asked) -> Decision[Notice]:
        return Desk(registry.rounds, now).step(chat, responses, asked)

    batcher = Batcher(registry, step, lambda: now)
    running = asyncio.create_task(batcher.run(Silent()))
    try:
        yield Citizens(batcher)
    finally:
        batcher.stop()
        await running
