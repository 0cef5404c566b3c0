"""A citizen who goes on in any weather: acts, and waits until the chat shows where they stand by then."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, MutableMapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import structlog

from bot.desk import Desk
from flows.consultation import Consultation
from sandbox.client import Chat
from sandbox.pace import Pace
from sandbox.seen import Shown
from tests.end_to_end.citizen import LABELS, Citizen
from tests.end_to_end.clocks import HastyClock
from tests.end_to_end.crowd import screen_for, sees
from tests.end_to_end.stage import Stage, staged

Line = MutableMapping[str, Any]

RO = LABELS["ro"]
OWN = "cooperativă agricolă"


@dataclass
class Weather:
    """A stage whose bot runs, and what it logs."""

    stage: Stage
    log: list[Line] = field(default_factory=list)

    @property
    def complaints(self) -> list[str]:
        """What was logged as a warning or worse, by event."""
        return [each["event"] for each in self.log if each["log_level"] in {"warning", "error", "critical"}]

    async def newcomer(self) -> "Newcomer":
        """Somebody who has not written yet."""
        return await Newcomer.in_town(self.stage)

    def calls(self) -> int:
        """How many calls there were, polls left out."""
        return sum(
            each["what"] == "called" and each["method"] != "getUpdates" for each in self.stage.world.journal.since()
        )


class Newcomer(Citizen):
    """Does one thing after the other; each returns once the bot has taken it in and shows what came of it."""

    def __init__(self, stage: Stage, id_: int, chat: Chat, answers: Mapping[str, Any] | None = None) -> None:
        super().__init__(id_, chat, stage.consultation, answers or {}, "ro")
        self.stage = stage

    @classmethod
    async def in_town(cls, stage: Stage, answers: Mapping[str, Any] | None = None) -> Self:
        """Somebody who has not written yet."""
        person = await stage.town.arrive("Ana", language_code="ro")
        return cls(stage, person.id, await stage.stack.enter_async_context(person.chat()), answers)

    async def say(self, text: str) -> Shown:
        await self._settled(self.chat.say(text))
        return self.screen

    async def tap(self, label: str) -> None:
        await self._settled(self.chat.tap(label))

    async def _settled(self, act: Awaitable[object]) -> None:
        number = len(self.stage.world.journal.since())
        await act
        [update] = [each["update_id"] for each in self.stage.world.journal.since(number, what="happened", chat=self.id)]
        await self.stage.until(lambda: update in self.stage.acknowledged())
        await self.sees_where_they_are()

    async def sees_where_they_are(self) -> None:
        """Waits for the screen of what is stored."""
        chat, responses = await self.stage.standing(self.id)
        screen = screen_for(Desk(await self.stage.rounds(), datetime.now(UTC)), self.id, chat, responses)
        await self.chat.until(lambda seen: sees(seen, screen))


Step = Callable[[Newcomer], Coroutine[Any, Any, object]]


def says(text: str) -> Step:
    return lambda person: person.say(text)


def taps(label: str) -> Step:
    return lambda person: person.tap(label)


SCRIPT: Sequence[Step] = (
    says("/start r_timisoara"),
    taps(RO.start),
    taps(RO.proceed),
    says(OWN),
    taps("IMM"),
    taps(RO.done),
    taps(RO.send),
    says("/help"),
    taps("◀ Înapoi la întrebări"),
)
"""A section sent, with own words, and a page in between."""

SENT = {"organisation_types": {"chosen": ["sme"], "own_words": OWN}, "organisation_main": "sme"}


@asynccontextmanager
async def weather_over(folder: Path, template: Path, consultation: Consultation) -> AsyncIterator[Weather]:
    """A stage without limits of pace; in the end nothing is owed and the tallies equal a recount."""
    shutil.copytree(template, folder)
    with structlog.testing.capture_logs() as log:
        async with staged(folder, consultation, Pace.OFF, HastyClock()) as stage:
            stage.start_bot()
            weather = Weather(stage, log)
            await SCRIPT[0](await weather.newcomer())  # by then it has said all that it says when it starts
            yield weather
            await stage.stop_bot()
            assert await stage.differences() == []
            assert await stage.owed() == []
