"""The Bot API's JSON: users, chats, messages and updates as bots receive them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.keyboards import keyboard_json
from sandbox.messages import Document, Message, Photo, Sticker, Text, Voice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.bots import Bot
    from sandbox.chats import Chat
    from sandbox.entities import Entity, Formatted
    from sandbox.files import StoredFile
    from sandbox.people import People, Person

_STICKER_SIDE = 512


def user_json(person: Person) -> dict[str, Any]:
    return _given(
        id=person.id,
        is_bot=False,
        first_name=person.first_name,
        last_name=person.last_name,
        username=person.username,
        language_code=person.language_code,
    )


def bot_json(bot: Bot, name: str) -> dict[str, Any]:
    """The bot as the sender of a message; `name` is its first name as it stands now."""
    return {"id": bot.id, "is_bot": True, "first_name": name or bot.first_name, "username": bot.username}


def me_json(bot: Bot, name: str) -> dict[str, Any]:
    """The bot as getMe shows it."""
    return {
        **bot_json(bot, name),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat_json(person: Person) -> dict[str, Any]:
    return _given(
        id=person.id,
        type="private",
        first_name=person.first_name,
        last_name=person.last_name,
        username=person.username,
    )


def full_chat_json(person: Person) -> dict[str, Any]:
    """ChatFullInfo, with what it must have."""
    return {
        **chat_json(person),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": True,
            "limited_gifts": True,
            "unique_gifts": True,
            "premium_subscription": True,
            "gifts_from_channels": True,
        },
        **({"active_usernames": [person.username]} if person.username else {}),
    }


class Sender:
    """Writes the messages of one bot: what they need to know beyond themselves."""

    def __init__(self, bot: Bot, name: str, people: People) -> None:
        self._bot = bot_json(bot, name)
        self._people = people

    def message_json(self, chat: Chat, message: Message) -> dict[str, Any]:
        """The message, with the one that it replies to when that still exists."""
        shown = self._message(chat, message)
        replied = chat.messages.get(message.reply_to) if message.reply_to is not None else None
        if replied is not None:
            shown["reply_to_message"] = self._message(chat, replied)
        return shown

    def callback_json(self, chat: Chat, query_id: str, message_id: int, data: str) -> dict[str, Any]:
        """A tap; the message of one that is no longer there is inaccessible, as in Telegram."""
        message = chat.messages.get(message_id)
        inaccessible = {"message_id": message_id, "date": 0, "chat": chat_json(chat.person)}
        return {
            "id": query_id,
            "from": user_json(chat.person),
            "message": self.message_json(chat, message) if message else inaccessible,
            "chat_instance": chat.instance,
            "data": data,
        }

    def membership_json(self, chat: Chat, date: int) -> dict[str, Any]:
        """A my_chat_member update: the person has just blocked or unblocked the bot."""
        member = {"status": "member", "user": self._bot}
        kicked = {"status": "kicked", "user": self._bot, "until_date": 0}
        old, new = (member, kicked) if chat.blocked else (kicked, member)
        return {
            "chat": chat_json(chat.person),
            "from": user_json(chat.person),
            "date": date,
            "old_chat_member": old,
            "new_chat_member": new,
        }

    def _message(self, chat: Chat, message: Message) -> dict[str, Any]:
        return _given(
            message_id=message.message_id,
            date=message.date,
            chat=chat_json(chat.person),
            edit_date=message.edited,
            has_protected_content=message.protected or None,
            reply_markup={"inline_keyboard": keyboard_json(message.keyboard)} if message.keyboard else None,
            **{"from": self._bot if message.from_bot else user_json(chat.person)},
            **self._content(message),
        )

    def _content(self, message: Message) -> dict[str, Any]:
        match message.content:
            case Text(body):
                return self._body(body, "text", "entities")
            case Photo(file, width, height, body):
                size = {**_file(file), "width": width, "height": height}
                return {"photo": [size], **self._body(body, "caption", "caption_entities")}
            case Document(file, body):
                return {"document": _named(file), **self._body(body, "caption", "caption_entities")}
            case Sticker(file, emoji):
                shape = {"type": "regular", "width": _STICKER_SIDE, "height": _STICKER_SIDE, "emoji": emoji}
                return {"sticker": {**_file(file), **shape, "is_animated": False, "is_video": False}}
            case Voice(file, seconds):
                return {"voice": {**_file(file), "duration": seconds, "mime_type": file.mime_type}}

    def _body(self, body: Formatted, text: str, entities: str) -> dict[str, Any]:
        if not body.text:
            return {}
        shown = list(self._entities(body.entities))
        return {text: body.text, **({entities: shown} if shown else {})}

    def _entities(self, entities: Iterable[Entity]) -> Iterable[dict[str, Any]]:
        for entity in entities:
            user = self._people.find(entity.user_id) if entity.user_id is not None else None
            if entity.type == "text_mention" and user is None:
                continue  # nobody of that id: Telegram leaves the mention out too
            yield _given(
                type=entity.type,
                offset=entity.offset,
                length=entity.length,
                url=entity.url,
                language=entity.language,
                custom_emoji_id=entity.custom_emoji_id,
                user=user_json(user) if user else None,
            )


def file_json(file: StoredFile) -> dict[str, Any]:
    """File, as getFile answers it."""
    return {**_file(file), "file_path": file.path}


def _file(file: StoredFile) -> dict[str, Any]:
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}


def _named(file: StoredFile) -> dict[str, Any]:
    return {**_file(file), "file_name": file.name, "mime_type": file.mime_type}


def _given(**fields: Any) -> dict[str, Any]:
    """Only the fields that have a value: the Bot API leaves the others out."""
    return {name: value for name, value in fields.items() if value is not None}
