"""The batcher, over a store that does as the test says: outages, refusals, and commits that wait."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.asked import Answered, Asked, Notice, ShowConversation
from bot.batching import MOST_IN_BATCH, TRIES_WHILE_STOPPING, Batcher
from bot.measures import Measures
from storage.exchange import Arrival, Chat, Decision, Outcome, Sent, Step

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def arrival(update: int, person: int = 1) -> Arrival[Asked]:
    return Arrival(update, person, Asked(ShowConversation(), callback=f"q{update}"))


def step(chat: Chat, responses: Any, asked: Asked) -> Decision[Notice]:
    return Decision(chat)


def locked() -> OperationalError:
    return OperationalError("BEGIN IMMEDIATE", {}, sqlite3.OperationalError("database is locked"))


class Store:
    """Keeps what was committed. `raises` is asked before each commit; `flows` lets them through while it is set."""

    def __init__(self) -> None:
        self.commits: list[tuple[list[int | None], list[Sent]]] = []
        self.tried = 0
        self.raises: Callable[[Sequence[Arrival[Asked]], Sequence[Sent]], Exception | None] = lambda _a, _s: None
        self.flows = asyncio.Event()
        self.flows.set()
        self.entered = asyncio.Event()
        self.silent: set[int | None] = set()

    async def commit(
        self, arrivals: Sequence[Arrival[Asked]], sent: Sequence[Sent], _step: Step[Asked, Notice], now: datetime, /
    ) -> list[Answered]:
        assert now == NOW
        self.tried += 1
        self.entered.set()
        await self.flows.wait()
        error = self.raises(arrivals, sent)
        if error is not None:
            raise error
        self.commits.append(([each.update_id for each in arrivals], list(sent)))
        return [
            Outcome(each, Chat(), {}, turn=each.update_id or 0, silent=each.update_id in self.silent)
            for each in arrivals
        ]


class Replies:
    """Notes what it is told, in order."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []
        self.at_finish: Callable[[], None] = lambda: None

    def answer(self, outcome: Answered) -> None:
        self.heard.append(("answer", outcome.arrival.update_id))

    def show(self, outcome: Answered) -> None:
        self.heard.append(("show", outcome.arrival.update_id))

    def excuse(self, arrival: Arrival[Asked]) -> None:
        self.heard.append(("excuse", arrival.update_id))

    def settled(self, sent: Sequence[Sent]) -> None:
        if sent:
            self.heard.append(("settled", [each.person for each in sent]))

    async def finish(self, patience: float) -> None:
        self.heard.append(("finish", patience))
        self.at_finish()


class House:
    """A batcher that runs, with its store and its replies; sleeps take no time and are noted."""

    def __init__(self) -> None:
        self.store = Store()
        self.replies = Replies()
        self.naps: list[float] = []
        self.measures = Measures()
        self.batcher = Batcher(
            self.store,
            step,
            lambda: NOW,
            sleep=self._sleep,
            jitter=lambda: 0.0,
            quiet=0.0,
            measures=self.measures,
        )
        self.running: asyncio.Task[None]

    async def _sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        await asyncio.sleep(0)

    async def stopped(self) -> None:
        self.batcher.stop()
        async with asyncio.timeout(60):
            await self.running


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    made = House()
    made.running = asyncio.create_task(made.batcher.run(made.replies))
    try:
        async with asyncio.timeout(60):
            yield made
            await made.stopped()
    finally:
        made.running.cancel()
        await asyncio.gather(made.running, return_exceptions=True)


async def test_a_lone_tap_waits_for_nobody() -> None:
    async with house() as it:
        outcome = await it.batcher.submit(arrival(7))
        assert outcome is not None
        assert outcome.arrival.update_id == 7
        assert it.store.commits == [([7], [])]
        assert it.replies.heard == [("show", 7), ("answer", 7)]


