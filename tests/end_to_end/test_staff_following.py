"""The card of a broadcast follows it in place: through restarts, deleted cards, and never to who is no colleague."""

from datetime import UTC, datetime

import pytest
from aiogram import Bot as TelegramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from sqlmodel import update

from storage.broadcasts.broadcast import Kind
from storage.broadcasts.deciding import cancel
from storage.broadcasts.tables import BroadcastRow
from storage.roles import Role
from storage.staff import remove
from tests.end_to_end.audience import announced
from tests.end_to_end.colleague import NOBODY, Colleague
from tests.end_to_end.stage import STAFF_BOT, SetUp, Stage

CARD = "1 · Tell that results are out"


@pytest.fixture
async def city(set_up: SetUp) -> Stage:
    """A stage on which both bots run, with a broadcast that nobody but the test brings out."""
    stage = await set_up(staff=True)
    await announced(stage, kind=Kind.RESULTS, starts=datetime(2099, 3, 1, tzinfo=UTC))
    return stage


async def editor(city: Stage, name: str) -> Colleague:
    """An editor before the card of the broadcast."""
    colleague = await Colleague.invited(city, Role.EDITOR, name)
    await colleague.says("/broadcasts", "Only who asked for it is written to")
    await colleague.taps("1 – Tell that results are out", CARD, "State: scheduled")
    return colleague


async def come_to(city: Stage, sent: int) -> None:
    """So many of ten have got it."""
    async with city.database.writing() as connection:
        await connection.execute(update(BroadcastRow).values(prepared=True, recipients=10, sent=sent))


async def told(colleague: Colleague, sent: int) -> None:
    await colleague.chat.until(lambda seen: f"{sent} of 10 subscribers are done" in seen.screen.text)


async def test_a_card_that_was_deleted_comes_once_more(city: Stage) -> None:
    maria = await editor(city, "maria")
    session = AiohttpSession(api=TelegramAPIServer.from_base(city.url))
    async with TelegramBot(STAFF_BOT.token, session=session) as bot:
        await bot.delete_message(maria.person.id, maria.chat.seen.screen.message_id)
    for sent in (1, 2, 3):
        await come_to(city, sent)
        await told(maria, sent)
    await cancel(city.database, 1, datetime.now(UTC), NOBODY)
    await maria.chat.until(lambda seen: "State: cancelled" in seen.screen.text)
    assert sum(CARD in each.text for each in maria.chat.seen.from_bot) == 1


async def test_who_is_no_colleague_any_more_is_told_nothing(city: Stage) -> None:
    maria, ion = await editor(city, "maria"), await editor(city, "ion")
    await remove(city.database, "maria", NOBODY)
    for sent in (1, 2):
        await come_to(city, sent)
        await told(ion, sent)
    assert "of 10" not in maria.text


async def test_for_who_has_blocked_the_bot_it_ends_without_a_fault(city: Stage) -> None:
    maria, ion = await editor(city, "maria"), await editor(city, "ion")
    await maria.chat.block()
    for sent in (1, 2):
        await come_to(city, sent)
        await told(ion, sent)
    assert len([each for each in city.refused() if each["code"] == 403]) == 1


async def test_after_a_restart_the_card_is_refreshed_and_follows_again(city: Stage) -> None:
    maria = await editor(city, "maria")
    await city.stop_bot()
    await come_to(city, 4)
    city.start_bot()
    await maria.taps("↻ Refresh", "4 of 10 subscribers are done")
    await come_to(city, 5)
    await told(maria, 5)


async def test_the_list_that_a_card_became_stays_the_list(city: Stage) -> None:
    maria, ion = await editor(city, "maria"), await editor(city, "ion")
    await maria.taps("◀ All broadcasts", "Only who asked for it is written to")
    for sent in (1, 2):
        await come_to(city, sent)
        await told(ion, sent)
    assert "Only who asked for it is written to" in maria.text


async def test_count_and_send_of_what_was_started_meanwhile_shows_how_it_stands(city: Stage) -> None:
    maria = await editor(city, "maria")
    old = await city.sent_by(STAFF_BOT, maria.person.id, "Count and send…", "mail.1")
    await maria.chat.until(lambda seen: seen.screen.message_id == old)
    await maria.taps("Count and send", CARD, "State: scheduled")
