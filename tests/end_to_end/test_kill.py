"""Killed under load, at random moments and chosen ones, the bot loses nothing it acknowledged and repeats nothing."""

import asyncio
import shutil
import signal
from collections import Counter
from contextlib import AsyncExitStack
from enum import Enum
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlmodel import select

from flows.consultation import Consultation
from sandbox.pace import Pace
from sandbox.updates import Update
from storage.keys import load_keys
from storage.tables import CounterRow, UpdateSeenRow
from tests.end_to_end.clocks import AnyClock, HastyClock, SwiftClock
from tests.end_to_end.crowd import Crowd, Model, screen_for, sees
from tests.end_to_end.lives import Lives, lives_in, log_of
from tests.end_to_end.stage import Stage, free_port, staged

KILLS = 20
KILLS_BEHIND_A_WEBHOOK = 6
"""Telegram waits longer and longer before it tries again, so each of them takes a while."""
CITIZENS = 3
LONGEST_LIFE = 150
"""Entries of the journal. In the longer lives the bot has more to show than the pace allows, and owes screens."""


class Aim(Enum):
    """The two moments that random ones might miss: stored and not acknowledged, acknowledged and not yet shown."""

    BEFORE_ACKNOWLEDGING = "before acknowledging"
    AFTER_ACKNOWLEDGING = "after acknowledging"


AIMED = [Aim.BEFORE_ACKNOWLEDGING, Aim.AFTER_ACKNOWLEDGING] * 2