async def test_what_waits_while_a_batch_commits_is_the_next_one() -> None:
    async with house() as it:
        it.store.flows.clear()
        first = it.batcher.submit(arrival(1))
        await it.store.entered.wait()
        others = [it.batcher.submit(arrival(number)) for number in range(2, 6)]
        it.store.flows.set()
        await asyncio.gather(first, *others)
        assert [updates for updates, _ in it.store.commits] == [[1], [2, 3, 4, 5]]


async def test_a_batch_has_at_most_200() -> None:
    async with house() as it:
        await asyncio.gather(*(it.batcher.submit(arrival(number)) for number in range(450)))
        sizes = [len(updates) for updates, _ in it.store.commits]
        assert sizes == [MOST_IN_BATCH, MOST_IN_BATCH, 50]
        assert it.measures.value("glas_batch_size_sum") == 450
        assert it.measures.value("glas_batch_size_count") == it.measures.value("glas_commit_seconds_count") == 3
        assert [update for updates, _ in it.store.commits for update in updates] == list(range(450))


async def test_reports_go_with_the_next_batch_and_are_settled_after_its_outcomes_were_shown() -> None:
    async with house() as it:
        it.batcher.report(Sent(5, 1, 50))
        await it.batcher.submit(arrival(1))
        assert it.store.commits == [([1], [Sent(5, 1, 50)])]
        assert it.replies.heard == [("show", 1), ("answer", 1), ("settled", [5])]


async def test_reports_alone_are_stored_after_a_while_of_quiet_and_only_the_newest_of_a_chat() -> None:
    async with house() as it:
        it.batcher.report(Sent(5, 1, 50))
        it.batcher.report(Sent(5, 2, 51))
        it.batcher.report(Sent(6, 9, 60))
        await it.store.entered.wait()
        await it.stopped()
        assert it.store.commits == [([], [Sent(5, 2, 51), Sent(6, 9, 60)])]


async def test_a_newer_report_survives_the_commit_of_an_older_one() -> None:
    async with house() as it:
        it.store.flows.clear()
        it.batcher.report(Sent(5, 1, 50))
        first = it.batcher.submit(arrival(1))
        await it.store.entered.wait()
        it.batcher.report(Sent(5, 2, 51))
        it.store.flows.set()
        await first
        await it.stopped()
        assert [sent for _, sent in it.store.commits] == [[Sent(5, 1, 50)], [Sent(5, 2, 51)]]


@pytest.mark.parametrize("error", [locked(), ConnectionRefusedError()])
async def test_an_outage_is_waited_out_and_nothing_is_acknowledged_meanwhile(error: Exception) -> None:
    async with house() as it:
        failures = iter([error] * 20)
        receipts: list[Any] = []
        pending: list[bool] = []

        def fails(_arrivals: object, _sent: object) -> Exception | None:
            pending.append(not any(each.done() for each in receipts))
            return next(failures, None)

        it.store.raises = fails
        with structlog.testing.capture_logs() as logs:
            receipts += [it.batcher.submit(arrival(1)), it.batcher.submit(arrival(2))]
            await asyncio.gather(*receipts)
        assert all(pending)
        assert it.store.commits == [([1, 2], [])]
        assert it.naps == sorted(it.naps)
        assert max(it.naps) == 10.0
        assert [each["event"] for each in logs] == ["outage began", "outage over"]


async def test_a_poisoned_arrival_is_set_aside_and_the_rest_goes_through() -> None:
    async with house() as it:
        it.store.raises = lambda arrivals, _sent: (
            IntegrityError("INSERT", {}, ValueError("Maria said no"))
            if any(each.update_id == 2 for each in arrivals)
            else None
        )
        it.batcher.report(Sent(5, 1, 50))
        with structlog.testing.capture_logs() as logs:
            one, two, three = await asyncio.gather(*(it.batcher.submit(arrival(number)) for number in (1, 2, 3)))
        assert one is not None
        assert two is None
        assert three is not None
        assert it.store.commits == [([1], []), ([3], []), ([], [Sent(5, 1, 50)])]
        assert it.store.tried == 3 + 1 + 3 + 1 + 1
        assert ("excuse", 2) in it.replies.heard
        assert it.measures.value("glas_updates_set_aside_total", reason="refused") == 1
        aside = [each for each in logs if each["event"] == "update set aside"]
        assert [each["update"] for each in aside] == [2]
        assert "Maria" not in str(logs)


