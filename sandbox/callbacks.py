"""Taps that wait for answerCallbackQuery: each can be answered once, and not for long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sandbox.errors import QUERY_TOO_OLD, bad_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.groups import AnyChat

ANSWER_SECONDS: Final = 15.0
"""After about this long Telegram's apps stop the spinner and the server forgets the query."""


@dataclass(frozen=True, slots=True)
class OpenQuery:
    chat: AnyChat
    person_id: int
    asked: float


class OpenQueries:
    def __init__(self, now: Callable[[], float], seconds: float) -> None:
        self._now = now
        self._seconds = seconds
        self._open: dict[str, OpenQuery] = {}

    def ask(self, query_id: str, chat: AnyChat, person_id: int) -> None:
        self._forget_old()
        self._open[query_id] = OpenQuery(chat, person_id, self._now())

    def answer(self, query_id: str) -> OpenQuery:
        """Closes the query. Raises ApiError for one that is unknown, answered already or too old."""
        self._forget_old()
        query = self._open.pop(query_id, None)
        if query is None:
            raise bad_request(QUERY_TOO_OLD)
        return query

    def _forget_old(self) -> None:
        """Queries stand in the order in which they were asked, so the old ones are the first."""
        oldest = self._now() - self._seconds
        while self._open and next(iter(self._open.values())).asked < oldest:
            del self._open[next(iter(self._open))]
