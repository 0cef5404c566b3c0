"""Exact results for the chats that look at them: only in the sandbox, where nobody's answers are real."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from bot.asked import Asked, Notice
from bot.desk import Desk
from bot.registry import Registry
from bot.screen import Screen
from bot.screens.pages import Page
from bot.screens.results import results_screen
from bot.speech import SOURCE_LANGUAGE, speech
from results.exact import exact_results
from storage.database import Database
from storage.exchange import Arrival, Outcome, Sent, Step
from storage.tallies import tallies

E = TypeVar("E")


class LiveResults:
    """Commits through the registry, and reads the tallies of a round after a batch in which somebody looks at them."""

    def __init__(self, database: Database, registry: Registry) -> None:
        self._database = database
        self._registry = registry
        self._read: Mapping[int, Mapping[str, Mapping[str, int]]] = {}

    async def commit(
        self, arrivals: Sequence[Arrival[Asked]], sent: Sequence[Sent], step: Step[Asked, E], now: datetime
    ) -> list[Outcome[Asked, E]]:
        """See `storage.batch.Batches.commit`."""
        outcomes = await self._registry.commit(arrivals, sent, step, now)
        looking = {each.chat.round for each in outcomes if each.chat.page.startswith(Page.RESULTS)}
        for number in self._registry.rounds.keys() & looking:
            self._read = {**self._read, number: await tallies(self._database, self._registry.rounds[number])}
        return outcomes

    def screen(self, shown: Outcome[Asked, Notice], desk: Desk) -> Screen | None:
        """The results page that the chat looks at; None when it looks at something else."""
        standing = desk.standing(shown.chat)
        if standing is None or standing.number not in self._read or not shown.chat.page.startswith(Page.RESULTS):
            return None
        words = speech(shown.chat.language or SOURCE_LANGUAGE)
        figures = exact_results(standing, self._read[standing.number], words.language)
        return results_screen(words, standing, figures, shown.chat.page)