async def test_a_poisoned_arrival_that_came_alone_is_tried_three_times_and_logged_once() -> None:
    async with house() as it:
        it.store.raises = lambda arrivals, _sent: IntegrityError("INSERT", {}, ValueError("no")) if arrivals else None
        with structlog.testing.capture_logs() as logs:
            assert await it.batcher.submit(arrival(2)) is None
        assert it.store.tried == 3
        assert [each["event"] for each in logs] == ["update set aside"]


async def test_a_failure_that_passes_costs_nobody_anything() -> None:
    async with house() as it:
        failures = iter([RuntimeError(), RuntimeError()])
        it.store.raises = lambda _arrivals, _sent: next(failures, None)
        outcome = await it.batcher.submit(arrival(1))
        assert outcome is not None
        assert it.measures.value("glas_updates_set_aside_total", reason="refused") == 0


async def test_a_report_that_cannot_be_stored_is_dropped_and_not_settled() -> None:
    async with house() as it:
        it.store.raises = lambda _arrivals, sent: RuntimeError() if sent else None
        it.batcher.report(Sent(5, 1, 50))
        outcome = await it.batcher.submit(arrival(1))
        assert outcome is not None
        await it.stopped()
        assert not [what for what, _ in it.replies.heard if what == "settled"]


async def test_stopping_stores_what_waits_then_finishes_the_replies_then_stores_their_reports() -> None:
    async with house() as it:
        it.replies.at_finish = lambda: it.batcher.report(Sent(1, 3, 30))
        receipts = [it.batcher.submit(arrival(number)) for number in (1, 2)]
        await it.stopped()
        assert all(each.done() for each in receipts)
        assert it.store.commits == [([1, 2], []), ([], [Sent(1, 3, 30)])]
        assert [what for what, _ in it.replies.heard] == ["show", "answer", "show", "answer", "finish", "settled"]


async def test_stopping_without_a_database_gives_up_and_leaves_no_receipt_pending() -> None:
    async with house() as it:
        it.store.raises = lambda _arrivals, _sent: locked()
        receipts = [it.batcher.submit(arrival(number)) for number in (1, 2)]
        await it.store.entered.wait()
        before = it.store.tried
        await it.stopped()
        assert all(each.cancelled() for each in receipts)
        assert it.store.tried - before <= TRIES_WHILE_STOPPING + 1
        assert it.store.commits == []


async def test_a_cancelled_run_leaves_no_receipt_pending() -> None:
    async with house() as it:
        it.store.flows.clear()
        receipts = [it.batcher.submit(arrival(number)) for number in (1, 2)]
        await it.store.entered.wait()
        receipts.append(it.batcher.submit(arrival(3)))
        it.running.cancel()
        await asyncio.gather(it.running, return_exceptions=True)
        assert all(each.cancelled() for each in receipts)
        assert it.batcher.submit(arrival(4)).cancelled()
        with pytest.raises(asyncio.CancelledError):
            await it.running
        it.running = asyncio.create_task(asyncio.sleep(0))


async def test_a_receipt_that_nobody_waits_for_any_more_does_no_harm() -> None:
    async with house() as it:
        it.store.flows.clear()
        given_up = it.batcher.submit(arrival(1))
        await it.store.entered.wait()
        given_up.cancel()
        it.store.flows.set()
        assert await it.batcher.submit(arrival(2)) is not None
        assert [updates for updates, _ in it.store.commits] == [[1], [2]]


async def test_what_nobody_waits_for_is_stored_and_neither_answered_nor_shown() -> None:
    async with house() as it:
        it.store.silent = {2}
        outcomes = [await each for each in [it.batcher.submit(arrival(number)) for number in (1, 2)]]
        assert [each is not None and each.silent for each in outcomes] == [False, True]
        assert it.replies.heard == [("show", 1), ("answer", 1)]
