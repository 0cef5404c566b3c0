"""What falls due for staff is sent once, whoever ticks, in the sandbox."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import telegram
from pydantic import SecretStr

from bot.clock import Clock
from bot.delivery.gate import Gate
from bot.settings import Settings
from bot.staff.ticking import tick
from bot.staff.visit import Office
from bot.staff.writing import Writing
from results.speech import speech
from sandbox.bots import Bot
from sandbox.client import Townsfolk
from sandbox.faults import Kind as Fault
from sandbox.pace import Pace
from sandbox.server import build_sandbox, serving
from storage.audit import Author, head
from storage.daily import claim_day
from storage.database import open_database, upgrade
from storage.digest_hours import set_digest_hour
from storage.incidents import notice
from storage.keys import create_keys
from storage.roles import Role
from storage.staff import accept, invite, members
from tests.end_to_end.colleague import untried

NOON = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Europe/Bucharest"))
BOT = Bot("1000002:SANDBOX", "glas_staff_bot", "Glas, staff")


async def username() -> str:
    return "glas_demo_bot"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[tuple[Office, Townsfolk]]:
    """An office with a Telegram of its own."""
    async with serving(build_sandbox([BOT], pace=Pace.OFF)) as url, Townsfolk(url) as town:
        settings = Settings(
            staff_bot_token=SecretStr(BOT.token),
            telegram_api=url,
            data=tmp_path,
            keys=tmp_path / "keys",
            database_url=None,
            bot_token=None,
            webhook_url=None,
            webhook_secret=None,
            http=None,
        )
        await upgrade(settings.database)
        create_keys(settings.keys)
        database = await open_database(settings.database)
        async with telegram.Bot(BOT.token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot") as bot:
            clock = Clock()
            writing = Writing(bot, Gate(clock.monotonic), clock.sleep)
            yield Office(settings, database, writing, lambda: NOON, BOT.username, username, untried), town
        await database.close()


async def test_owners_get_the_head_of_the_audit_once_a_day(office: tuple[Office, Townsfolk]) -> None:
    here, town = office
    heads: dict[str, list[str]] = {}
    chats = {}
    for name, role in (("olga", Role.OWNER), ("ana", Role.ANALYST)):
        person = await town.arrive(name, language_code="ro")
        await person.post("text", {"bot": str(BOT.id)}, {"text": "/start"})
        await invite(here.database, role, Author("cli:test", NOON), token=name, days=7, name=name)
        await accept(here.database, here.keys, name, person.id, language="ro", now=NOON)
        chats[name] = person.id

    async def told(name: str) -> list[str]:
        state = await town.state(chats[name], BOT.id)
        return [each["text"] for each in state["messages"] if each["from_bot"]]

    await tick(replace(here, now=lambda: NOON.replace(hour=7)))
    assert await told("olga") == []
    for _ in range(2):
        await tick(here)
    heads["olga"] = await told("olga")
    assert len(heads["olga"]) == 1
    assert await head(here.database) in heads["olga"][0]
    assert "Are 4 rânduri" in heads["olga"][0]
    assert await told("ana") == []
    await tick(replace(here, now=lambda: NOON + timedelta(days=1)))
    assert len(await told("olga")) == 2


async def joined(here: Office, town: Townsfolk, name: str) -> Callable[[], Awaitable[list[str]]]:
    """An owner; gives what the bot has told them."""
    person = await town.arrive(name, language_code="en")
    await person.post("text", {"bot": str(BOT.id)}, {"text": "/start"})
    await invite(here.database, Role.OWNER, Author("cli:test", NOON), token=name, days=7, name=name)
    await accept(here.database, here.keys, name, person.id, language="en", now=NOON)

    async def told() -> list[str]:
        return [each["text"] for each in (await town.state(person.id, BOT.id))["messages"] if each["from_bot"]]

    return told


async def test_what_did_not_arrive_for_sure_comes_again_and_what_arrived_does_not(
    office: tuple[Office, Townsfolk],
) -> None:
    """Digest, head and alarm: each is sent until Telegram has said what became of it."""
    here, town = office
    told = await joined(here, town, "olga")
    [olga] = await members(here.database)
    await set_digest_hour(here.database, olga.number, 9)
    await notice(here.database, "held", "", {"seconds": 300}, NOON)
    await town.fault(Fault.DROPPED_CALL, "sendMessage", count=3)

    async def ticked(minutes: int) -> list[str]:
        await tick(replace(here, now=lambda: NOON + timedelta(minutes=minutes)))
        return sorted(each.splitlines()[0] for each in await told())

    assert await ticked(0) == []
    assert await ticked(4) == [], "it may be on its way"
    everything = [
        "Good day! This is how it stands.",
        "The audit today",
        "⚠ Telegram has asked the bot to be silent for 5 minutes.",
    ]
    assert await ticked(6) == everything
    assert await ticked(20) == everything


async def test_what_a_process_had_claimed_before_it_died_is_sent_by_the_next(office: tuple[Office, Townsfolk]) -> None:
    here, town = office
    told = await joined(here, town, "olga")
    [olga] = await members(here.database)
    assert await claim_day(here.database, f"audit head/{olga.number}", NOON.date(), NOON)
    await tick(here)
    assert await told() == []
    await tick(replace(here, now=lambda: NOON + timedelta(minutes=6)))
    assert len(await told()) == 1


async def test_what_takes_long_ends_when_it_is_begun_anew(office: tuple[Office, Townsfolk]) -> None:
    here, _ = office
    ended = asyncio.Event()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    here.later(1, speech("en"), endless(), instead_of="follow 1")
    here.later(1, speech("en"), endless(), instead_of="follow 2")
    await asyncio.sleep(0)
    here.later(1, speech("en"), asyncio.sleep(0), instead_of="follow 1")
    await ended.wait()
    [still] = [each for each in here.tasks if each.get_name() == "follow 2"]
    assert not still.done()
    still.cancel()
