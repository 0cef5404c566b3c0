"""The dispatcher of the citizens' bot: its routers, in order; those of the conversation for private chats only."""

from aiogram import Dispatcher, Router
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.citizens import commands, conversation, membership
from bot.citizens import groups as group_router
from bot.citizens.groups import Groups
from bot.citizens.reception import Reception

KINDS = ("message", "callback_query", "my_chat_member")
"""The kinds of updates that are asked for; everything else (edits, inline queries) Telegram keeps to itself."""


def build_dispatcher(reception: Reception, groups: Groups) -> Dispatcher:
    """A dispatcher whose handlers return receipts; it keeps no state of its own."""
    dispatcher = Dispatcher(disable_fsm=True, reception=reception, groups=groups)
    in_groups, in_private = group_router.setup(), Router(name="private")
    in_groups.message.filter(_in_group)
    in_private.message.filter(_in_private)
    in_private.callback_query.filter(_in_private)
    in_private.my_chat_member.filter(_in_private)
    in_private.include_routers(commands.setup(), conversation.setup(), membership.setup())
    dispatcher.include_routers(in_groups, in_private)
    return dispatcher


async def _in_private(event: Message | CallbackQuery | ChatMemberUpdated) -> bool:
    """Whether it is from a private chat; a tap on a message that is no longer to be had is, unless it was inline."""
    match event:
        case Message(chat=chat) | ChatMemberUpdated(chat=chat) | CallbackQuery(message=Message(chat=chat)):
            return chat.type == ChatType.PRIVATE
        case _:
            return isinstance(event, CallbackQuery) and event.inline_message_id is None


async def _in_group(message: Message) -> bool:
    return message.chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}
