"""python-telegram-bot: a ConversationHandler with its own persistence; answers in user_data, pickled each minute."""

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    PicklePersistence,
)

from bench.instant import TOKEN
from bench.peers.questions import WELCOME, Buttons, buttons_of, goes_on, text_of
from bench.peers.settings import FOLDER, URL

WAITING, ANSWERING = range(2)


def markup(buttons: Buttons) -> InlineKeyboardMarkup:
    """The buttons as python-telegram-bot takes them."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in buttons]
    )


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Welcomes."""
    assert update.message is not None
    assert context.user_data is not None
    context.user_data.clear()
    await update.message.reply_text(WELCOME, reply_markup=markup([[("Începe", "begin")]]))
    return WAITING


async def begin(update: Update, _: ContextTypes.DEFAULT_TYPE) -> int:
    """Asks the first question."""
    await ask(update.callback_query, 0, set())
    return ANSWERING


async def choose(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Keeps the answer, or takes it back, and shows what is chosen."""
    query = update.callback_query
    assert query is not None
    assert query.data is not None
    assert context.user_data is not None
    _, index, option = query.data.split(":")
    chosen: set[int] = context.user_data.setdefault(int(index), set())
    chosen ^= {int(option)}
    if goes_on(int(index)):
        await ask(query, int(index) + 1, set())
    else:
        await ask(query, int(index), chosen)
    return ANSWERING


async def done(update: Update, _: ContextTypes.DEFAULT_TYPE) -> int:
    """Asks the next question."""
    assert update.callback_query is not None
    assert update.callback_query.data is not None
    await ask(update.callback_query, int(update.callback_query.data.split(":")[1]) + 1, set())
    return ANSWERING


async def ask(query: CallbackQuery | None, index: int, chosen: set[int]) -> None:
    """Shows the question in place."""
    assert query is not None
    await query.answer()
    await query.edit_message_text(text_of(index, chosen), reply_markup=markup(buttons_of(index)))


def main() -> None:
    """Polls as python-telegram-bot does."""
    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{URL}/bot")
        .persistence(PicklePersistence(FOLDER / "conversations.pickle"))
        .build()
    )
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", start)],
            states={
                WAITING: [CallbackQueryHandler(begin, "^begin$")],
                ANSWERING: [CallbackQueryHandler(choose, "^choose:"), CallbackQueryHandler(done, "^done:")],
            },
            fallbacks=[CommandHandler("start", start)],
            name="survey",
            persistent=True,
        )
    )
    application.run_polling()


if __name__ == "__main__":
    main()
