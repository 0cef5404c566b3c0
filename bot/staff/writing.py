"""How staff's chats are written to: screens as the citizens' are, drawn by python-telegram-bot at Telegram's pace.

errors:
    telegram.error.TelegramError   as it comes, but for what is no failure (nothing to change, too late to answer)
    └── Unreadable                 Telegram's answer could not be read: it may have been done
"""

from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Final, TypeVar

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.delivery.gate import Gate
from bot.outages import Sleep
from bot.screen import Button, Document, Screen
from bot.traces import kind
from results.labels import shortened

TOAST_LENGTH: Final = 190
FILE_SECONDS: Final = 60.0

_TOO_LATE: Final = ("query is too old", "query_id_invalid", "query id is invalid")
_NOT_EDITABLE: Final = ("message to edit not found", "message_id_invalid", "can't be edited", "there is no text")

T = TypeVar("T")


class Unreadable(TelegramError):
    """Telegram's answer could not be read: it may have been done."""


class Writing:
    """All calls of the staff's bot that show something. They wait for their turn, and come again after a 429."""

    def __init__(self, bot: Bot, gate: Gate, sleep: Sleep) -> None:
        self._bot = bot
        self._gate = gate
        self._sleep = sleep

    async def send(self, chat: int, screen: Screen, *, answers: int | None = None) -> int:
        """Sends the screen, and gives the message's id; `answers` is the message to which it is a reply."""

        async def call() -> int:
            sent = await self._bot.send_message(
                chat,
                screen.html,
                parse_mode=ParseMode.HTML,
                reply_markup=_keyboard(screen),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_parameters=_reply(answers),
            )
            return sent.message_id

        return await self._paced(chat, call)

    async def edit(self, chat: int, message: int, screen: Screen) -> int:
        """Lets the message show the screen, or sends it anew where that cannot be; gives the message's id."""

        async def call() -> int | None:
            try:
                await self._bot.edit_message_text(
                    screen.html,
                    chat,
                    message,
                    parse_mode=ParseMode.HTML,
                    reply_markup=_keyboard(screen),
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
            except BadRequest as refused:
                if _says(refused, "message is not modified"):
                    return message
                if _says(refused, *_NOT_EDITABLE):
                    return None
                raise
            return message

        edited = await self._paced(chat, call)
        return await self.send(chat, screen) if edited is None else edited

    async def document(self, chat: int, document: Document, *, answers: int | None = None) -> None:
        """Sends the file."""

        async def call() -> None:
            await self._bot.send_document(
                chat,
                InputFile(BytesIO(document.content), filename=document.name),
                reply_parameters=_reply(answers),
                write_timeout=FILE_SECONDS,
            )

        await self._paced(chat, call)

    async def picture(self, chat: int, picture: bytes, caption: str) -> None:
        """Sends a picture (PNG) with a caption in HTML."""

        async def call() -> None:
            await self._bot.send_photo(
                chat,
                InputFile(BytesIO(picture), filename="glas.png"),
                caption=caption,
                parse_mode=ParseMode.HTML,
                write_timeout=FILE_SECONDS,
            )

        await self._paced(chat, call)

    async def answer(self, query: CallbackQuery, text: str | None = None) -> None:
        """Answers a tap, over a toast of at most 200 characters; one that comes too late is no error."""
        try:
            await query.answer(None if text is None else shortened(text, TOAST_LENGTH))
        except BadRequest as refused:
            if not _says(refused, *_TOO_LATE):
                raise

    async def content(self, file: str) -> bytes:
        """The content of a file that somebody sent, by its id. How large it is has to be looked at before."""
        found = await self._bot.get_file(file)
        return bytes(await found.download_as_bytearray(read_timeout=FILE_SECONDS))

    async def _paced(self, chat: int, call: Callable[[], Awaitable[T]]) -> T:
        while True:
            while (delay := self._gate.delay(chat)) > 0:
                await self._sleep(delay)
            self._gate.spend(chat)
            try:
                return await call()
            except RetryAfter as told:
                self._gate.told_to_wait(chat, seconds_of(told))
            except (AttributeError, LookupError, TypeError, ValueError) as error:
                raise Unreadable(kind(error)) from error


def seconds_of(told: RetryAfter) -> float:
    """For how long Telegram wants to be left alone, in either of the two forms that the library knows."""
    wait = told.retry_after
    return wait if isinstance(wait, int) else wait.total_seconds()


def is_unreachable(error: Exception) -> bool:
    """Whether Telegram could not be reached, so that nobody knows whether it was done."""
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


def _keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    if not screen.keyboard:
        return None
    return InlineKeyboardMarkup([[_button(each) for each in row] for row in screen.keyboard])


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.text, callback_data=button.data, url=button.url, style=button.style)


def _reply(message: int | None) -> ReplyParameters | None:
    """What is answered may have been deleted meanwhile: then it is no reply, and comes all the same."""
    return None if message is None else ReplyParameters(message, allow_sending_without_reply=True)


def _says(refused: BadRequest, *phrases: str) -> bool:
    lowered = refused.message.lower()
    return any(phrase in lowered for phrase in phrases)
