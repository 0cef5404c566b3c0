"""deleteMessage, deleteMessages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sandbox.errors import bad_request
from sandbox.groups import Group, Kind
from sandbox.methods.call import Call, Method
from sandbox.methods.target import Access, chat_for, message_in

if TYPE_CHECKING:
    from sandbox.groups import AnyChat
    from sandbox.messages import Message

DELETABLE_SECONDS: Final = 48 * 3600
_MOST_AT_ONCE: Final = 100


async def delete_message(call: Call) -> bool:
    if "chat_id" not in call.given:
        raise bad_request("Chat identifier is not specified")
    if not call.given.integer("message_id"):
        raise bad_request("Message identifier is not specified")
    chat = chat_for(call, Access.WRITE)
    return _deleted(call, chat, [message_in(call, chat, "message to delete")])


async def delete_messages(call: Call) -> bool:
    """Passes over messages that are not there; deletes none when one of the others is too old."""
    message_ids = _message_ids(call)
    chat = chat_for(call, Access.WRITE)
    return _deleted(call, chat, [chat.messages[number] for number in message_ids if number in chat.messages])


def _deleted(call: Call, chat: AnyChat, messages: list[Message]) -> bool:
    """A bot may delete its own messages for 48 hours, and in a private chat the person's too."""
    oldest = call.world.calendar.date() - DELETABLE_SECONDS
    if any(message.date < oldest for message in messages):
        raise bad_request("Message can't be deleted for everyone")
    if isinstance(chat, Group) and any(message.author != call.account.bot for message in messages):
        supergroup = chat.kind is Kind.SUPERGROUP
        raise bad_request("Message can't be deleted" if supergroup else "Message can't be deleted for everyone")
    chat.remove([message.message_id for message in messages])
    return True


def _message_ids(call: Call) -> list[int]:
    raw = call.given.document("message_ids", "message_ids")
    if raw is None or raw == []:
        raise bad_request("Message identifiers are not specified")
    if not isinstance(raw, list):
        raise bad_request("Expected an Array of message identifiers")
    if len(raw) > _MOST_AT_ONCE:
        raise bad_request("Too many message identifiers specified")
    try:
        message_ids = [int(number) for number in raw]
    except (TypeError, ValueError) as error:
        raise bad_request("Message identifier must be a Number") from error
    if min(message_ids) <= 0:
        raise bad_request("Invalid message identifier specified")
    return message_ids


METHODS: Final = (
    Method("deleteMessage", delete_message, frozenset({"chat_id", "message_id"})),
    Method("deleteMessages", delete_messages, frozenset({"chat_id", "message_ids"})),
)
