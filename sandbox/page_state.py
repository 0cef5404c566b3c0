"""A whole chat as the chat page needs it: the first event of the people API, and what follows a change of the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.groups import Standing
from sandbox.page_view import page_message

if TYPE_CHECKING:
    from sandbox.bots import Account
    from sandbox.chats import PrivateChat
    from sandbox.groups import AnyChat, Group
    from sandbox.people import Person


def private_state(chat: PrivateChat, *, deactivated: bool) -> dict[str, Any]:
    account, language = chat.account, _language(chat.person)
    return {
        **_state(chat),
        "commands": [command.to_json() for command in account.profile.commands_seen_by(chat.person.id, language)],
        "blocked": chat.blocked,
        "deactivated": deactivated,
        "bot": {
            "id": account.bot.id,
            "username": account.bot.username,
            "first_name": account.profile.name.get(language) or account.bot.first_name,
            "description": account.profile.description.get(language),
            "short_description": account.profile.short_description.get(language),
        },
        "group": None,
    }


def group_state(group: Group, person: Person, bots: list[Account], *, deactivated: bool) -> dict[str, Any]:
    """`bots` are those of the group: their commands carry their names, as the apps write them in groups."""
    is_administrator = group.people.get(person.id) is Standing.CREATOR
    return {
        **_state(group),
        "commands": [
            {**command.to_json(), "command": f"{command.command}@{account.bot.username}"}
            for account in bots
            for command in account.profile.commands_in_group(
                group.id, person.id, _language(person), is_administrator=is_administrator
            )
        ],
        "blocked": False,
        "deactivated": deactivated,
        "bot": None,
        "group": {
            "id": group.id,
            "title": group.title,
            "type": group.kind.value,
            "members": group.size,
            "bots": [account.bot.id for account in bots],
            "member": group.has(person.id),
            "migrated_to": group.migrated_to,
        },
    }


def _state(chat: AnyChat) -> dict[str, Any]:
    return {"kind": "state", "messages": [page_message(message) for message in chat.messages.values()]}


def _language(person: Person) -> str:
    return (person.language_code or "")[:2]