class Trial:
    """A bot in lives of its own, a crowd, and every update that the sandbox ever made.

    `stored_unacknowledged` and `stored_unshown` count what the kills left half done: updates that came again, and
    screens that were owed.
    """

    def __init__(self, stage: Stage, lives: Lives, crowd: Crowd, model: Model, random: Random) -> None:
        self.stage = stage
        self.model = model
        self.lives = lives
        self.crowd = crowd
        self.random = random
        self.updates: list[dict[str, Any]] = []
        self.stored_unacknowledged = self.stored_unshown = 0
        self.aimed: Aim | None = None
        self._add, self._fetch = stage.account.queue.add, stage.account.queue.fetch
        stage.account.queue.add = self._recorded  # type: ignore[method-assign]  # the journal has no raw updates
        self._confirm = stage.account.queue.confirm
        stage.account.queue.fetch = self._fetched  # type: ignore[method-assign]  # to strike in just that moment
        stage.account.queue.confirm = self._confirmed  # type: ignore[method-assign]  # the same behind a webhook

    def _recorded(self, kind: str, payload: dict[str, Any]) -> int | None:
        update = self._add(kind, payload)
        if update is not None:
            self.updates.append({"update_id": update, kind: payload})
        return update

    async def _fetched(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """The bot polls; if it is to be killed now, its request arrives or is lost."""
        aim, new = self.aimed, {each["update_id"] for each in self.updates} - self.stage.acknowledged()
        if aim is not None and any(each < offset for each in new):
            self.lives.strike(signal.SIGKILL)
            self.crowd.may_act.clear()
            self.aimed = None
            return await self._fetch(0 if aim is Aim.BEFORE_ACKNOWLEDGING else offset, limit, 0)
        return await self._fetch(offset, limit, seconds)

    def _confirmed(self, update: Update) -> bool:
        """The bot has taken an update; if it is to be killed now, its answer arrives or is lost."""
        aim = self.aimed
        if aim is None:
            return self._confirm(update)
        self.lives.strike(signal.SIGKILL)
        self.crowd.may_act.clear()
        self.aimed = None
        return aim is Aim.BEFORE_ACKNOWLEDGING or self._confirm(update)

    async def killed_at(self, aim: Aim) -> None:
        """Lets everybody act, and kills the bot in that moment."""
        self.aimed = aim
        self.crowd.may_act.set()
        await self._struck()

    async def killed_under_load(self, entries: int, *, silence: bool) -> None:
        """Lets everybody act, and kills the bot a little after so many more entries of the journal.

        With `silence` nobody acts any more, so that only the bot itself can make up for what it owes.
        """
        journal = self.stage.world.journal
        target = len(journal.since()) + entries
        self.crowd.may_act.set()
        await self.stage.until(lambda: len(journal.since()) >= target)
        # The moment itself is what is random here; nothing is waited for.
        await asyncio.sleep(self.random.random() * 0.02)
        if silence:
            self.crowd.may_act.clear()
        self.lives.strike(signal.SIGKILL)
        await self._struck()

    async def _struck(self) -> None:
        assert await self.lives.over() == -signal.SIGKILL
        seen = await self._seen()
        assert self.stage.acknowledged() <= seen
        self.stored_unacknowledged += len(seen - self.stage.acknowledged())
        self.stored_unshown += len(await self.stage.owed())

    async def calm(self) -> None:
        """Everybody stops; in the end everything is acknowledged, stored once, and everybody sees where they are."""
        self.crowd.may_act.clear()
        await self.stage.until(lambda: {each["update_id"] for each in self.updates} <= self.stage.acknowledged())
        model = self.model
        await model.take(self.updates[model.taken.total() :])
        for citizen in self.crowd.citizens:
            chat, responses = await self.stage.standing(citizen.id)
            expected = model.chats[citizen.id]
            assert responses == model.responses[citizen.id]
            assert (chat.page, chat.language, chat.round) == (expected.page, expected.language, expected.round)
            screen = screen_for(model.desk, citizen.id, chat, responses)
            await citizen.chat.until(lambda seen, screen=screen: sees(seen, screen))  # type: ignore[misc]  # bound now
        assert len(await self._seen()) == model.taken.total()
        assert await self._counted() == model.counts
        assert await self.stage.differences() == []

    async def _seen(self) -> set[int]:
        async with self.stage.database.reading() as connection:
            return set((await connection.execute(select(UpdateSeenRow.update_id))).scalars())

    async def _counted(self) -> Counter[tuple[int, str, str]]:
        counted = Counter[tuple[int, str, str]]()
        query = select(CounterRow.round, CounterRow.kind, CounterRow.key, CounterRow.n)
        async with self.stage.database.reading() as connection:
            for round_, kind, key, n in await connection.execute(query):
                counted[round_, kind, key] += n
        return counted


async def tried(
    folder: Path, consultation: Consultation, clock: AnyClock, kills: int, *, port: int | None = None
) -> Trial:
    """The trial over; `port` is that of the webhook, None when the bot polls."""
    random = Random(2021)
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(staged(folder, consultation, Pace.OFF, clock))
        lives = await stack.enter_async_context(lives_in(folder, stage.url, port))
        citizens = [await stage.citizen() for _ in range(CITIZENS)]
        crowd = Crowd(citizens, random, types=port is None)
        keys = load_keys(folder / "keys")
        model = Model(await stage.rounds(), lambda person: keys.pseudonym(1, person))
        trial = Trial(stage, lives, crowd, model, random)
        await lives.begin()
        for citizen in citizens:
            await citizen.start()
        group = await stack.enter_async_context(asyncio.TaskGroup())
        acting = [group.create_task(crowd.live(each)) for each in citizens]
        for aim in AIMED:
            await trial.killed_at(aim)
            await lives.begin()
            await trial.calm()
        for kill in range(kills):
            # After every fourth kill the load goes on, and the next one comes before the bot has caught up.
            calm = kill % 4 != 3
            await trial.killed_under_load(random.randrange(1, LONGEST_LIFE), silence=calm)
            await lives.begin()
            if calm:
                await trial.calm()
        await trial.calm()
        for each in acting:
            each.cancel()
        lives.strike(signal.SIGTERM)
        assert await lives.over() == 0
        assert await stage.owed() == []
    errors = [line for line in log_of(folder).read_text().splitlines() if "error" in line.lower()]
    assert errors == []
    assert len(trial.updates) > 10 * kills
    assert trial.stored_unacknowledged >= AIMED.count(Aim.BEFORE_ACKNOWLEDGING)
    return trial


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A database with an open round."""
    shutil.copytree(template, tmp_path / "bot")
    return tmp_path / "bot"


async def test_twenty_kills_under_load(folder: Path, consultation: Consultation) -> None:
    trial = await tried(folder, consultation, HastyClock(), KILLS)
    assert trial.stored_unshown > 0


async def test_kills_behind_a_webhook(folder: Path, consultation: Consultation) -> None:
    await tried(folder, consultation, SwiftClock(), KILLS_BEHIND_A_WEBHOOK, port=free_port())
