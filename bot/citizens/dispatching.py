"""The dispatcher of the citizens' bot: its routers, in order, for private chats only."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Dispatcher
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.citizens import commands, conversation
from bot.citizens.reception import Reception

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

KINDS = ("message", "callback_query")
"""The kinds of updates that are asked for; everything else (edits, inline queries) Telegram keeps to itself."""


def build_dispatcher(reception: Reception) -> Dispatcher:
    """A dispatcher whose handlers return receipts; it keeps no state of its own."""
    dispatcher = Dispatcher(disable_fsm=True, reception=reception)
    dispatcher.message.outer_middleware(_private_only)
    dispatcher.callback_query.outer_middleware(_private_only)
    dispatcher.include_routers(commands.setup(), conversation.setup())
    return dispatcher


async def _private_only(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
    """Lets private chats in. The questionnaire never runs in a group."""
    match event:
        case Message(chat=chat) | CallbackQuery(message=Message(chat=chat)):
            private = chat.type == ChatType.PRIVATE
        case _:
            private = isinstance(event, CallbackQuery) and event.inline_message_id is None
    return await handler(event, data) if private else None
