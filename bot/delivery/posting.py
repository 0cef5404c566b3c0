"""The calls by which a chat is written to, through aiogram, and the four ways in which they fail.

errors:
    NotPosted
    ├── Held           told to wait so many seconds
    ├── Gone           nobody can be written to there: blocked, or the account is no more
    ├── Refused        Telegram will not do this, however often it is asked
    │   └── Moved      the chat has another id from now on
    └── Unreachable    no answer, or none that means anything: it may or may not have been done
"""

import asyncio
import re
from dataclasses import dataclass
from html import unescape
from typing import Final, TypeVar

from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
)
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteMessages,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    GetMe,
    SendDocument,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    LinkPreviewOptions,
)
from aiohttp import ClientConnectorError

from bot.measures import Measures
from bot.screen import TEXT_UNITS, Button, Document, Screen
from bot.traces import harmless, kind

T = TypeVar("T")

REQUEST_SECONDS: Final = 30
ANSWER_SECONDS: Final = 10
AT_ONCE: Final = 64
"""Calls to chats at a time; aiogram has 100 connections, and taps are answered and updates fetched over the rest."""
DELETED_AT_ONCE: Final = 100
TOAST_UNITS: Final = 200

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
_GONE: Final = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid")
_SHUT_OUT: Final = ("blocked by the user", "was kicked", "not a member")
_NOT_THERE: Final = ("message to edit not found", "message_id_invalid")
_NO_TEXT: Final = "there is no text in the message to edit"
_NOT_EDITABLE: Final = (*_NOT_THERE, "message can't be edited", _NO_TEXT)


class NotPosted(Exception):
    """A call that failed; its text is fit for the log."""


class Held(NotPosted):
    """Told to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"told to wait {seconds} s")
        self.seconds = seconds


class Gone(NotPosted):
    """Nobody can be written to there."""

    @property
    def shut_out(self) -> bool:
        """Whether the bot was blocked or thrown out: the account is still there."""
        return any(each in str(self).lower() for each in _SHUT_OUT)


class Refused(NotPosted):
    """Telegram will not do this."""

    def __init__(self, method: str, description: str) -> None:
        super().__init__(f"{method}: {description}")
        self.method = method
        self.description = description

    def says(self, *phrases: str) -> bool:
        """Whether the description has one of the phrases, given in lower case."""
        lowered = self.description.lower()
        return any(phrase in lowered for phrase in phrases)


class Moved(Refused):
    """The chat has another id from now on."""

    def __init__(self, method: str, to: int) -> None:
        super().__init__(method, "the chat has moved")
        self.to = to


class Unreachable(NotPosted):
    """No answer, or none that means anything. `undone`: it certainly was not done, for it never got there."""

    def __init__(self, reason: str, *, undone: bool = False) -> None:
        super().__init__(reason)
        self.undone = undone


Failure = Held | Gone | Refused | Unreachable


@dataclass(frozen=True, slots=True)
class Posted:
    """What was sent. `picture`: by what Telegram knows the picture, so that it need not be sent a second time."""

    message: int
    picture: str | None = None


class Posting:
    """The calls. Each raises NotPosted, and nothing else, when it is not done."""

    def __init__(self, bot: Bot, measures: Measures | None = None) -> None:
        self._bot = bot
        self._measures = measures or Measures()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._username: str | None = None

    async def username(self) -> str:
        """The bot's own name, for links to it; asked for once."""
        if self._username is None:
            me = await self._call(GetMe())
            assert me.username is not None, "every bot has a username"
            self._username = me.username
        return self._username

    async def send(self, person: int, screen: Screen, *, plain: bool = False) -> int:
        """Sends the screen and returns the message's id. `plain`: without formatting and colours, cut to fit."""
        sent = await self._call(
            SendMessage(
                chat_id=person,
                text=_plain(screen.html) if plain else screen.html,
                parse_mode=None if plain else ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=_keyboard(screen, plain=plain),
            )
        )
        return sent.message_id

    async def edit(self, person: int, message: int, screen: Screen) -> bool:
        """Lets the message show the screen; False when it can no longer be edited."""
        method = EditMessageText(
            chat_id=person,
            message_id=message,
            text=screen.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=_keyboard(screen, plain=False),
        )
        return await self._edited(method)

    async def strip(self, person: int, message: int) -> bool:
        """Takes the message's keyboard away; False when it can no longer be edited."""
        return await self._edited(EditMessageReplyMarkup(chat_id=person, message_id=message, reply_markup=None))

    async def send_document(self, person: int, document: Document) -> int:
        """Sends the file and returns the message's id."""
        file = BufferedInputFile(document.content, filename=document.name)
        return (await self._call(SendDocument(chat_id=person, document=file))).message_id

    async def send_picture(self, person: int, content: bytes) -> int:
        """Sends the picture and returns the message's id."""
        photo = BufferedInputFile(content, filename="results.png")
        return (await self._call(SendPhoto(chat_id=person, photo=photo))).message_id

    async def post(self, person: int, screen: Screen, picture: bytes | str | None) -> Posted:
        """Sends a message of its own, with a picture above its text when there is one; nothing is tried again.

        `picture` is its content, or what an earlier `Posted` gave.
        """
        if picture is None:
            return Posted(await self.send(person, screen))
        photo = BufferedInputFile(picture, filename="picture") if isinstance(picture, bytes) else picture
        sent = await self._call(
            SendPhoto(
                chat_id=person,
                photo=photo,
                caption=screen.html,
                parse_mode=ParseMode.HTML,
                reply_markup=_keyboard(screen, plain=False),
            )
        )
        return Posted(sent.message_id, sent.photo[-1].file_id if sent.photo else None)

    async def delete(self, person: int, messages: tuple[int, ...]) -> tuple[int, ...]:
        """Deletes at most DELETED_AT_ONCE messages; returns those that Telegram keeps (they are older than 48 h)."""
        try:
            await self._call(DeleteMessages(chat_id=person, message_ids=list(messages)))
        except Refused:
            # One that is too old keeps all of them: which it is, nobody says.
            return tuple([message for message in messages if not await self._deleted(person, message)])
        return ()

    async def blank(self, person: int, message: int, text: str) -> None:
        """Puts the text in place of what the message shows, be it text or a file."""
        method = EditMessageText(chat_id=person, message_id=message, text=text, parse_mode=None, reply_markup=None)
        try:
            await self._edited(method, passed_over=_NOT_THERE)
        except Refused as refused:
            if not refused.says(_NO_TEXT):
                raise
            nothing = InputMediaDocument(media=BufferedInputFile(text.encode(), filename="-.txt"))
            await self._edited(EditMessageMedia(chat_id=person, message_id=message, media=nothing), _NOT_THERE)

    async def answer(self, callback: str, text: str | None) -> None:
        """Answers a tap, over a toast of at most 200 UTF-16 units; one that comes too late is no error."""
        method = AnswerCallbackQuery(callback_query_id=callback, text=None if text is None else _cut(text, TOAST_UNITS))
        try:
            await self._translated(method, ANSWER_SECONDS)
        except Refused as refused:
            if not refused.says("query is too old", "query_id_invalid", "query id is invalid"):
                raise

    async def _deleted(self, person: int, message: int) -> bool:
        try:
            await self._call(DeleteMessage(chat_id=person, message_id=message))
        except Refused as refused:
            return refused.says("message to delete not found", "message_id_invalid")
        return True

    async def _edited(self, method: TelegramMethod[T], passed_over: tuple[str, ...] = _NOT_EDITABLE) -> bool:
        try:
            await self._call(method)
        except Refused as refused:
            if refused.says("message is not modified"):
                return True
            if refused.says(*passed_over):
                return False
            raise
        return True

    async def _call(self, method: TelegramMethod[T]) -> T:
        async with self._room:
            return await self._translated(method, REQUEST_SECONDS)

    async def _translated(self, method: TelegramMethod[T], seconds: int) -> T:
        """Calls the method. Raises NotPosted without the library's own error, which names the chat and its text."""
        name = type(method).__name__
        try:
            done = await self._bot(method, request_timeout=seconds)
        except (AiogramError, OSError, UnicodeDecodeError) as error:
            failure = _failure(name, error)
        else:
            self._measures.called(name, "done")
            return done
        self._measures.called(name, type(failure).__name__.lower(), heard=not isinstance(failure, Unreachable))
        raise failure


