"""Telegram tells that somebody has blocked the bot, or lets it in again."""

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated, Update

from bot.asked import Blocked
from bot.batching import Receipt
from bot.citizens.reception import Reception


def setup() -> Router:
    """The router of these updates."""
    router = Router(name="membership")
    router.my_chat_member.register(told)
    return router


async def told(change: ChatMemberUpdated, event_update: Update, reception: Reception) -> Receipt:
    """In a private chat the bot is kicked by who blocks it, and a member again for who doesn't any more."""
    blocked = change.new_chat_member.status == ChatMemberStatus.KICKED
    return reception.receive(Blocked(blocked), update=event_update.update_id, person=change.chat.id)
