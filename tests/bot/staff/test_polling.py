"""What staff send is handled once, however often it is brought."""

import asyncio
from typing import Any

import pytest
from telegram import Update

from bot.measures import Measures
from bot.staff import polling
from bot.staff.polling import StaffPolling


class Nothing:
    """A lease of a bot that nobody served before."""

    async def handled(self) -> frozenset[int]:
        return frozenset()


class Telegram:
    """Brings one update, and is asked for it again while that is being handled: that answer comes when it is done."""

    def __init__(self, stop: asyncio.Event) -> None:
        self.bot = self
        self.asked = list[int | None]()
        self.handled = list[int]()
        self._stop = stop
        self._slow = asyncio.Event()

    async def process_update(self, update: Update) -> None:
        self.handled.append(update.update_id)
        await self._slow.wait()

    async def get_updates(self, offset: int | None, *rest: object, **more: object) -> tuple[Update, ...]:
        self.asked.append(offset)
        match len(self.asked):
            case 1:
                return (Update(7),)
            case 2:
                self._slow.set()
                for _ in range(20):
                    await asyncio.sleep(0)
                return (Update(7), Update(8))
            case _:
                self._stop.set()
                return ()


async def test_an_answer_that_is_overtaken_by_the_handling_brings_nothing_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling, "AGAIN_SECONDS", 0.0)
    stop = asyncio.Event()
    telegram: Any = Telegram(stop)
    lease: Any = Nothing()
    await StaffPolling(telegram, stop, asyncio.sleep, Measures(), lease=lease).run()
    assert telegram.handled == [7, 8]
    assert telegram.asked[:2] == [None, None], "the second time before the first was done"
    assert telegram.asked[-1] == 9, "both are acknowledged"
