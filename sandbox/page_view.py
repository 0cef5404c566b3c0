"""Messages and chats as the chat page needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sandbox.keyboards import keyboard_json
from sandbox.messages import (
    Created,
    Document,
    Joined,
    Left,
    Message,
    MigratedFrom,
    MigratedTo,
    Photo,
    Sticker,
    Text,
    Voice,
    body_of,
)
from sandbox.rendering import safe_html

if TYPE_CHECKING:
    from sandbox.files import StoredFile


def page_message(message: Message) -> dict[str, Any]:
    """The Message of the people API."""
    body = body_of(message.content)
    shown: dict[str, Any] = {
        "message_id": message.message_id,
        "date": message.date,
        "edited": message.edited is not None,
        "from_bot": message.from_bot,
        "author": {"id": message.author.id, "name": message.author.first_name},
        "html": safe_html(body),
        "text": body.text or None,
        "photo": None,
        "document": None,
        "sticker": None,
        "voice": False,
        "album": message.album,
        "service": None,
        "keyboard": keyboard_json(message.keyboard) if message.keyboard else None,
    }
    match message.content:
        case Text():
            pass
        case Photo(file):
            shown["photo"] = _address(file)
        case Document(file):
            shown["document"] = {"name": file.name, "size": file.size, "url": _address(file)}
        case Sticker(emoji=emoji):
            shown["sticker"] = emoji
        case Voice():
            shown["voice"] = True
        case Created(title):
            shown["service"] = {"kind": "created", "about": title}
        case Joined(member):
            shown["service"] = {"kind": "joined", "about": member.first_name}
        case Left(member):
            shown["service"] = {"kind": "left", "about": member.first_name}
        case MigratedTo():
            shown["service"] = {"kind": "migrated_to", "about": ""}
        case MigratedFrom():
            shown["service"] = {"kind": "migrated_from", "about": ""}
    return shown


def _address(file: StoredFile) -> str:
    return f"/files/{quote(file.path)}"
