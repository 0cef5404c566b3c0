"""A sandbox on a free port, with a clock that tests drive, and both sides of it: bots and people."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from sandbox.bots import Bot
from sandbox.client import Chat, Person, Townsfolk
from sandbox.clock import DrivenClock
from sandbox.pace import Pace
from sandbox.server import WORLD, build_sandbox, serving

if TYPE_CHECKING:
    from sandbox.world import World

CITIZENS = Bot("1000001:SANDBOX", "glas_demo_bot", "Glas")
STAFF = Bot("1000002:SANDBOX", "glas_staff_bot", "Glas staff")


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def result(self) -> Any:
        assert self.body["ok"], self.body
        return self.body["result"]

    @property
    def description(self) -> str:
        assert not self.body["ok"], self.body
        return str(self.body["description"])


class RawBot:
    """A bot without a library: what goes over the wire, and nothing else."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session = session
        self.base = f"{url}/bot{token}"
        self.files = f"{url}/file/bot{token}"

    async def __call__(self, method: str, **parameters: Any) -> Answer:
        """Calls with a form, as the libraries do: what is no string goes as JSON."""
        form = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in parameters.items()
            if value is not None
        }
        async with self._session.post(f"{self.base}/{method}", data=form) as response:
            return Answer(response.status, await response.json(), dict(response.headers))

    async def updates(self, offset: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self("getUpdates", offset=offset)).result
        return found


@dataclass
class Sandbox:
    url: str
    clock: DrivenClock
    session: aiohttp.ClientSession
    town: Townsfolk
    world: World
    stack: AsyncExitStack

    def bot(self, token: str = CITIZENS.token) -> RawBot:
        return RawBot(self.session, self.url, token)

    async def person(self, name: str = "Ana", *, started: bool = True, language_code: str | None = "ro") -> Person:
        """Somebody new; unless told otherwise the citizens' bot has heard from them and owes them nothing."""
        person = await self.town.arrive(name, language_code=language_code)
        if started:
            async with person.chat() as chat:
                await chat.say("/start")
            bot = self.bot()
            updates = await bot.updates()
            await bot.updates(updates[-1]["update_id"] + 1)
        return person

    async def chat(self, person: Person) -> Chat:
        """Their chat with the citizens' bot, followed until the test ends."""
        return await self.stack.enter_async_context(person.chat())


Make = Callable[..., Any]


@pytest.fixture
async def make_sandbox() -> AsyncIterator[Make]:
    """Makes sandboxes with options of `build_sandbox`; they stop with the test."""
    async with AsyncExitStack() as stack:

        async def make(pace: Pace = Pace.OFF, **options: Any) -> Sandbox:
            clock = DrivenClock()
            app = build_sandbox([CITIZENS, STAFF], pace=pace, clock=clock, random=Random(1), **options)
            url = await stack.enter_async_context(serving(app))
            session = await stack.enter_async_context(aiohttp.ClientSession())
            town = await stack.enter_async_context(Townsfolk(url))
            return Sandbox(url, clock, session, town, app[WORLD], stack)

        yield make


@pytest.fixture
async def sandbox(make_sandbox: Make) -> Sandbox:
    """A sandbox without limits of pace."""
    made: Sandbox = await make_sandbox()
    return made


@pytest.fixture
def bot(sandbox: Sandbox) -> RawBot:
    """The citizens' bot."""
    return sandbox.bot()


@pytest.fixture
async def ana(sandbox: Sandbox) -> Person:
    """Somebody who has started the citizens' bot."""
    return await sandbox.person()


@pytest.fixture
async def chat(sandbox: Sandbox, ana: Person) -> Chat:
    """Ana's chat with the citizens' bot."""
    return await sandbox.chat(ana)
