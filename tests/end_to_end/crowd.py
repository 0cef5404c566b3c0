"""Several citizens who tap and type at random, and what should come of all of it, reckoned apart."""

import asyncio
import html
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random
from time import monotonic
from typing import Any

from aiogram import Bot
from aiogram.types import Update

from bot.asked import Asked, ShowConversation
from bot.batching import Receipt
from bot.citizens.dispatching import build_dispatcher
from bot.citizens.groups import Groups
from bot.citizens.reception import Reception
from bot.delivery.posting import Posting
from bot.desk import Desk
from bot.screen import Screen
from bot.screens.rendering import screen_of
from flows.response import Response
from sandbox.seen import NeverCame, Seen, Shown
from storage.exchange import Arrival, Chat, Outcome
from storage.rounds import Round
from tests.end_to_end.citizen import Citizen, face
from tests.end_to_end.stage import BOT

TYPED = ("1", "2", "3", "10", "1 2", "mai mult verde", "/continue", "/review", "/help", "/language", "/start")
PATIENCE_SECONDS = 0.5
"""So long a citizen waits for something to happen before doing the next thing."""


@dataclass
class Crowd:
    """While `may_act` is set, everybody acts. Who never types but to begin has all updates in one order."""

    citizens: list[Citizen]
    random: Random
    types: bool = True
    may_act: asyncio.Event = field(default_factory=asyncio.Event)

    async def live(self, citizen: Citizen) -> None:
        """Taps and types for ever; waits for the next screen, or goes on as soon as a tap was answered."""
        while True:
            await self.may_act.wait()
            before, answered = face(citizen.chat.seen), len(citizen.chat.seen.answered)
            waits = self.random.random() < 0.5
            await self._act(citizen)

            def went_on(seen: Seen) -> bool:
                return face(seen) != before or (not waits and len(seen.answered) > answered)  # noqa: B023 - used at once

            with suppress(NeverCame):  # the bot is dead just now, or slow
                await citizen.chat.until(went_on, seconds=PATIENCE_SECONDS)

    async def _act(self, citizen: Citizen) -> None:
        buttons = [each for each in citizen.screen.buttons if each.data and _is_drawn_from_answers(each.data)]
        if not buttons or (self.types and self.random.random() < 0.06):
            await citizen.chat.say(self.random.choice(TYPED))
            return
        onward = [6 if each.style else 2 if each.text.isdecimal() else 1 for each in buttons]
        await citizen.chat.press(self.random.choices(buttons, onward)[0])


@dataclass
class Model:
    """What the updates do when each is taken once, in their order; `seed_of` gives the seed of a person's response."""

    rounds: Mapping[int, Round]
    seed_of: Callable[[int], str]
    chats: dict[int, Chat] = field(default_factory=dict)
    responses: dict[int, dict[int, Response]] = field(default_factory=dict)
    counts: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    taken: Counter[int] = field(default_factory=Counter)
    withdrawn: set[tuple[int, int]] = field(default_factory=set)

    @property
    def desk(self) -> Desk:
        return Desk(self.rounds, datetime.now(UTC))

    async def take(self, updates: Sequence[dict[str, Any]]) -> None:
        """Takes raw updates through the bot's own handlers."""
        arrivals: list[Arrival[Asked]] = []

        def submit(arrival: Arrival[Asked]) -> Receipt:
            arrivals.append(arrival)
            return asyncio.get_running_loop().create_future()

        async with Bot(BOT.token) as bot:
            groups = Groups(Posting(bot), lambda: self.desk, monotonic)
            dispatcher = build_dispatcher(Reception(submit, lambda: self.desk), groups)
            for raw in updates:
                await dispatcher.feed_update(bot, Update.model_validate(raw, context={"bot": bot}))
        for arrival in arrivals:
            self._take(arrival)

    def _take(self, arrival: Arrival[Asked]) -> None:
        seed = self.seed_of(arrival.person)
        chat = self.chats.get(arrival.person, Chat())
        given = self.responses.setdefault(arrival.person, {number: Response(seed) for number in self.rounds})
        decision = self.desk.step(replace(chat, latest=max(chat.latest, arrival.latest)), given, arrival.request)
        self.chats[arrival.person] = decision.chat
        self.taken[arrival.person] += 1
        self.counts.update(each for each in decision.counts if (arrival.person, each[0]) not in self.withdrawn)
        self.withdrawn.update((arrival.person, each) for each, gone in decision.responses.items() if gone is None)
        for number, response in decision.responses.items():
            given[number] = response or Response(seed)


def _is_drawn_from_answers(data: str) -> bool:
    """Whether what the button leads to can be drawn anew from where somebody stands, and nothing else."""
    return data != "delete" and (not data.startswith("page.") or data in {"page.privacy", "page.language", "page.help"})


def screen_for(desk: Desk, person: int, chat: Chat, responses: Mapping[int, Response]) -> Screen:
    """The screen that is due to somebody who stands there."""
    return screen_of(Outcome(Arrival(None, person, Asked(ShowConversation())), chat, responses), desk)


def looks_like(screen: Screen, shown: Shown) -> bool:
    """Whether the message shows the screen. What just happened may be told on it in lines of their own."""
    expected = html.unescape(re.sub(r"<[^>]*>", "", screen.html))
    buttons = [(each.text, each.data) for row in screen.keyboard for each in row]
    return _lines(expected) == _lines(shown.text) and buttons == [(each.text, each.data) for each in shown.buttons]


def sees(seen: Seen, screen: Screen) -> bool:
    return looks_like(screen, seen.screen)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip() and not line.startswith("➤ ")]
