"""aiogram, and Glas's own conversation and screens in a dict: nothing is stored, nothing paced, nothing shown twice.

It is what the screens and the library cost by themselves, the measure for what storing and delivering add.
"""

import asyncio
from datetime import UTC, datetime

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bench.crowd import timisoara
from bench.instant import TOKEN
from bench.peers.settings import URL
from bench.ways import CODE, ROUND
from bot import callbacks
from bot.asked import Answered, Asked, OpenRound, Request
from bot.desk import Desk
from bot.screen import Screen
from bot.screens.rendering import screen_of, toast_of
from flows.response import Response
from storage.exchange import Arrival, Chat, Outcome
from storage.rounds import Round

OPENED = Round(ROUND, CODE, timisoara(), "", opens=datetime(2026, 1, 1, tzinfo=UTC))
DESK = Desk({ROUND: OPENED}, datetime.now(UTC))

chats: dict[int, Chat] = {}
responses: dict[int, Response] = {}


def step(person: int, asked: Asked) -> Answered:
    """One input, kept in memory."""
    chat, response = chats.get(person, Chat()), responses.get(person) or Response(seed=str(person))
    decision = DESK.step(chat, {ROUND: response}, asked)
    response = decision.responses.get(ROUND) or response
    chats[person], responses[person] = decision.chat, response
    return Outcome(Arrival(None, person, asked), decision.chat, {ROUND: response}, decision.events)


def keyboard(screen: Screen) -> InlineKeyboardMarkup:
    """The screen's buttons."""
    rows = [
        [InlineKeyboardButton(text=each.text, callback_data=each.data, url=each.url, style=each.style) for each in row]
        for row in screen.keyboard
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def start(message: Message) -> None:
    """Shows the welcome."""
    screen = screen_of(step(message.chat.id, Asked(OpenRound(CODE), spoken="ro")), DESK)
    await message.answer(screen.html, reply_markup=keyboard(screen), parse_mode=ParseMode.HTML)


async def tapped(query: CallbackQuery) -> None:
    """Answers the tap and shows the next screen in place."""
    request: Request | None
    _, request = callbacks.read(query.data or "", {ROUND: OPENED.consultation}) or (None, None)
    assert request is not None
    assert isinstance(query.message, Message)
    outcome = step(query.from_user.id, Asked(request, query.id, query.message.message_id))
    await query.answer(toast_of(outcome, DESK))
    screen = screen_of(outcome, DESK)
    await query.message.edit_text(screen.html, reply_markup=keyboard(screen), parse_mode=ParseMode.HTML)


async def main() -> None:
    """Polls as aiogram does."""
    dispatcher = Dispatcher()
    dispatcher.message.register(start, CommandStart())
    dispatcher.callback_query.register(tapped)
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(URL)))
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
