"""aiogram, FSM and SQLModel: each answer is a row, committed when it is given. The bot that tutorials teach."""

import asyncio

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bench.instant import TOKEN
from bench.peers.questions import QUESTIONS, WELCOME, Buttons, buttons_of, goes_on, text_of
from bench.peers.settings import FOLDER, URL

engine = create_async_engine(f"sqlite+aiosqlite:///{FOLDER / 'answers.sqlite'}", connect_args={"timeout": 60})
sessions = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


class Answer(SQLModel, table=True):
    """An option that somebody chose."""

    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(index=True)
    question: str
    option: int


class Survey(StatesGroup):
    """Where somebody is."""

    answering = State()


def markup(buttons: Buttons) -> InlineKeyboardMarkup:
    """The buttons as aiogram takes them."""
    rows = [[InlineKeyboardButton(text=label, callback_data=data) for label, data in row] for row in buttons]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def start(message: Message, state: FSMContext) -> None:
    """Welcomes."""
    await state.clear()
    await message.answer(WELCOME, reply_markup=markup([[("Începe", "begin")]]))


async def begin(query: CallbackQuery, state: FSMContext) -> None:
    """Asks the first question."""
    await state.set_state(Survey.answering)
    await ask(query, 0, [])


async def choose(query: CallbackQuery) -> None:
    """Stores the answer, or takes it back, and shows what is chosen."""
    assert query.data is not None
    _, index, option = query.data.split(":")
    question = QUESTIONS[int(index)].id
    async with sessions() as session:
        found = select(Answer).where(Answer.person == query.from_user.id, Answer.question == question)
        chosen = {each.option: each for each in await session.exec(found)}
        if int(option) in chosen:
            await session.delete(chosen.pop(int(option)))
        else:
            chosen[int(option)] = Answer(person=query.from_user.id, question=question, option=int(option))
            session.add(chosen[int(option)])
        await session.commit()
    if goes_on(int(index)):
        await ask(query, int(index) + 1, [])
    else:
        await ask(query, int(index), list(chosen))


async def done(query: CallbackQuery) -> None:
    """Asks the next question."""
    assert query.data is not None
    await ask(query, int(query.data.split(":")[1]) + 1, [])


async def ask(query: CallbackQuery, index: int, chosen: list[int]) -> None:
    """Shows the question in place."""
    assert isinstance(query.message, Message)
    await query.answer()
    await query.message.edit_text(text_of(index, chosen), reply_markup=markup(buttons_of(index)))


async def main() -> None:
    """Polls as aiogram does."""
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    dispatcher = Dispatcher()
    dispatcher.message.register(start, CommandStart())
    dispatcher.callback_query.register(begin, F.data == "begin")
    dispatcher.callback_query.register(choose, F.data.startswith("choose:"), Survey.answering)
    dispatcher.callback_query.register(done, F.data.startswith("done:"), Survey.answering)
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(URL)))
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
