"""What a bot says of itself: getMe, commands, names, descriptions, the menu button."""

from __future__ import annotations

from typing import Any, Final

from sandbox.errors import stricter
from sandbox.groups import Group
from sandbox.methods.call import Call, Method
from sandbox.methods.target import known_chat
from sandbox.profile import (
    Scope,
    commands_from_json,
    language_code,
    menu_button_from_json,
    scope_from_json,
)
from sandbox.wire import me_json


async def get_me(call: Call) -> dict[str, Any]:
    return me_json(call.account.bot, call.account.profile.name.get(""))


async def set_my_commands(call: Call) -> bool:
    commands = commands_from_json(call.given.document("commands", "commands") or [])
    call.account.profile.commands[_commands_key(call)] = commands
    return _told(call)


async def get_my_commands(call: Call) -> list[dict[str, str]]:
    return [command.to_json() for command in call.account.profile.commands.get(_commands_key(call), [])]


async def delete_my_commands(call: Call) -> bool:
    call.account.profile.commands.pop(_commands_key(call), None)
    return _told(call)


async def set_my_name(call: Call) -> bool:
    call.account.profile.name.set(_language(call), call.given.text("name"))
    return _told(call)


async def get_my_name(call: Call) -> dict[str, str]:
    return {"name": call.account.profile.name.get(_language(call)) or call.account.bot.first_name}


async def set_my_description(call: Call) -> bool:
    call.account.profile.description.set(_language(call), call.given.text("description"))
    return _told(call)


async def get_my_description(call: Call) -> dict[str, str]:
    return {"description": call.account.profile.description.get(_language(call))}


async def set_my_short_description(call: Call) -> bool:
    call.account.profile.short_description.set(_language(call), call.given.text("short_description"))
    return _told(call)


async def get_my_short_description(call: Call) -> dict[str, str]:
    return {"short_description": call.account.profile.short_description.get(_language(call))}


async def set_chat_menu_button(call: Call) -> bool:
    button = menu_button_from_json(call.given.document("menu_button", "menu button"))
    call.account.profile.menu_buttons[_menu_chat(call)] = button
    return True


async def get_chat_menu_button(call: Call) -> dict[str, Any]:
    buttons = call.account.profile.menu_buttons
    return buttons.get(_menu_chat(call)) or buttons.get(None) or {"type": "commands"}


def _commands_key(call: Call) -> tuple[Scope, str]:
    return scope_from_json(call.given.document("scope", "BotCommandScope")), _language(call)


def _language(call: Call) -> str:
    return language_code(call.given.text("language_code"))


def _menu_chat(call: Call) -> int | None:
    if "chat_id" not in call.given:
        return None
    chat = known_chat(call)
    if isinstance(chat, Group):
        raise stricter("a group has no menu button")
    return chat.id


def _told(call: Call) -> bool:
    """Shows the change in every chat of the bot."""
    for chat in call.account.chats.values():
        call.world.tell_state(chat)
    for group in call.world.groups:
        call.world.tell_group(group)
    return True


_LANGUAGE: Final = frozenset({"language_code"})
_SCOPE: Final = _LANGUAGE | {"scope"}
METHODS: Final = (
    Method("getMe", get_me),
    Method("setMyCommands", set_my_commands, _SCOPE | {"commands"}),
    Method("getMyCommands", get_my_commands, _SCOPE),
    Method("deleteMyCommands", delete_my_commands, _SCOPE),
    Method("setMyName", set_my_name, _LANGUAGE | {"name"}),
    Method("getMyName", get_my_name, _LANGUAGE),
    Method("setMyDescription", set_my_description, _LANGUAGE | {"description"}),
    Method("getMyDescription", get_my_description, _LANGUAGE),
    Method("setMyShortDescription", set_my_short_description, _LANGUAGE | {"short_description"}),
    Method("getMyShortDescription", get_my_short_description, _LANGUAGE),
    Method("setChatMenuButton", set_chat_menu_button, frozenset({"chat_id", "menu_button"})),
    Method("getChatMenuButton", get_chat_menu_button, frozenset({"chat_id"})),
)
