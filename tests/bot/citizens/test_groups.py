"""Groups are led into the private chat, once a minute; the questionnaire never runs there."""

import asyncio

import pytest
from aiogram import Bot
from aiogram.types import Update

from bot.asked import OpenRound, ShowPage
from bot.citizens.dispatching import build_dispatcher
from bot.citizens.groups import Groups
from bot.citizens.reception import Reception
from bot.delivery.posting import Gone
from bot.screens.pages import Page

GROUP = {"id": -1001234567890, "type": "supergroup", "title": "Cartier"}
ANA = {"id": 7_000_000_001, "is_bot": False, "first_name": "Ana", "language_code": "ro"}
PRIVATE = {"id": ANA["id"], "type": "private", "first_name": "Ana"}


class Posted:
    """What would have been sent."""

    def __init__(self):
        self.sent = []
        self.gone = False

    async def username(self):
        return "glas_bot"

    async def send(self, person, screen):
        if self.gone:
            raise Gone("kicked")
        self.sent.append((person, screen))


class Scene:
    def __init__(self, desk):
        self.posted, self.now, self.arrivals = Posted(), 0.0, []
        self.groups = Groups(self.posted, lambda: desk, lambda: self.now)
        self.dispatcher = build_dispatcher(Reception(self.arrivals.append, lambda: desk), self.groups)

    async def says(self, text, chat=GROUP):
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        message = {"message_id": 5, "date": 1, "chat": chat, "from": ANA, "text": text, "entities": entities}
        async with Bot("1:x") as bot:
            update = Update.model_validate({"update_id": 1, "message": message}, context={"bot": bot})
            await self.dispatcher.feed_update(bot, update)
        await asyncio.gather(*self.groups.tasks)

    async def taps(self, chat):
        message = {"message_id": 5, "date": 1, "chat": chat, "text": "?"}
        query = {"id": "1", "from": ANA, "chat_instance": "1", "data": "begin.1.w", "message": message}
        async with Bot("1:x") as bot:
            update = Update.model_validate({"update_id": 1, "callback_query": query}, context={"bot": bot})
            await self.dispatcher.feed_update(bot, update)


@pytest.fixture
def scene(citizen):
    return Scene(citizen.desk)


async def test_results_in_a_group_lead_to_the_private_chat(scene):
    await scene.says("/results")
    [(group, screen)] = scene.posted.sent
    assert group == GROUP["id"]
    assert screen.keyboard[0][0].url == "https://t.me/glas_bot?start=results"
    assert screen.html == "Rezultatele sunt în conversația noastră privată."
    assert scene.arrivals == []


async def test_start_in_a_group_leads_to_the_round(scene):
    await scene.says("/start")
    assert scene.posted.sent[0][1].keyboard[0][0].url == "https://t.me/glas_bot?start=r_demo"


async def test_a_group_is_answered_once_a_minute(scene):
    for _ in range(5):
        await scene.says("/results")
    assert len(scene.posted.sent) == 1
    scene.now = 61.0
    await scene.says("/results")
    assert len(scene.posted.sent) == 2


async def test_each_group_has_its_own_minute(scene):
    await scene.says("/results")
    await scene.says("/results", GROUP | {"id": -1009876543210})
    assert len(scene.posted.sent) == 2


@pytest.mark.parametrize("text", ["3", "/review", "/delete", "hello"])
async def test_nothing_else_is_answered_in_a_group(scene, text):
    await scene.says(text)
    assert scene.posted.sent == []
    assert scene.arrivals == []


async def test_a_tap_in_a_group_reaches_no_questionnaire(scene):
    await scene.taps(GROUP)
    assert scene.arrivals == []
    await scene.taps(PRIVATE)
    assert len(scene.arrivals) == 1


async def test_a_group_that_threw_the_bot_out_is_no_error(scene):
    scene.posted.gone = True
    await scene.says("/results")
    assert scene.posted.sent == []


async def test_the_links_of_groups_are_understood(scene):
    await scene.says("/start results", PRIVATE)
    await scene.says("/start r_demo", PRIVATE)
    assert [arrival.request.request for arrival in scene.arrivals] == [ShowPage(Page.RESULTS), OpenRound("demo", "")]
