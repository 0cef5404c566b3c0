"""Behind a webhook: a citizen fills in the consultation, and workers that share a database share the work."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from sqlmodel import select

from bot.running import serve
from storage.counters import counters
from storage.tables import UpdateSeenRow
from tests.end_to_end.balancer import balanced
from tests.end_to_end.clocks import SwiftClock
from tests.end_to_end.paper import ANA
from tests.end_to_end.stage import SetUp, Stage, behind_a_webhook, free_port


async def behind(stage: Stage) -> Stage:
    """The same stage, its bot begun anew behind a webhook."""
    await stage.stop_bot()
    stage.settings = behind_a_webhook(stage.settings, free_port())
    stage.start_bot()
    await stage.until(lambda: stage.account.webhook is not None)
    return stage


async def test_a_citizen_fills_in_the_consultation(set_up: SetUp) -> None:
    stage = await behind(await set_up(clock=SwiftClock()))
    polls = len(stage.calls("getUpdates"))
    ana = await stage.started(ANA)
    await ana.go_until(ana.thanked)
    assert await stage.sent(ana.id) == ANA
    assert len(stage.calls("getUpdates")) == polls
    await stage.caught_up()
    assert stage.account.webhook is not None
    assert stage.account.webhook.last_error is None


async def test_what_comes_twice_counts_once(set_up: SetUp) -> None:
    stage = await behind(await set_up(clock=SwiftClock()))
    ana = await stage.started(ANA)
    await ana.go_until(lambda: ana.asks("quality_time"))
    before = await stage.not_sent(ana.id)
    stage.account.queue.misbehave(duplicated=1)
    await ana.say("5")
    await stage.until(lambda: any(each["what"] == "faulted" for each in stage.world.journal.since()))
    await ana.say("/help")
    assert await stage.not_sent(ana.id) == {**before, "quality_time": 5}, "the next question is not answered by it"


async def test_a_bot_that_polls_again_takes_up_where_the_webhook_ended(
    set_up: SetUp, logs: list[MutableMapping[str, Any]]
) -> None:
    stage = await behind(await set_up(clock=SwiftClock()))
    ana = await stage.started()
    await stage.stop_bot()
    assert stage.account.webhook is not None, "updates wait at Telegram for the next start"
    stage.settings = stage.settings.model_copy(update={"webhook_url": None, "http": None})
    stage.start_bot()
    await ana.tap(ana.labels.start)
    assert stage.account.webhook is None
    assert "webhook removed" in [each["event"] for each in logs]


async def test_workers_that_take_turns_lose_nothing_and_count_nothing_twice(set_up: SetUp) -> None:
    stage = await set_up(clock=SwiftClock())
    await stage.stop_bot()
    stop, ports = asyncio.Event(), [free_port(), free_port()]
    people = [await stage.citizen() for _ in range(3)]
    async with balanced(ports) as url, asyncio.TaskGroup() as group:
        for port in ports:
            settings = behind_a_webhook(stage.settings, port, url)
            group.create_task(serve(settings, stop, sandbox=True, clock=stage.clock.of_the_bot))
        await stage.until(lambda: stage.account.webhook is not None)
        stage.account.queue.misbehave(duplicated=5)
        for text in ["/start r_timisoara_poster", *["/help", "/continue"] * 5]:
            for each in people:
                await each.chat.say(text)
        await stage.until(lambda: len(stage.acknowledged()) == 11 * len(people))
        stop.set()
    async with stage.database.reading() as connection:
        assert set((await connection.execute(select(UpdateSeenRow.update_id))).scalars()) == stage.acknowledged()
    [came] = await counters(stage.database, (await stage.rounds())[1], "source")
    assert (came.key, came.n) == ("poster", len(people))
