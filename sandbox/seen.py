"""What a person sees in a chat, built up from the events of the people API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class TownError(Exception):
    """Base of what goes wrong while playing people."""


class Refused(TownError):
    """The sandbox answered with an error; `status` is the HTTP one."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(f"{status}: {sentence}")
        self.status = status


class NoSuchButton(TownError):
    """No message on the screen has a button of that text."""


class NeverCame(TownError):
    """What was waited for did not come; the message tells what the person sees instead."""


@dataclass(frozen=True, slots=True)
class Button:
    """`message_id`, `row` and `column` say where it is; `data` is None for a link."""

    text: str
    message_id: int
    row: int
    column: int
    data: str | None = None
    url: str | None = None
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the page shows it. `service` is what the server says of a group: "joined", "migrated_to"..."""

    message_id: int
    date: int
    from_bot: bool
    author: str
    service: str | None
    edited: bool
    text: str
    html: str
    buttons: tuple[Button, ...]
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Toast:
    text: str
    alert: bool


@dataclass(slots=True)
class Seen:
    """What a person sees in a chat. `toasts`, `answered` (callback query ids) and `newest` only ever grow.

    `group` is None in a private chat.
    """

    messages: dict[int, Shown] = field(default_factory=dict)
    commands: dict[str, str] = field(default_factory=dict)
    blocked: bool = False
    group: dict[str, Any] | None = None
    toasts: list[Toast] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    actions: int = 0
    newest: int = 0
    """The highest message id that was ever seen, were that message deleted by now."""

    @property
    def from_bot(self) -> list[Shown]:
        return [message for message in self.messages.values() if message.from_bot]

    @property
    def screen(self) -> Shown:
        """The bot's newest message. Raises TownError when there is none yet."""
        if not (messages := self.from_bot):
            raise TownError("the bot has not written yet")
        return messages[-1]

    def button(self, text: str) -> Button:
        """The button of that text in the newest message that has one. Raises NoSuchButton."""
        for message in reversed(self.from_bot):
            for button in message.buttons:
                if button.text == text:
                    return button
        raise NoSuchButton(f"no button {text!r} in:\n{self.describe()}")

    def describe(self) -> str:
        """The last messages with their buttons, for a failed test's message."""
        lines = []
        for message in list(self.messages.values())[-3:]:
            who = "bot" if message.from_bot else "person"
            buttons = " ".join(f"[{button.text}]" for button in message.buttons)
            lines.append(f"{message.message_id} {who}: {message.text!r} {buttons}")
        return "\n".join(lines) or "(an empty chat)"

    def take(self, event: dict[str, Any]) -> None:
        """Brings one event of the stream into what is seen."""
        match event:
            case {"kind": "state", "messages": messages, "commands": commands, "blocked": blocked}:
                self.messages = {}
                for message in messages:
                    self._show(message)
                self.commands = {command["command"]: command["description"] for command in commands}
                self.blocked = blocked
                self.group = event["group"]
            case {"kind": "message" | "edited", "message": message}:
                self._show(message)
            case {"kind": "deleted", "message_ids": message_ids}:
                for message_id in message_ids:
                    self.messages.pop(message_id, None)
            case {"kind": "toast", "text": text, "alert": alert}:
                self.toasts.append(Toast(text, alert))
            case {"kind": "answered", "callback_query_id": query_id}:
                self.answered.append(query_id)
            case {"kind": "action"}:
                self.actions += 1
            case _:
                raise TownError(f"unknown event {event!r}")

    def _show(self, raw: dict[str, Any]) -> None:
        message = _shown(raw)
        self.messages[message.message_id] = message
        self.newest = max(self.newest, message.message_id)


def _shown(raw: dict[str, Any]) -> Shown:
    return Shown(
        message_id=raw["message_id"],
        date=raw["date"],
        from_bot=raw["from_bot"],
        author=raw["author"]["name"],
        service=raw["service"]["kind"] if raw["service"] else None,
        edited=raw["edited"],
        text=raw["text"] or "",
        html=raw["html"],
        buttons=tuple(
            Button(
                text=button["text"],
                message_id=raw["message_id"],
                row=row,
                column=column,
                data=button.get("callback_data"),
                url=button.get("url"),
                style=button.get("style"),
            )
            for row, buttons in enumerate(raw["keyboard"] or [])
            for column, button in enumerate(buttons)
        ),
        raw=raw,
    )
