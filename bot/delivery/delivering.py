"""Brings each chat its newest screen, through the gate, and reports what stands there.

Only a chat's newest outcome matters. A chat has a task while something waits for it, and is remembered until its last
report is stored: until then the database does not know what stands in it.

A call that nobody answered may have been done all the same; doing it again can leave an older copy of a screen in the
chat. Its buttons work, and the first tap takes them away.
"""

import asyncio
import random
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Final, assert_never

import structlog

from bot.asked import Answered, Asked, ShowConversation, ShowPage
from bot.delivery.answering import Answering
from bot.delivery.gate import Gate
from bot.delivery.placing import Placing
from bot.delivery.posting import Failure, Gone, Held, Posting, Refused, Unreachable
from bot.delivery.served import Errand, Served, Strip
from bot.delivery.standing import Shown, standing_of
from bot.measures import Measures
from bot.outages import Outage, Sleep, backoff
from bot.screen import Screen
from bot.traces import log_fault
from storage.exchange import Arrival, Outcome, Owed, Sent

log: structlog.stdlib.BoundLogger = structlog.get_logger()

REMEMBERED: Final = 10_000
"""Chats of which it is remembered which screen they show, when nothing else is."""


class Delivery:
    """`render` and `toast` are pure; `erased` gives the line that stands where a message can't be deleted.

    `report` takes what stands in a chat since a screen was shown; `settled` is to be called once that is stored.
    A screen of None is one that need not be shown.
    """

    def __init__(
        self,
        posting: Posting,
        gate: Gate,
        *,
        render: Callable[[Answered], Screen | None],
        toast: Callable[[Answered], str | None],
        erased: Callable[[Answered], str],
        report: Callable[[Sent], None],
        sleep: Sleep = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
        measures: Measures | None = None,
    ) -> None:
        self._gate = gate
        self._measures = measures or Measures()
        self._measures.follow_owed(self._owing)
        self._placing = Placing(posting, gate, render, erased)
        self._answering = Answering(posting, toast, sleep=sleep, jitter=jitter)
        self._report = report
        self._sleep = sleep
        self._jitter = jitter
        self._served: dict[int, Served] = {}
        self._shown: OrderedDict[int, Shown] = OrderedDict()
        self._owed: dict[int, Owed] = {}
        self._below: OrderedDict[int, int] = OrderedDict()
        self._resuming: asyncio.Task[None] | None = None
        self._outage = Outage("telegram", self._measures)
        self._closed = False

    def answer(self, outcome: Answered) -> None:
        """Answers the tap with its toast, at once and outside the gate."""
        self._answering.answer(outcome)

    def excuse(self, arrival: Arrival[Asked]) -> None:
        """Answers the tap without a word."""
        self._answering.excuse(arrival)

    def show(self, outcome: Answered) -> None:
        """Lets the chat show this outcome as soon as the gate allows, unless a newer one comes before."""
        if self._closed:
            return  # it stays owed in the database
        person = outcome.arrival.person
        self._owed.pop(person, None)
        chat = self._served.get(person)
        if chat is None:
            chat = self._served[person] = Served(person, standing_of(outcome.chat, self._shown.get(person)))
        chat.standing.latest = max(chat.standing.latest, outcome.chat.latest, self._below.pop(person, 0))
        _adopt_tapped(chat, outcome)
        chat.pending = outcome
        if chat.task is None:
            chat.task = asyncio.create_task(self._serve(chat))

    def stands_below(self, person: int, message: int) -> None:
        """A message was sent past the conversation: the next screen comes below it."""
        chat = self._served.get(person)
        if chat is not None:
            chat.standing.latest = max(chat.standing.latest, message)
            return
        self._below[person] = message
        if len(self._below) > REMEMBERED:
            self._below.popitem(last=False)

    def resume(self, owed: Iterable[Owed]) -> None:
        """Shows the chats what they were owed when the program last stopped: unprompted, so at the pace for many."""
        self._owed.update((each.person, each) for each in owed)
        if self._resuming is None or self._resuming.done():
            self._resuming = asyncio.create_task(self._resume())

    def settled(self, sent: Sequence[Sent]) -> None:
        """These reports are stored, and every outcome read before them has been handed to `show`."""
        for each in sent:
            chat = self._served.get(each.person)
            if chat is not None and chat.reported is each:
                chat.reported = None
                self._rest(chat)

    async def finish(self, patience: float) -> None:
        """Waits at most `patience` seconds for what is on its way, and cancels the rest: it stays owed."""
        self._closed = True
        if self._resuming is not None:
            self._resuming.cancel()
        tasks = {chat.task for chat in self._served.values() if chat.task is not None} | self._answering.tasks
        try:
            if tasks:
                await asyncio.wait(tasks, timeout=patience)
        finally:
            late = [task for task in tasks if not task.done()]
            for task in late:
                task.cancel()
        if late:
            log.info("deliveries left for the next start", tasks=len(late))
        await asyncio.gather(*late, *filter(None, [self._resuming]), return_exceptions=True)

    async def _serve(self, chat: Served) -> None:
        try:
            while chat.pending is not None or chat.errands:
                waited = 0.0
                while (delay := self._gate.delay(chat.person)) > 0:
                    waited += delay
                    await self._sleep(delay)
                self._measures.gate_wait_seconds.observe(waited)
                await self._next(chat)
        finally:
            # Nothing is awaited between the last look at `pending` and this: no outcome meets a task that is leaving.
            chat.task = None
            self._rest(chat)

    async def _next(self, chat: Served) -> None:
        """Shows what is pending, or else does one errand; what failed for now is put back."""
        outcome, chat.pending = chat.pending, None
        errand = chat.errands[0] if outcome is None else None
        try:
            if outcome is not None:
                await self._placing.show(chat, outcome)
            elif errand is not None:
                await self._placing.run(chat, errand)
        except (Held, Gone, Refused, Unreachable) as failure:
            if not isinstance(failure, Held | Unreachable):
                self._done(chat, errand)
            elif chat.pending is None:
                chat.pending = outcome
            await self._failed(chat, failure)
        except Exception as error:  # noqa: BLE001 - a fault with one chat's screen must not be silent, nor spread
            # Not reported, so it stays owed: a mended program will show it.
            log_fault(log, "screen not shown", error, update=outcome.arrival.update_id if outcome else chat.update)
            self._done(chat, errand)
        else:
            chat.tries = 0
            self._outage.over()
            self._done(chat, errand)
            self._tell(chat)

    async def _failed(self, chat: Served, failure: Failure) -> None:
        match failure:
            case Held(seconds=seconds):
                self._gate.told_to_wait(chat.person, seconds)
                log.info("told to wait", seconds=seconds)
            case Unreachable():
                self._outage.failed(reason=str(failure))
                chat.tries += 1
                await self._sleep(backoff(chat.tries, self._jitter()))
            case Gone():
                chat.errands.clear()
                if chat.standing.message is not None:
                    chat.standing.leave(chat.standing.message)
                chat.standing.lost()
                self._tell(chat)
            case Refused(method=method, description=description):
                log.error("given up", update=chat.update, method=method, description=description)
                self._tell(chat)
            case _:
                assert_never(failure)

    @staticmethod
    def _done(chat: Served, errand: Errand | None) -> None:
        if errand is not None:
            chat.drop(errand)

    def _tell(self, chat: Served) -> None:
        """Reports what stands in the chat, unless that is what was reported last."""
        sent = chat.report()
        if sent is not None and sent != chat.told:
            chat.told = chat.reported = sent
            self._report(sent)

    def _rest(self, chat: Served) -> None:
        """Forgets a chat in which nothing waits and that is as the database knows it, but for what it shows."""
        if chat.task is not None or chat.reported is not None:
            return
        del self._served[chat.person]
        self._shown.pop(chat.person, None)
        if chat.standing.shown is not None and not chat.standing.wiped:
            self._shown[chat.person] = chat.standing.shown
            if len(self._shown) > REMEMBERED:
                self._shown.popitem(last=False)

    def _owing(self) -> int:
        return len(self._owed) + sum(chat.pending is not None for chat in self._served.values())

    async def _resume(self) -> None:
        while self._owed:
            if (delay := self._gate.bulk_delay()) > 0:
                await self._sleep(delay)
                continue
            # Whoever has tapped since has left this list: their newest outcome is or was shown.
            owed = self._owed.pop(next(iter(self._owed)))
            self._gate.spend_bulk()
            # A page is asked for again, so that its file comes with it.
            asked = ShowPage(owed.chat.page) if owed.chat.page else ShowConversation()
            arrival = Arrival(None, owed.person, Asked(asked))
            self.show(Outcome(arrival, owed.chat, owed.responses, (), owed.turn))


def _adopt_tapped(chat: Served, outcome: Answered) -> None:
    """Follows the desk where it takes a tapped message for the conversation that this process did not know of."""
    tapped, before = outcome.arrival.request.tapped, chat.standing.message
    if tapped is None or tapped != outcome.chat.message or (before is not None and tapped <= before):
        return
    chat.standing.adopt(tapped)
    if before is not None:
        chat.add(Strip(before))
