"""Reads what was released for those who look at /results; in the sandbox what is exact, where nobody is real."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy.exc import DBAPIError

from bot.asked import Answered, Asked, Notice
from bot.batching import Commits
from bot.desk import Desk
from bot.registry import Registry
from bot.screen import Screen
from bot.screens.looking import Looking
from bot.screens.pages import Page
from bot.screens.results import picture_of, results_screen
from bot.traces import log_fault
from flows.response import Response
from results.shown import may_see, shown_of
from results.speech import SOURCE_LANGUAGE, speech
from storage.database import Database
from storage.exchange import Arrival, Sent, Step
from storage.rounds import Round, State

if TYPE_CHECKING:
    from results.published import Published

log: structlog.stdlib.BoundLogger = structlog.get_logger()

MOST_PICTURES: Final = 300

PictureKey = tuple[int, int, str, str]
"""Round, snapshot, language and page."""


class ShownResults:
    """Commits through `batches`, and reads afterwards the results of the rounds that somebody looks at.

    Moments are told by the clock of `zone`; `pages` is where the public pages are, if anywhere. A picture is drawn once
    per snapshot, language and page, beside the loop. What cannot be read is logged, and what was committed is answered
    all the same.
    """

    def __init__(
        self,
        batches: Commits,
        registry: Registry,
        database: Database,
        *,
        zone: tzinfo,
        exact: bool,
        pages: str | None = None,
    ) -> None:
        self._batches = batches
        self._registry = registry
        self._database = database
        self._zone = zone
        self._exact = exact
        self._pages = pages
        self._read: dict[int, Published] = {}
        self._pictures: dict[PictureKey, bytes | None] = {}

    async def commit(
        self, arrivals: Sequence[Arrival[Asked]], sent: Sequence[Sent], step: Step[Asked, Notice], now: datetime
    ) -> list[Answered]:
        """See `storage.batch.Batches.commit`."""
        outcomes = await self._batches.commit(arrivals, sent, step, now)
        looking = [each for each in outcomes if each.chat.page.startswith(Page.RESULTS)]
        try:
            for number in self._registry.rounds.keys() & {each.chat.round for each in looking}:
                of = self._registry.rounds[number]
                self._read[number] = await shown_of(self._database, of, zone=self._zone, exact=self._exact)
        except DBAPIError as error:
            log_fault(log, "results not read", error)
        for each in looking:
            await self._draw(each)
        return outcomes

    def screen(self, shown: Answered, desk: Desk) -> Screen | None:
        """The results page that the chat looks at; None when it looks at something else, or must not see results."""
        looking = self._looking(shown, desk.standing(shown.chat))
        if looking is None:
            return None
        answered = looking.round.number in shown.responses and bool(shown.responses[looking.round.number].closed)
        if not self._exact and not may_see(looking.round, desk.now, answered=answered):
            return None
        on_page = self._pages is not None and may_see(looking.round, desk.now, answered=False)
        looking = replace(
            looking,
            closed=looking.round.state(desk.now) is State.CLOSED,
            page=f"{self._pages}{looking.round.code}?lang={looking.words.language}" if on_page else None,
        )
        return results_screen(looking, shown.chat.page, self._pictures.get(_key(looking, shown.chat.page)))

    def _looking(self, shown: Answered, standing: Round | None) -> Looking | None:
        if standing is None or standing.number not in self._read or not shown.chat.page.startswith(Page.RESULTS):
            return None
        response = shown.responses.get(standing.number, Response(seed=""))
        words = speech(shown.chat.language or SOURCE_LANGUAGE)
        return Looking(words, standing, self._read[standing.number], response.sent)

    async def _draw(self, shown: Answered) -> None:
        looking = self._looking(shown, self._registry.rounds.get(shown.chat.round or 0))
        if looking is None or not shown.chat.page.endswith("-p"):
            return
        key = _key(looking, shown.chat.page)
        if key in self._pictures and not self._exact:
            return
        self._pictures[key] = await asyncio.to_thread(picture_of, looking, shown.chat.page)
        while len(self._pictures) > MOST_PICTURES:
            del self._pictures[next(iter(self._pictures))]


def _key(looking: Looking, page: str) -> PictureKey:
    return looking.round.number, looking.published.number, looking.words.language, page
