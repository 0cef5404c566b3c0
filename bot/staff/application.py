"""The staff's bot put together: topics become handlers of a python-telegram-bot application."""

import os
import warnings
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, Final

import structlog
from telegram import BotCommand, Update
from telegram.error import Forbidden
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ConversationHandler,
    MessageHandler,
    filters,
)
from telegram.warnings import PTBUserWarning

from bot.clock import Clock
from bot.delivery.gate import Gate
from bot.measures import Measures
from bot.settings import Settings
from bot.staff.door import ASKED, Context, Door
from bot.staff.fetching import Fetching
from bot.staff.starting import Starting
from bot.staff.strangers import Strangers
from bot.staff.topics import topics
from bot.staff.visit import Office, Topic, TryOut
from bot.staff.writing import Writing, is_unreachable
from bot.traces import kind, log_fault
from results.speech import SOURCE_LANGUAGE, negotiated, speech, spoken_languages
from storage.database import Database

log: structlog.stdlib.BoundLogger = structlog.get_logger()

App = Application[Any, Any, Any, Any, Any, Any]
Handler = BaseHandler[Update, Context, object]

DIALOGS, OTHERS = -1, 0
"""Groups of handlers: a dialog is asked first whether what came is for it."""

KINDS: Final = (Update.MESSAGE, Update.CALLBACK_QUERY)
_PRIVATE: Final = filters.ChatType.PRIVATE
_PICTURE: Final = filters.PHOTO | filters.Document.IMAGE
_NO_FILE: Final = filters.ANIMATION | (filters.ATTACHMENT & ~filters.Document.ALL)
"""What is sent otherwise than as a file; an animation counts as both."""


def build_application(settings: Settings, measures: Measures) -> App:
    """An application without handlers; `initialize` lets it learn who it is, then `furnish` gives it some."""
    assert settings.staff_bot_token is not None, "whoever serves the staff asks for it first"
    # Else every 429 warns, from within the library, that its seconds will have another type one day.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    builder = Application.builder().token(settings.staff_bot_token.get_secret_value())
    # Updates are fetched by `bot.staff.polling`: the library's own updater acknowledges them before they are handled.
    return (
        builder.base_url(f"{settings.telegram_api}/bot")
        .base_file_url(f"{settings.telegram_api}/file/bot")
        .get_updates_request(Fetching(measures))
        .updater(None)
        .build()
    )


def furnish(
    application: App,
    settings: Settings,
    database: Database,
    *,
    now: Callable[[], datetime],
    clock: Clock,
    citizens: Callable[[], Awaitable[str]],
    try_out: TryOut,
) -> Office:
    """Gives an initialized application its handlers, and the office that they share."""
    found = topics()
    writing = Writing(application.bot, Gate(clock.monotonic), clock.sleep)
    commands = tuple(command for topic in found for command in topic.commands)
    office = Office(settings, database, writing, now, application.bot.username, citizens, try_out, commands)
    strangers = Strangers(clock.monotonic)
    door = Door(office, strangers)
    application.add_handler(_dialogs(door, found), DIALOGS)
    application.add_handler(CommandHandler("start", Starting(office, door, strangers).start, _PRIVATE), OTHERS)
    for handler in _handlers(door, found):
        application.add_handler(handler, OTHERS)
    application.add_error_handler(_on_error(office))
    return office


def menu(office: Office, language: str) -> list[BotCommand]:
    """The commands that Telegram's menu offers, in the order of the topics."""
    words = speech(language)
    return [BotCommand(each.name, each.about(words)) for each in office.commands]


def _dialogs(door: Door, found: Sequence[Topic]) -> Handler:
    """One dialog for all questions: a button asks, what is typed is the answer, anything else leaves it."""
    questions = {question.verb: question for topic in found for question in topic.questions}
    entries: list[Handler] = [CallbackQueryHandler(door.asking(each), _verb(each.verb)) for each in questions.values()]
    typed: Handler = MessageHandler(_PRIVATE & filters.TEXT & ~filters.COMMAND, door.taking(questions))
    pictured: Handler = MessageHandler(_PRIVATE & (_PICTURE | _NO_FILE), door.picturing(questions))
    with warnings.catch_warnings():
        # It says that a dialog is not tracked for every message apart: one for each chat is what is wanted.
        warnings.simplefilter("ignore", PTBUserWarning)
        return ConversationHandler(
            entries,
            {ASKED: [typed, pictured]},
            [MessageHandler(filters.ALL, _leave), CallbackQueryHandler(_leave)],
            allow_reentry=True,
        )


async def _leave(update: Update, context: Context) -> int:
    """What it is about is for the handlers of the other group."""
    del update, context
    return ConversationHandler.END


def _handlers(door: Door, found: Sequence[Topic]) -> list[Handler]:
    commands: list[Handler] = [
        CommandHandler(each.name, door.guarded(each.may, each.run), _PRIVATE)
        for topic in found
        for each in topic.commands
    ]
    taps: list[Handler] = [
        CallbackQueryHandler(door.guarded(each.may, each.run), _verb(each.verb))
        for topic in found
        for each in topic.taps
    ]
    return [
        *commands,
        *taps,
        CallbackQueryHandler(door.unknown_button),
        MessageHandler(_PRIVATE & _PICTURE, door.pictures(found)),
        MessageHandler(_PRIVATE & filters.Document.ALL, door.documents(found)),
        MessageHandler(_PRIVATE & filters.TEXT & ~filters.COMMAND, door.texts(found)),
        MessageHandler(_PRIVATE & filters.ALL, door.unreadable),
    ]


def _verb(verb: str) -> str:
    return rf"^{verb}(\.|$)"


def _is_telegrams(error: Exception) -> bool:
    """Whether Telegram could not be reached, or the member has blocked the bot: nobody is to be told then."""
    return is_unreachable(error) or isinstance(error, Forbidden)


def _on_error(office: Office) -> Callable[[object, Context], Coroutine[Any, Any, None]]:
    async def on_error(update: object, context: Context) -> None:
        """Logs the fault once, without person, text or id, and tells whoever waits that there was one."""
        assert context.error is not None, "it is called for an error"
        number = update.update_id if isinstance(update, Update) else None
        if _is_telegrams(context.error):
            log.warning("staff were not answered", update=number, reason=kind(context.error))
            raise ApplicationHandlerStop
        log_fault(log, "staff's update failed", context.error, update=number)
        if isinstance(update, Update) and update.effective_user is not None:
            user = update.effective_user
            words = speech(negotiated(user.language_code or SOURCE_LANGUAGE, spoken_languages()))
            await office.excuse(user.id, words)
        raise ApplicationHandlerStop

    return on_error
