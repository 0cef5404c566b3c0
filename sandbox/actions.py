"""What people do in their chats, and the updates that bots get of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sandbox import samples
from sandbox.bots import Bot
from sandbox.chats import PrivateChat
from sandbox.entities import EMPTY, Formatted, formatted
from sandbox.errors import PersonError
from sandbox.groups import AnyChat, Group, Standing
from sandbox.journal import Happened
from sandbox.keyboards import CallbackButton, LinkButton
from sandbox.messages import Content, Message, Sticker, Text, Voice
from sandbox.methods.media import document_of, photo_of
from sandbox.methods.text import caption_in
from sandbox.parameters import Upload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.bots import Account
    from sandbox.people import Person
    from sandbox.world import World

LONGEST_TEXT: Final = 4096


@dataclass(frozen=True, slots=True)
class Place:
    """A button by its place in the keyboard that the message has now."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Remembered:
    """The data of a button of a keyboard as it once was."""

    data: str


@dataclass(frozen=True, slots=True)
class PhotoFile:
    content: bytes


@dataclass(frozen=True, slots=True)
class DocumentFile:
    name: str
    content: bytes


Attachment: TypeAlias = PhotoFile | DocumentFile


class Acting:
    """One person in one chat. Everything raises PersonError when Telegram's apps would not let them."""

    def __init__(self, world: World, chat: AnyChat, person: Person) -> None:
        self._world = world
        self._chat = chat
        self._person = person

    @property
    def chat(self) -> AnyChat:
        return self._chat

    def say(self, text: str, reply_to: int | None = None) -> Message:
        body = self._written(text)
        if reply_to is not None and reply_to not in self._chat.messages:
            raise PersonError(404, f"there is no message {reply_to} to reply to")
        return self._send(Text(body), text=body.text, reply_to=reply_to)

    def send_sticker(self) -> Message:
        file = self._world.files.keep("stickers", "sticker.webp", samples.STICKER, "image/webp")
        return self._send(Sticker(file, samples.STICKER_EMOJI))

    def send_voice(self) -> Message:
        file = self._world.files.keep("voice", "voice.oga", samples.VOICE, "audio/ogg")
        return self._send(Voice(file, seconds=1))

    def send_file(self, attachment: Attachment, caption: str = "") -> Message:
        return self._send(self._attached(attachment, self._captioned(caption)))

    def send_album(self, attachments: Sequence[Attachment], caption: str = "") -> list[Message]:
        """Photos only or documents only; the caption is the first one's, as the apps send it."""
        if len({type(each) for each in attachments}) > 1:
            raise PersonError(400, "an album has photos or documents, not both")
        album, body = self._world.new_query_id(), self._captioned(caption)
        contents = [self._attached(each, body if at == 0 else EMPTY) for at, each in enumerate(attachments)]
        return [self._send(content, album=album) for content in contents]

    def edit(self, message_id: int, text: str) -> Message:
        message = self._chat.messages.get(message_id)
        if message is None or message.author != self._person or not isinstance(message.content, Text):
            raise PersonError(409, f"message {message_id} is no text of this person")
        body = self._written(text)
        self._check_may_write()
        edited = replace(message, content=Text(body), edited=self._world.calendar.date())
        self._chat.replace(edited)
        self._deliver_message("edited_message", edited, text=body.text)
        return edited

    def tap(self, message_id: int, button: Place | Remembered) -> str:
        """Returns the callback query's id."""
        data = self._data_of(message_id, button)
        account = self._account_tapped(message_id)
        self._check_may_write()
        query_id = self._world.new_query_id()
        account.queries.ask(query_id, self._chat, self._person.id)
        payload = self._world.wire.callback_json(self._chat, self._person, query_id, message_id, data)
        self._deliver("callback_query", payload, [account], message_id=message_id, data=data, query_id=query_id)
        return query_id

    def block(self) -> None:
        self._set_blocked(blocked=True)

    def unblock(self) -> None:
        self._set_blocked(blocked=False)

    def _attached(self, attachment: Attachment, caption: Formatted) -> Content:
        files = self._world.files
        match attachment:
            case PhotoFile(content):
                return photo_of(files, Upload("photo", content, None), caption)
            case DocumentFile(name, content):
                return document_of(files, Upload(name, content, None), caption)

    def _captioned(self, caption: str) -> Formatted:
        return caption_in(formatted(caption, []), too_long="a caption has at most 1024 characters")

    def _send(
        self, content: Content, *, text: str | None = None, reply_to: int | None = None, album: str | None = None
    ) -> Message:
        self._check_may_write()
        message = Message(
            message_id=self._chat.new_message_id(),
            date=self._world.calendar.date(),
            author=self._person,
            content=content,
            reply_to=reply_to,
            album=album,
        )
        self._chat.add(message)
        self._deliver_message("message", message, text=text)
        return message

    def _deliver_message(self, kind: str, message: Message, *, text: str | None) -> None:
        payload = self._world.wire.message_json(self._chat, message)
        match self._chat:
            case PrivateChat(account=account):
                told = [account]
                deaf: list[Account] = []
            case Group() as group:
                bots = self._world.accounts_in(group)
                told = [account for account in bots if group.hears(account.bot, message)]
                deaf = [account for account in bots if account not in told]
        self._deliver(kind, payload, told, message_id=message.message_id, text=text)
        for account in deaf:
            self._note(account, kind, None, message_id=message.message_id, text=text)

    def _deliver(
        self,
        kind: str,
        payload: dict[str, Any],
        accounts: Sequence[Account],
        *,
        message_id: int | None = None,
        text: str | None = None,
        data: str | None = None,
        query_id: str | None = None,
    ) -> None:
        self._chat.heard = self._world.calendar.now()
        for account in accounts:
            update_id = account.queue.add(kind, payload)
            self._note(account, kind, update_id, message_id=message_id, text=text, data=data, query_id=query_id)

    def _note(
        self,
        account: Account,
        kind: str,
        update_id: int | None,
        *,
        message_id: int | None = None,
        text: str | None = None,
        data: str | None = None,
        query_id: str | None = None,
    ) -> None:
        self._world.note(
            Happened(
                bot=account.bot.id,
                person=self._person.id,
                kind=kind,
                update_id=update_id,
                chat=self._chat.id,
                message_id=message_id,
                data=data,
                text=text,
                callback_query_id=query_id,
            )
        )

    def _set_blocked(self, *, blocked: bool) -> None:
        chat = self._chat
        if not isinstance(chat, PrivateChat):
            raise PersonError(409, "a bot is blocked in its private chat; from a group it is removed")
        self._check_active()
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        old, new = (Standing.MEMBER, Standing.KICKED) if blocked else (Standing.KICKED, Standing.MEMBER)
        heard = chat.heard
        bot, date = chat.account.bot, self._world.calendar.date()
        payload = self._world.wire.membership_json(chat, self._person, bot, date=date, old=old, new=new)
        self._deliver("my_chat_member", payload, [chat.account])
        chat.heard = heard  # blocking is no writing: it neither starts a chat nor prompts an answer
        self._world.tell_state(chat)

    def _check_may_write(self) -> None:
        self._check_active()
        match self._chat:
            case PrivateChat(blocked=True):
                raise PersonError(409, "this person has blocked the bot; unblock it first")
            case Group(migrated_to=int(successor)):
                raise PersonError(409, f"this group became supergroup {successor}")
            case Group() as group if not group.has(self._person.id):
                raise PersonError(409, "this person is not in the group")
            case _:
                pass

    def _check_active(self) -> None:
        if self._world.people.is_deactivated(self._person):
            raise PersonError(409, "this person has deleted their account")

    def _written(self, text: str) -> Formatted:
        body = formatted(text, [])
        if not body.text:
            raise PersonError(400, "an empty message can't be sent")
        if body.length > LONGEST_TEXT:
            raise PersonError(400, f"a message has at most {LONGEST_TEXT} characters, this one has {body.length}")
        return body

    def _account_tapped(self, message_id: int) -> Account:
        """The bot that gets a tap: in a group, the one whose message it is or was."""
        match self._chat:
            case PrivateChat(account=account):
                return account
            case Group(messages=messages, gone=gone):
                author = messages[message_id].author if message_id in messages else gone[message_id]
                if not isinstance(author, Bot):
                    raise PersonError(409, f"message {message_id} is no bot's")
                return self._world.account_by_id(author.id)

    def _data_of(self, message_id: int, button: Place | Remembered) -> str:
        message = self._chat.messages.get(message_id)
        if message is None and message_id not in self._chat.gone:
            raise PersonError(404, f"there never was a message {message_id} in this chat")
        match button:
            case Remembered(data):
                return data
            case Place(row, column):
                return _data_at(message, row, column)


def _data_at(message: Message | None, row: int, column: int) -> str:
    keyboard = message.keyboard if message else None
    if keyboard is None:
        raise PersonError(409, "there is no keyboard at this message now")
    if not (0 <= row < len(keyboard.rows) and 0 <= column < len(keyboard.rows[row])):
        raise PersonError(409, f"the keyboard has no button in row {row}, column {column}")
    match keyboard.rows[row][column]:
        case CallbackButton(data=data):
            return data
        case LinkButton(url=url):
            raise PersonError(409, f"that button opens {url}; it sends nothing to the bot")
