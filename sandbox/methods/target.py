"""The chat and the message that a call is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.errors import bad_request, forbidden

if TYPE_CHECKING:
    from sandbox.chats import Chat
    from sandbox.messages import Message
    from sandbox.methods.call import Call


def chat_to_write(call: Call) -> Chat:
    """The chat of `chat_id`. Raises ApiError for one that the bot may not write to."""
    chat = known_chat(call)
    if chat.heard is None:
        raise forbidden("Bot can't initiate conversation with a user")
    check_not_blocked(chat)
    return chat


def known_chat(call: Call) -> Chat:
    """The chat of `chat_id`, whoever may write there. Raises ApiError for one that does not exist."""
    raw = call.given.text("chat_id")
    if not raw:
        raise bad_request("chat_id is empty")
    person = call.world.people.find(int(raw)) if raw.removeprefix("-").isdecimal() else None
    if person is None:
        raise bad_request("chat not found")
    return call.world.chat_of(call.account, person)


def check_not_blocked(chat: Chat) -> None:
    if chat.blocked:
        raise forbidden("bot was blocked by the user")


def message_in(call: Call, chat: Chat, purpose: str) -> Message:
    """The message of `message_id`. Raises ApiError "<purpose> not found", as in "message to edit not found"."""
    message = chat.messages.get(call.given.integer("message_id"))
    if message is None:
        raise bad_request(f"{purpose} not found")
    return message