def _failure(method: str, error: AiogramError | OSError | UnicodeDecodeError) -> Failure:
    match error:
        case TelegramRetryAfter():
            return Held(error.retry_after)
        case TelegramForbiddenError():
            return Gone(harmless(error.message))
        case TelegramBadRequest() if any(phrase in error.message.lower() for phrase in _GONE):
            return Gone(harmless(error.message))
        # Too large is a kind of network error to aiogram; it stays too large.
        case TelegramMigrateToChat():
            return Moved(method, error.migrate_to_chat_id)
        case TelegramBadRequest() | TelegramEntityTooLarge():
            return Refused(method, harmless(error.message))
        case TelegramAPIError():
            undone = isinstance(error.__cause__, ClientConnectorError)
            return Unreachable(f"{method}: {kind(error)}: {harmless(error.message)}", undone=undone)
        case ClientDecodeError() if isinstance(error.data, dict) and error.data.get("ok") is True:
            # It was done: to do it again would not make the answer any better.
            return Refused(method, "done, but the answer could not be read")
        case _:
            return Unreachable(f"{method}: {kind(error)}")


def _keyboard(screen: Screen, *, plain: bool) -> InlineKeyboardMarkup | None:
    if not screen.keyboard:
        return None
    rows = [[_button(each, plain=plain) for each in row] for row in screen.keyboard]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _button(button: Button, *, plain: bool) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text=button.text, callback_data=button.data, url=button.url, style=None if plain else button.style
    )


def _plain(html: str) -> str:
    return _cut(unescape(re.sub(r"<[^>]*>", "", html)), TEXT_UNITS)


def _cut(text: str, units: int) -> str:
    """At most so many UTF-16 units of the text, with no character cut in half."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    if len(encoded) <= 2 * units:
        return text
    return encoded[: 2 * (units - 1)].decode("utf-16-le", "ignore") + "…"
