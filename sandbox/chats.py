"""Chats, and what both kinds of them share: messages, and who is told of every change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.page_view import page_message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.bots import Account
    from sandbox.feeds import Event
    from sandbox.messages import Member, Message
    from sandbox.people import Person


@dataclass(slots=True, kw_only=True)
class Chat:
    """Every change of its messages goes to `publish` as an event of the people API, made only when somebody
    watches; `tell` reaches one of its people alone.

    `heard` is the monotonic second of the last message or tap of a person, None before the first. `instance` is
    Telegram's `chat_instance`, `gone` who wrote the messages that were deleted.
    """

    id: int
    instance: str
    publish: Callable[[Callable[[], Event]], None]
    tell: Callable[[int, Callable[[], Event]], None]
    messages: dict[int, Message] = field(default_factory=dict)
    gone: dict[int, Member] = field(default_factory=dict)
    heard: float | None = None

    def add(self, message: Message) -> None:
        self.messages[message.message_id] = message
        self.publish(lambda: {"kind": "message", "message": page_message(message)})

    def replace(self, message: Message) -> None:
        """Puts a new version in the place of the message with this id."""
        self.messages[message.message_id] = message
        self.publish(lambda: {"kind": "edited", "message": page_message(message)})

    def remove(self, message_ids: Iterable[int]) -> None:
        removed = [message_id for message_id in message_ids if message_id in self.messages]
        for message_id in removed:
            self.gone[message_id] = self.messages.pop(message_id).author
        if removed:
            self.publish(lambda: {"kind": "deleted", "message_ids": removed})


@dataclass(slots=True, kw_only=True)
class PrivateChat(Chat):
    """One person and one bot. Until the person was heard, the bot may not write here."""

    account: Account
    person: Person
    blocked: bool = False

    def new_message_id(self) -> int:
        """Ids count through all private chats of a bot."""
        return self.account.new_message_id()
