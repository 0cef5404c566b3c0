"""Bots as people write them, unmodified: an aiogram Dispatcher and a python-telegram-bot Application, both polling."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.ext import Application, CommandHandler, ContextTypes

from sandbox.pace import Pace

if TYPE_CHECKING:
    from telegram import Update

KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Da", callback_data="yes")]])


def citizens_dispatcher() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart(deep_link=True))
    async def greet(message: Message, command: Any) -> None:
        await message.answer(f"Runda {command.args}", reply_markup=KEYBOARD)

    @dispatcher.callback_query()
    async def agree(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.answer("Notat")
        await query.message.edit_text("Mulțumim")

    return dispatcher


async def test_two_frameworks_on_one_sandbox(make_sandbox: Any) -> None:
    sandbox = await make_sandbox(Pace.DOCUMENTED)
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    dispatcher = citizens_dispatcher()
    polling = asyncio.create_task(
        dispatcher.start_polling(Bot("1000001:SANDBOX", session=session), handle_signals=False)
    )

    async def report(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text("Raport")

    application = Application.builder().token("1000002:SANDBOX").base_url(f"{sandbox.url}/bot").job_queue(None).build()
    application.add_handler(CommandHandler("report", report))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()

        ana = await sandbox.person(started=False)
        async with ana.chat(1000001) as citizens, ana.chat(1000002) as staff:
            await citizens.say("/start r_demo")
            await staff.say("/report")
            await citizens.until(lambda seen: seen.screen.text == "Runda r_demo")
            await citizens.tap("Da")
            seen = await citizens.until(lambda seen: seen.screen.text == "Mulțumim" and seen.toasts)
            assert seen.toasts[0].text == "Notat"
            await staff.until(lambda seen: seen.screen.text == "Raport")

        await application.updater.stop()
        await application.stop()
    await dispatcher.stop_polling()
    await polling
    failed = [entry for entry in await sandbox.town.journal() if entry["what"] == "called" and not entry["ok"]]
    assert failed == []
