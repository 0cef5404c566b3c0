"""Groups: the questionnaire never runs there; /start and /results bring one line that leads into the private chat."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot import links
from bot.delivery.posting import NotPosted, Posting
from bot.desk import Desk
from bot.markup import plain
from bot.screen import Button, Screen
from bot.screens.pages import languages_of
from results.speech import Speech, negotiated, speech
from storage.exchange import Chat

log: structlog.stdlib.BoundLogger = structlog.get_logger()

QUIET_SECONDS: Final = 60.0
"""A group gets no second line sooner: Telegram lets a bot write 20 messages a minute there, and people want fewer."""


class Groups:
    """Answers groups, each at most once a minute, without anybody waiting for it."""

    def __init__(self, posting: Posting, desk: Callable[[], Desk], clock: Callable[[], float]) -> None:
        self._posting = posting
        self._desk = desk
        self._clock = clock
        self._answered: dict[int, float] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    def invite(self, group: int, spoken: str | None, *, to_results: bool) -> None:
        """Invites the group into the private chat, unless it was invited within the last minute."""
        now = self._clock()
        self._answered = {each: at for each, at in self._answered.items() if now - at < QUIET_SECONDS}
        if group in self._answered:
            return
        self._answered[group] = now
        task = asyncio.create_task(self._invite(group, spoken, to_results=to_results))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _invite(self, group: int, spoken: str | None, *, to_results: bool) -> None:
        standing = self._desk().standing(Chat())
        words = speech(negotiated(spoken, languages_of(standing)))
        payload = links.RESULTS if to_results else links.into_round(standing.code) if standing else ""
        try:
            link = links.link(await self._posting.username(), payload)
            await self._posting.send(group, _invitation(words, link, to_results=to_results))
        except NotPosted as failure:
            log.info("group not answered", reason=type(failure).__name__)


def setup() -> Router:
    """The router of what is said in groups; everything else there is none of ours."""
    router = Router(name="groups")
    router.message.register(invite, Command("start", "results"))
    return router


async def invite(message: Message, groups: Groups) -> None:
    """/start and /results, also as /results@bot."""
    spoken = message.from_user.language_code if message.from_user else None
    groups.invite(message.chat.id, spoken, to_results="results" in (message.text or ""))


def _invitation(words: Speech, link: str, *, to_results: bool) -> Screen:
    text, label = (
        (words.say("The results are in our private chat."), words.say("See the results"))
        if to_results
        else (words.say("You can answer in our private chat: there nobody reads along."), words.say("Answer"))
    )
    return Screen(plain(text), ((Button(label, url=link),),))
