"""What a bot says of itself, by language and scope: commands, name, descriptions, menu button."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sandbox import utf16
from sandbox.errors import ApiError, bad_request

if TYPE_CHECKING:
    from collections.abc import Iterable

_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")
_MOST_COMMANDS: Final = 100
_LONGEST_COMMAND_DESCRIPTION: Final = 256
_CHAT_SCOPES: Final = frozenset({"chat", "chat_administrators", "chat_member"})
_WIDE_SCOPES: Final = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})


@dataclass(frozen=True, slots=True)
class Command:
    command: str
    description: str

    def to_json(self) -> dict[str, str]:
        return {"command": self.command, "description": self.description}


@dataclass(frozen=True, slots=True)
class Scope:
    kind: str
    chat_id: int | None = None
    user_id: int | None = None


@dataclass(slots=True)
class Wording:
    """One text by language; "" is the language of everybody who has none of their own."""

    longest: int
    refusal: str
    _texts: dict[str, str] = field(default_factory=dict)

    def set(self, language: str, text: str) -> None:
        """An empty text removes the one of that language. Raises ApiError for one that is too long."""
        if utf16.units(text) > self.longest:
            raise bad_request(self.refusal)
        if text:
            self._texts[language] = text
        else:
            self._texts.pop(language, None)

    def get(self, language: str) -> str:
        return self._texts.get(language) or self._texts.get("", "")


@dataclass(slots=True)
class Profile:
    name: Wording = field(default_factory=lambda: Wording(64, "BOT_TITLE_INVALID"))
    description: Wording = field(default_factory=lambda: Wording(512, "DESCRIPTION_TOO_LONG"))
    short_description: Wording = field(default_factory=lambda: Wording(120, "ABOUT_TOO_LONG"))
    commands: dict[tuple[Scope, str], list[Command]] = field(default_factory=dict)
    menu_buttons: dict[int | None, dict[str, Any]] = field(default_factory=dict)

    def commands_seen_by(self, person_id: int, language: str) -> list[Command]:
        """The commands of a private chat: the narrowest scope that has any, in the person's language if it can be."""
        return self._first_of((Scope("chat", person_id), Scope("all_private_chats"), Scope("default")), language)

    def commands_in_group(
        self, group_id: int, person_id: int, language: str, *, is_administrator: bool
    ) -> list[Command]:
        """The commands that this member of a group sees, by the same rule."""
        scopes = [Scope("chat_member", group_id, person_id), Scope("chat", group_id), Scope("all_group_chats")]
        if is_administrator:
            scopes.insert(1, Scope("chat_administrators", group_id))
            scopes.insert(3, Scope("all_chat_administrators"))
        return self._first_of((*scopes, Scope("default")), language)

    def _first_of(self, scopes: Iterable[Scope], language: str) -> list[Command]:
        for scope in scopes:
            for tongue in (language, ""):
                if found := self.commands.get((scope, tongue)):
                    return found
        return []


def language_code(raw: str) -> str:
    """A two-letter code or "". Raises ApiError as Telegram does for anything longer."""
    if raw and not _LANGUAGE.fullmatch(raw):
        raise bad_request("Invalid language code specified")
    return raw


def scope_from_json(raw: object) -> Scope:
    """Reads BotCommandScope; None is the default scope."""
    if raw is None:
        return Scope("default")
    if not isinstance(raw, dict):
        raise _wrong_scope("BotCommandScope must be an Object")
    kind = str(raw.get("type"))
    if kind in _WIDE_SCOPES:
        return Scope(kind)
    if kind not in _CHAT_SCOPES:
        raise _wrong_scope("Unsupported type specified")
    try:
        user_id = int(raw["user_id"]) if kind == "chat_member" else None
        return Scope(kind, int(raw["chat_id"]), user_id)
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong_scope("Empty chat_id specified") from error


def commands_from_json(raw: object) -> list[Command]:
    """Reads the array of BotCommand. Raises ApiError for more than 100 and for what does not fit the rules."""
    if not isinstance(raw, list):
        raise bad_request("Expected an Array of BotCommand")
    if len(raw) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(item) for item in raw]


def menu_button_from_json(raw: object) -> dict[str, Any]:
    """Reads MenuButton; None is the default one."""
    match raw:
        case None:
            return {"type": "default"}
        case {"type": "default" | "commands" as kind}:
            return {"type": kind}
        case {"type": "web_app", "text": str(text), "web_app": {"url": str(url)}}:
            return {"type": "web_app", "text": text, "web_app": {"url": url}}
        case _:
            raise bad_request("Can't parse menu button: MenuButton has unsupported type")


def _command(raw: object) -> Command:
    if not isinstance(raw, dict):
        raise bad_request("Can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(raw.get(name), str):
            raise bad_request(f"Can't parse BotCommand: Can't find field \"{name}\"")
    if not _COMMAND.fullmatch(raw["command"].removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not raw["description"].strip():
        raise bad_request("Command description must be non-empty")
    if utf16.units(raw["description"]) > _LONGEST_COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return Command(raw["command"].removeprefix("/"), raw["description"])


def _wrong_scope(reason: str) -> ApiError:
    return bad_request(f"Can't parse BotCommandScope: {reason}")
