"""The chat and the message that a call is about.

What a bot may do where is after telegram-bot-api's `check_chat_access`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from sandbox.chats import PrivateChat
from sandbox.errors import bad_request, forbidden, upgraded
from sandbox.groups import AnyChat, Group, Kind, Standing

if TYPE_CHECKING:
    from sandbox.messages import Message
    from sandbox.methods.call import Call


class Access(IntEnum):
    """What a call wants of a chat; each includes those before."""

    READ = 0
    EDIT = 1
    WRITE = 2


def chat_to_write(call: Call) -> AnyChat:
    """The chat of `chat_id`. Raises ApiError for one that the bot may not write to."""
    chat = chat_for(call, Access.WRITE)
    if isinstance(chat, PrivateChat):
        if chat.heard is None:
            raise forbidden("Bot can't initiate conversation with a user")
        check_not_blocked(chat)
    return chat


def chat_for(call: Call, access: Access) -> AnyChat:
    """The chat of `chat_id`. Raises ApiError for one that does not exist, or that is closed to the bot."""
    chat = known_chat(call)
    match chat:
        case PrivateChat(person=person):
            if access >= Access.EDIT and call.world.people.is_deactivated(person):
                raise forbidden("user is deactivated")
        case Group():
            _check_group(chat, call.account.bot.id, access)
    return chat


def known_chat(call: Call) -> AnyChat:
    """The chat of `chat_id`, whatever may be done there. Raises ApiError for one that does not exist to the bot."""
    raw = call.given.text("chat_id")
    if not raw:
        raise bad_request("chat_id is empty")
    number = int(raw) if raw.removeprefix("-").isdecimal() else 0
    if (person := call.world.people.find(number)) is not None:
        return call.world.chat_of(call.account, person)
    group = call.world.groups.find(number)
    if group is None or call.account.bot.id not in group.bots:
        raise bad_request("chat not found")
    return group


def check_not_blocked(chat: AnyChat) -> None:
    if isinstance(chat, PrivateChat) and chat.blocked:
        raise forbidden("bot was blocked by the user")


def message_in(call: Call, chat: AnyChat, purpose: str) -> Message:
    """The message of `message_id`. Raises ApiError "<purpose> not found", as in "message to edit not found"."""
    message = chat.messages.get(call.given.integer("message_id"))
    if message is None:
        raise bad_request(f"{purpose} not found")
    return message


def _check_group(group: Group, bot_id: int, access: Access) -> None:
    """A supergroup is closed to whoever is not in it; a group only to those who want more than to read."""
    if group.migrated_to is not None:
        if access >= Access.WRITE:
            raise upgraded(group.migrated_to)
        return
    if group.kind is Kind.GROUP and access < Access.EDIT:
        return
    match group.bots[bot_id]:
        case Standing.KICKED:
            raise forbidden(f"bot was kicked from the {group.kind.value} chat")
        case Standing.LEFT:
            raise forbidden(f"bot is not a member of the {group.kind.value} chat")
        case Standing.MEMBER | Standing.CREATOR:
            pass
