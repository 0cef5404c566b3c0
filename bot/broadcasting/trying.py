"""A broadcast sent to one member of the staff, who wants to see it."""

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.broadcasting.message import message_of
from bot.posting import NotPosted, Posting
from bot.refusal import Refusal
from bot.settings import Settings
from storage.broadcasts import Broadcast
from storage.rounds import Round


async def sent_to(settings: Settings, of: Broadcast, round_: Round, person: int) -> None:
    """Sends it in every language. Raises Refusal when Telegram does not take it: so it would not for anybody."""
    assert settings.bot_token is not None, "the command asks for it first"
    server = TelegramAPIServer.from_base(settings.telegram_api)
    async with Bot(settings.bot_token.get_secret_value(), session=AiohttpSession(api=server)) as telegram:
        posting = Posting(telegram)
        try:
            username = await posting.username()
            for language, words in of.words.items():
                await posting.post(person, message_of(of, language, round_, username), words.picture)
        except NotPosted as failure:
            raise Refusal(f"Telegram did not take it ({failure}); have you sent /start to the bot?") from failure
