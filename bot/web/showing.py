"""What the pages of results show: read again at most every few seconds, however many people look."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot import links
from bot.delivery.posting import NotPosted, Posting
from bot.screens.pages import languages_of
from bot.settings import Settings
from results.own_words.told import words_for_all
from results.page.subject import Subject
from results.published import Published
from results.report.reporting import held
from results.shown import may_see, shown_of
from storage.database import Database
from storage.rounds import Round, State, rounds

FRESH_SECONDS: Final = 10.0
"""So long what was read is shown again. It costs the database the same then, whoever asks how often."""

SOURCE: Final = "page"
"""Where people come from who answer by the page's link, as it is counted."""
_PATIENCE_SECONDS: Final = 2.0

AnswerLink = Callable[[Round], Awaitable[str | None]]
"""Where the round can be answered; None where that is not known at the moment."""


def answer_link(posting: Posting, settings: Settings, *, sandbox: bool) -> AnswerLink:
    """The deep link into the bot, counted as from the page; into the chat page of the `sandbox`."""

    async def link(of: Round) -> str | None:
        payload = links.into_round(of.code, SOURCE)
        if sandbox:
            return f"{settings.telegram_api}/?start={payload}"
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return links.link(await posting.username(), payload)
        except (NotPosted, TimeoutError):
            return None

    return link


@dataclass(frozen=True, slots=True)
class _Read:
    subject: Subject
    until: float


class Showing:
    """The rounds that everybody may know of, with what everybody may see of them.

    `exact`: figures as they stand, as only the sandbox shows them. Moments are told by the clock of `zone`. What it
    does raises SQLAlchemyError where the database does not answer.
    """

    def __init__(
        self,
        database: Database,
        answer_link: AnswerLink,
        *,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        zone: ZoneInfo,
        exact: bool,
    ) -> None:
        self._database = database
        self._answer_link = answer_link
        self._now = now
        self._monotonic = monotonic
        self._zone = zone
        self.exact = exact
        self._rounds: list[Round] = []
        self._rounds_until = float("-inf")
        self._read: dict[int, _Read] = {}
        self._reading = asyncio.Lock()

    @property
    def now(self) -> datetime:
        """The moment, in the city."""
        return self._now()

    async def rounds(self) -> dict[str, Round]:
        """Those that have opened, by code, the newest first."""
        async with self._reading:
            if self._monotonic() >= self._rounds_until:
                self._rounds = await rounds(self._database)
                self._rounds_until = self._monotonic() + FRESH_SECONDS
        now = self._now()
        return {each.code: each for each in reversed(self._rounds) if each.state(now) is not State.DRAFT}

    async def subject(self, of: Round) -> Subject:
        """What is shown of one of them; the same object as long as nothing of it has changed."""
        async with self._reading:
            last = self._read.get(of.number)
            state = of.state(self._now())
            if last is None or self._monotonic() >= last.until or last.subject.state is not state:
                found = await self._made(of, state)
                if last is not None and found == last.subject:
                    found = last.subject
                last = self._read[of.number] = _Read(found, self._monotonic() + FRESH_SECONDS)
            return last.subject

    async def _made(self, of: Round, state: State) -> Subject:
        now = self._now()
        shown = self.exact or may_see(of, now, answered=False)
        published = (
            await shown_of(self._database, of, zone=self._zone, exact=self.exact)
            if shown
            else Published.nothing(of.code)
        )
        return Subject(
            round=of,
            state=state,
            languages=languages_of(of),
            held=held(of, published, self._zone),
            shown=shown,
            published=published,
            own_words=await words_for_all(self._database, of, published, now),
            answer=await self._answer_link(of) if state is State.OPEN else None,
        )
