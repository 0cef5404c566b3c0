"""The connection under the citizens' token: theirs is the only one that may write to citizens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.settings import Settings


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Bot]:
    """The citizens' bot as aiogram calls Telegram with it; whoever asks has seen that there is a token."""
    assert settings.bot_token is not None, "the command asks for it first"
    server = TelegramAPIServer.from_base(str(settings.telegram_api).rstrip("/"))
    async with Bot(settings.bot_token.get_secret_value(), session=AiohttpSession(api=server)) as telegram:
        yield telegram
