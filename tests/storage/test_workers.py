"""Several workers on PostgreSQL bring out one broadcast: each delivery once, all in one pace, a hold for everybody."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from storage.broadcasts.audience import Audience
from storage.broadcasts.broadcast import Counts, Standing
from storage.broadcasts.deliveries import AHEAD, Claim, Fate, Settled, claim, hold, put_off, settle
from storage.broadcasts.reading import broadcast
from storage.database import Database, open_database
from storage.exchange import Wish
from tests.storage.conftest import NOW, House
from tests.storage.mailing import audience, started, subscribed

pytestmark = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)

RATE = 25.0
MOST = 8
HELD_FOR = timedelta(seconds=30)
LOOKS = 500
"""More than it takes."""


@dataclass
class Day:
    """The clock of all workers, and what they were told: time passes when one of them waits for its slots."""

    now: datetime = NOW
    held_until: datetime | None = None

    def pass_until(self, moment: datetime) -> None:
        self.now = max(self.now, moment)


@dataclass
class Worker:
    """A process with connections of its own. `refused_at` is the claim that Telegram answers with a 429.

    `sent` has who got it in which slot; `after_the_hold` the slots of claims that began when the hold was known.
    """

    day: Day
    database: Database
    to: Audience
    refused_at: int | None = None
    sent: list[tuple[datetime, int]] = field(default_factory=list)
    after_the_hold: list[datetime] = field(default_factory=list)
    claims: int = 0

    async def run(self) -> None:
        """Until no delivery is left; while the last are on their way to others it looks again."""
        for _ in range(LOOKS):
            if await self._some():
                return
        raise AssertionError("it came to no end")

    async def _some(self) -> bool:
        held = self.day.held_until
        taken = await claim(self.database, self.to, self.day.now, most=MOST, rate=RATE)
        if taken.busy_until is not None:
            self.day.pass_until(taken.busy_until - AHEAD)
        if not taken:
            return taken.over
        assert taken.slots is not None
        self.claims += 1
        if held is not None and taken.recipients:
            self.after_the_hold.append(taken.slots)
        if self.claims == self.refused_at:
            await self._refused(taken)
        else:
            await self._sent(taken, taken.slots)
        return False

    async def _sent(self, taken: Claim, slots: datetime) -> None:
        for place, each in enumerate(taken.recipients):
            slot = slots + timedelta(seconds=place / RATE)
            self.day.pass_until(slot)
            self.sent.append((slot, each.person))
        done = [Settled(each.chat, Fate.SENT) for each in taken.recipients]
        await settle(self.database, self.to.of.number, [*done, *taken.others])

    async def _refused(self, taken: Claim) -> None:
        until = self.day.now + HELD_FOR
        await hold(self.database, until)
        self.day.held_until = until
        chats = [*(each.chat for each in taken.recipients), *(each.chat for each in taken.others)]
        await put_off(self.database, self.to.of.number, chats, until)


@pytest.fixture
async def workers(house: House) -> AsyncIterator[list[Worker]]:
    """Two, before a broadcast to 200 who asked for it and 30 who did not; the first is told to wait on the way."""
    await subscribed(house, *range(1, 201))
    await subscribed(house, *range(201, 231), wishes=frozenset({Wish.DEEDS}))
    of, day = await started(house), Day()
    databases = [await open_database(house.url) for _ in range(2)]
    yield [
        Worker(day, each, replace(audience(house, of), database=each), refused_at=refused_at)
        for each, refused_at in zip(databases, (4, None), strict=True)
    ]
    for each in databases:
        await each.close()


async def test_each_delivery_is_made_once_and_none_is_lost(house: House, workers: list[Worker]) -> None:
    await asyncio.gather(*(each.run() for each in workers))
    assert all(each.sent for each in workers), "they shared it"
    assert sorted(person for each in workers for _, person in each.sent) == list(range(1, 201))
    of = await broadcast(house.database, 1)
    assert of.counts == Counts(recipients=230, sent=200, unasked=30)
    assert of.standing(workers[0].day.now) is Standing.DONE
    assert await house.rows("SELECT chat FROM delivery") == []


async def test_they_keep_one_pace(workers: list[Worker]) -> None:
    await asyncio.gather(*(each.run() for each in workers))
    slots = sorted(slot for each in workers for slot, _ in each.sent)
    rounding = timedelta(microseconds=2)
    assert min(later - before for before, later in pairwise(slots)) >= timedelta(seconds=1 / RATE) - rounding


async def test_a_hold_that_one_was_told_of_is_the_others_too(workers: list[Worker]) -> None:
    first, second = workers
    await asyncio.gather(*(each.run() for each in workers))
    until = first.day.held_until
    assert until is not None
    assert second.after_the_hold, "the other went on"
    assert min(first.after_the_hold + second.after_the_hold) >= until
