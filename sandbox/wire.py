"""The Bot API's JSON: users, chats, messages and updates as bots receive them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sandbox.bots import Bot
from sandbox.chats import PrivateChat
from sandbox.groups import AnyChat, Group, Kind, Standing
from sandbox.keyboards import keyboard_json
from sandbox.messages import (
    Content,
    Created,
    Document,
    Joined,
    Left,
    Member,
    Message,
    MigratedFrom,
    MigratedTo,
    Photo,
    Sticker,
    Text,
    Voice,
)
from sandbox.people import People, Person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.entities import Entity, Formatted
    from sandbox.files import StoredFile

_STICKER_SIDE: Final = 512
_ANONYMOUS: Final = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""In whose name a supergroup speaks for itself."""


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
        "can_read_all_group_messages": bot.reads_groups,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat_json(chat: AnyChat) -> dict[str, Any]:
    match chat:
        case PrivateChat(person=person):
            return _given(
                id=person.id,
                type="private",
                first_name=person.first_name,
                last_name=person.last_name,
                username=person.username,
            )
        case Group(id=group_id, title=title, kind=kind):
            return {"id": group_id, "type": kind.value, "title": title}


def full_chat_json(chat: AnyChat) -> dict[str, Any]:
    """ChatFullInfo, with what it must have."""
    is_private = isinstance(chat, PrivateChat)
    username = chat.person.username if isinstance(chat, PrivateChat) else None
    return {
        **chat_json(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": is_private,
            "limited_gifts": is_private,
            "unique_gifts": is_private,
            "premium_subscription": is_private,
            "gifts_from_channels": is_private,
        },
        **({"active_usernames": [username]} if username else {}),
    }


class Wire:
    """Writes messages and updates: what they need to know beyond themselves. `name_of` gives a bot's name of today."""

    def __init__(self, people: People, name_of: Callable[[Bot], str]) -> None:
        self._people = people
        self._name_of = name_of

    def member_json(self, member: Member) -> dict[str, Any]:
        """User."""
        match member:
            case Person():
                return user_json(member)
            case Bot():
                return bot_json(member, self._name_of(member))

    def message_json(self, chat: AnyChat, message: Message) -> dict[str, Any]:
        """The message, with the one that it replies to when that still exists."""
        shown = self._message(chat, message)
        replied = chat.messages.get(message.reply_to) if message.reply_to is not None else None
        if replied is not None:
            shown["reply_to_message"] = self._message(chat, replied)
        return shown

    def callback_json(self, chat: AnyChat, person: Person, query_id: str, message_id: int, data: str) -> dict[str, Any]:
        """A tap; the message of one that is no longer there is inaccessible, as in Telegram."""
        message = chat.messages.get(message_id)
        inaccessible = {"message_id": message_id, "date": 0, "chat": chat_json(chat)}
        return {
            "id": query_id,
            "from": user_json(person),
            "message": self.message_json(chat, message) if message else inaccessible,
            "chat_instance": chat.instance,
            "data": data,
        }

    def membership_json(
        self, chat: AnyChat, by: Member, bot: Bot, *, date: int, old: Standing, new: Standing
    ) -> dict[str, Any]:
        """A my_chat_member update: somebody has just changed where the bot stands."""
        return {
            "chat": chat_json(chat),
            "from": self.member_json(by),
            "date": date,
            "old_chat_member": self.standing_json(bot, old),
            "new_chat_member": self.standing_json(bot, new),
        }

    def standing_json(self, member: Member, standing: Standing) -> dict[str, Any]:
        """ChatMember."""
        shown = {"user": self.member_json(member), "status": standing.value}
        match standing:
            case Standing.CREATOR:
                return {**shown, "is_anonymous": False}
            case Standing.KICKED:
                return {**shown, "until_date": 0}
            case Standing.MEMBER | Standing.LEFT:
                return shown

    def _message(self, chat: AnyChat, message: Message) -> dict[str, Any]:
        author = self.member_json(message.author)
        speaks_for_all = isinstance(message.content, MigratedFrom)
        return _given(
            message_id=message.message_id,
            date=message.date,
            chat=chat_json(chat),
            edit_date=message.edited,
            has_protected_content=message.protected or None,
            media_group_id=message.album,
            reply_markup={"inline_keyboard": keyboard_json(message.keyboard)} if message.keyboard else None,
            sender_chat=chat_json(chat) if speaks_for_all else None,
            **{"from": _ANONYMOUS if speaks_for_all else author},
            **self._content(chat, message.content),
        )

    def _content(self, chat: AnyChat, content: Content) -> dict[str, Any]:
        match content:
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
            case Created():
                is_group = isinstance(chat, Group) and chat.kind is Kind.GROUP
                return {"group_chat_created" if is_group else "supergroup_chat_created": True}
            case Joined(member):
                return {"new_chat_members": [self.member_json(member)]}
            case Left(member):
                return {"left_chat_member": self.member_json(member)}
            case MigratedTo(chat_id):
                return {"migrate_to_chat_id": chat_id}
            case MigratedFrom(chat_id):
                return {"migrate_from_chat_id": chat_id}

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
