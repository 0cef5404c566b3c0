"""Reads what was released for those who look at /results; in the sandbox what is exact, where nobody is real."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final

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
from flows.consultation import Results
from flows.response import Response
from results.exact_view import exact_view
from results.published import Published
from results.released import last_released
from results.speech import SOURCE_LANGUAGE, speech
from storage.database import Database
from storage.exchange import Arrival, Sent, Step
from storage.rounds import Round, State
from storage.tallies import tallies

log: structlog.stdlib.BoundLogger = structlog.get_logger()

MOST_PICTURES: Final = 300

PictureKey = tuple[int, int, str, str]
"""Round, snapshot, language and page."""


class ShownResults:
    """Commits through `batches`, and reads afterwards the results of the rounds that somebody looks at.

    Moments are told by the clock of `zone`. A picture is drawn once per snapshot, language and page, beside the loop.
    What cannot be read is logged, and what was committed is answered all the same.
    """

    def __init__(self, batches: Commits, registry: Registry, database: Database, *, zone: tzinfo, exact: bool) -> None:
        self._batches = batches
        self._registry = registry
        self._database = database
        self._zone = zone
        self._exact = exact
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
                self._read[number] = await self._published(self._registry.rounds[number])
        except DBAPIError as error:
            log_fault(log, "results not read", error)
        for each in looking:
            await self._draw(each)
        return outcomes

    def screen(self, shown: Answered, desk: Desk) -> Screen | None:
        """The results page that the chat looks at; None when it looks at something else, or must not see results."""
        looking = self._looking(shown, desk.standing(shown.chat))
        if looking is None or not self._may_see(looking.round, shown.responses, desk.now):
            return None
        looking = replace(looking, closed=looking.round.state(desk.now) is State.CLOSED)
        return results_screen(looking, shown.chat.page, self._pictures.get(_key(looking, shown.chat.page)))

    def _looking(self, shown: Answered, standing: Round | None) -> Looking | None:
        if standing is None or standing.number not in self._read or not shown.chat.page.startswith(Page.RESULTS):
            return None
        response = shown.responses.get(standing.number, Response(seed=""))
        words = speech(shown.chat.language or SOURCE_LANGUAGE)
        return Looking(words, standing, self._read[standing.number], response.sent)

    def _may_see(self, of: Round, responses: Mapping[int, Response], now: datetime) -> bool:
        """By the rule that was fixed when the round opened."""
        if self._exact or of.state(now) is State.CLOSED:
            return True
        match of.consultation.release.results:
            case Results.LIVE:
                return True
            case Results.AFTER_ANSWERING:
                return of.number in responses and bool(responses[of.number].closed)
            case Results.WHEN_CLOSED:
                return False

    async def _published(self, of: Round) -> Published:
        if self._exact:
            return exact_view(of, await tallies(self._database, of))
        released = await last_released(self._database, of)
        if released is not None:
            return released.clocked(self._zone)
        return Published(
            round=of.code, number=0, released=None, exact=False, n_answered=None, n_submitted=None, n_imported=0
        )

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
