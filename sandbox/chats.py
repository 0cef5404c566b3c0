"""A private chat of one person and one bot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.page_view import page_message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.feeds import Event
    from sandbox.messages import Message
    from sandbox.people import Person


@dataclass(slots=True)
class Chat:
    """Every change of its messages goes to `publish` as an event of the people API, made only when
    somebody watches.

    `heard` is the monotonic second of the person's last message or tap, None before the first: until then a bot
    may not write here. `instance` is Telegram's `chat_instance`.
    """

    person: Person
    instance: str
    publish: Callable[[Callable[[], Event]], None]
    messages: dict[int, Message] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    blocked: bool = False
    heard: float | None = None

    def add(self, message: Message) -> None:
        self.messages[message.message_id] = message
        self.publish(lambda: {"kind": "message", "message": page_message(message)})

    def replace(self, message: Message) -> None:
        """Puts a new version in the place of the message with this id."""
        self.messages[message.message_id] = message
        self.publish(lambda: {"kind": "edited", "message": page_message(message)})

    def remove(self, message_ids: Iterable[int]) -> None:
        removed = [message_id for message_id in message_ids if self.messages.pop(message_id, None)]
        self.gone.update(removed)
        if removed:
            self.publish(lambda: {"kind": "deleted", "message_ids": removed})
