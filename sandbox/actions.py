"""What people do in their chats, and the updates that bots get of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sandbox import samples
from sandbox.entities import Formatted, formatted
from sandbox.errors import PersonError
from sandbox.journal import Happened
from sandbox.keyboards import CallbackButton, LinkButton
from sandbox.messages import Content, Document, Message, Photo, Sticker, Text, Voice
from sandbox.wire import Sender

if TYPE_CHECKING:
    from sandbox.bots import Account
    from sandbox.chats import Chat
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


class Acting:
    """One person in the chat with one bot. Everything raises PersonError when Telegram's apps would not let them."""

    def __init__(self, world: World, account: Account, person: Person) -> None:
        self._world = world
        self._account = account
        self._chat = world.chat_of(account, person)

    @property
    def chat(self) -> Chat:
        return self._chat

    def say(self, text: str) -> Message:
        body = self._written(text)
        return self._send(Text(body), text=body.text)

    def send_sticker(self) -> Message:
        file = self._world.files.keep("stickers", "sticker.webp", samples.STICKER, "image/webp")
        return self._send(Sticker(file, samples.STICKER_EMOJI))

    def send_voice(self) -> Message:
        file = self._world.files.keep("voice", "voice.oga", samples.VOICE, "audio/ogg")
        return self._send(Voice(file, seconds=1))

    def send_photo(self) -> Message:
        file = self._world.files.keep("photos", "photo.png", samples.PHOTO, "image/png")
        return self._send(Photo(file, width=1, height=1))

    def send_document(self) -> Message:
        file = self._world.files.keep("documents", "note.txt", samples.DOCUMENT, "text/plain")
        return self._send(Document(file))

    def edit(self, message_id: int, text: str) -> Message:
        message = self._chat.messages.get(message_id)
        if message is None or message.from_bot or not isinstance(message.content, Text):
            raise PersonError(409, f"message {message_id} is no text of this person")
        body = self._written(text)
        self._check_not_blocked()
        edited = replace(message, content=Text(body), edited=self._world.calendar.date())
        self._chat.replace(edited)
        self._deliver("edited_message", self._sender.message_json(self._chat, edited), message=edited, text=body.text)
        return edited

    def tap(self, message_id: int, button: Place | Remembered) -> str:
        """Returns the callback query's id."""
        data = self._data_of(message_id, button)
        self._check_not_blocked()
        query_id = self._world.new_query_id()
        self._account.queries.ask(query_id, self._chat.person.id)
        payload = self._sender.callback_json(self._chat, query_id, message_id, data)
        self._deliver("callback_query", payload, message_id=message_id, data=data, query_id=query_id)
        return query_id

    def block(self) -> None:
        self._set_blocked(blocked=True)

    def unblock(self) -> None:
        self._set_blocked(blocked=False)

    @property
    def _sender(self) -> Sender:
        return Sender(self._account.bot, self._account.profile.name.get(""), self._world.people)

    def _send(self, content: Content, *, text: str | None = None) -> Message:
        self._check_not_blocked()
        message = Message(
            message_id=self._account.new_message_id(),
            date=self._world.calendar.date(),
            from_bot=False,
            content=content,
        )
        self._chat.add(message)
        self._deliver("message", self._sender.message_json(self._chat, message), message=message, text=text)
        return message

    def _deliver(
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        message: Message | None = None,
        message_id: int | None = None,
        text: str | None = None,
        data: str | None = None,
        query_id: str | None = None,
    ) -> None:
        self._chat.heard = self._world.calendar.now()
        self._world.note(
            Happened(
                bot=self._account.bot.id,
                person=self._chat.person.id,
                kind=kind,
                update_id=self._account.queue.add(kind, payload),
                message_id=message.message_id if message else message_id,
                data=data,
                text=text,
                callback_query_id=query_id,
            )
        )

    def _set_blocked(self, *, blocked: bool) -> None:
        if self._chat.blocked == blocked:
            return
        self._chat.blocked = blocked
        heard = self._chat.heard
        self._deliver("my_chat_member", self._sender.membership_json(self._chat, self._world.calendar.date()))
        self._chat.heard = heard  # blocking is no writing: it neither starts a chat nor prompts an answer
        self._world.tell_state(self._account, self._chat)

    def _check_not_blocked(self) -> None:
        if self._chat.blocked:
            raise PersonError(409, "this person has blocked the bot; unblock it first")

    def _written(self, text: str) -> Formatted:
        body = formatted(text, [])
        if not body.text:
            raise PersonError(400, "an empty message can't be sent")
        if body.length > LONGEST_TEXT:
            raise PersonError(400, f"a message has at most {LONGEST_TEXT} characters, this one has {body.length}")
        return body

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
