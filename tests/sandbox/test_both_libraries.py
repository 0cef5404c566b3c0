"""The sandbox held against aiogram's and python-telegram-bot's own definitions.

Their real clients speak to it over HTTP, and whatever it sends must parse in both without a field that they don't know.
"""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

import aiogram.methods
import pytest
import telegram
from aiogram import Bot as AiogramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MenuButtonCommands,
    MessageEntity,
    ReplyParameters,
    Update,
)
from pydantic import BaseModel

from sandbox import samples
from sandbox.methods import methods
from sandbox.pace import Pace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sandbox.client import Chat, Person
    from sandbox.methods.call import Method

TOKEN = "1000001:SANDBOX"
KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="Da", callback_data="yes", style="success"),
            InlineKeyboardButton(text="Detalii", url="https://example.com"),
        ]
    ]
)


@pytest.fixture
async def aiogram_bot(sandbox: Any) -> AsyncIterator[AiogramBot]:
    async with opened_aiogram(sandbox.url) as bot:
        yield bot


def opened_aiogram(url: str, token: str = TOKEN) -> Any:
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    return AiogramBot(token, session=session).context()


@pytest.fixture
async def ptb_bot(sandbox: Any) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(TOKEN, base_url=f"{sandbox.url}/bot", base_file_url=f"{sandbox.url}/file/bot") as bot:
        yield bot


def unknown_to_aiogram(value: object) -> Iterator[str]:
    """The fields that aiogram kept without knowing them, anywhere inside."""
    if isinstance(value, BaseModel):
        yield from (f"{type(value).__name__}.{name}" for name in value.model_extra or {})
        for name in type(value).model_fields:
            yield from unknown_to_aiogram(getattr(value, name))
    elif isinstance(value, list):
        for item in value:
            yield from unknown_to_aiogram(item)


def unknown_to_ptb(value: object) -> Iterator[str]:
    if isinstance(value, telegram.TelegramObject):
        yield from (f"{type(value).__name__}.{name}" for name in value.api_kwargs)
        for name in value.__slots__:
            yield from unknown_to_ptb(getattr(value, name, None))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from unknown_to_ptb(item)


@pytest.fixture
async def updates(sandbox: Any, bot: Any, ana: Person, chat: Chat) -> list[dict[str, Any]]:
    """An update of every kind that the sandbox sends, with every kind of message."""
    message_id = await chat.say("/start r_demo https://example.com @glas #oras a@b.ro")
    await chat.edit(message_id, "altfel")
    for what in ("sticker", "voice", "photo", "document"):
        await chat.send(what)
    await chat.send_album([samples.PHOTO] * 2, caption="Strada mea")
    sent = (
        await bot("sendMessage", chat_id=ana.id, text="?", reply_markup=KEYBOARD.model_dump(exclude_none=True))
    ).result
    reply = {"message_id": message_id}
    await bot("sendMessage", chat_id=ana.id, text="!", reply_parameters=reply, protect_content=True)
    await chat.until(lambda seen: seen.button("Da"))
    await chat.tap("Da")
    await bot("deleteMessage", chat_id=ana.id, message_id=sent["message_id"])
    await chat.tap_data(sent["message_id"], "yes")
    await chat.block()
    await chat.unblock()
    group = await sandbox.town.group("Vecinii", [ana], bots=[1000001])
    async with ana.chat(group=group) as talk:
        await talk.say("/start")
    ion = await sandbox.town.arrive("Ion")
    await group.add(ion)
    await group.remove(ion)
    supergroup = await group.migrate()
    await supergroup.remove(1000001)
    await sandbox.town.group("Orașul", [ana], supergroup=True)
    found: list[dict[str, Any]] = await bot.updates()
    assert len(found) == 24
    return found


def test_every_update_parses_in_aiogram(updates: list[dict[str, Any]]) -> None:
    for raw in updates:
        update = Update.model_validate(raw)
        assert list(unknown_to_aiogram(update)) == []
        assert update.event_type in raw


def test_every_update_parses_in_ptb(updates: list[dict[str, Any]]) -> None:
    for raw in updates:
        update = telegram.Update.de_json(raw)
        assert list(unknown_to_ptb(update)) == []
        assert update.effective_user is not None


async def test_every_method_by_aiogram(sandbox: Any, aiogram_bot: AiogramBot, ana: Person, chat: Chat) -> None:
    bot, where = aiogram_bot, ana.id
    group = await sandbox.town.group("Vecinii", [ana])
    scope = BotCommandScopeChat(chat_id=where)
    sent = await bot.send_message(
        where, "<b>Bună</b>", parse_mode="HTML", reply_markup=KEYBOARD, disable_notification=True
    )
    photo = await bot.send_photo(where, BufferedInputFile(samples.PHOTO, "p.png"), caption="c")
    document = await bot.send_document(where, BufferedInputFile(b"{}", "datele mele ă.json"), caption="c")
    album = await bot.send_media_group(
        where, [InputMediaPhoto(media=BufferedInputFile(samples.PHOTO, "p.png"), caption=each) for each in "ab"]
    )
    assert document.document is not None
    results: list[object] = [
        await bot.me(),
        *album,
        await bot.edit_message_media(
            InputMediaPhoto(media=BufferedInputFile(samples.PHOTO, "q.png"), caption="altfel"),
            chat_id=where,
            message_id=album[0].message_id,
        ),
        sent,
        photo,
        document,
        await bot.send_message(where, "x", entities=[MessageEntity(type="italic", offset=0, length=1)]),
        await bot.send_message(where, "x", reply_parameters=ReplyParameters(message_id=sent.message_id)),
        await bot.edit_message_text("altfel", chat_id=where, message_id=sent.message_id, reply_markup=KEYBOARD),
        await bot.edit_message_reply_markup(chat_id=where, message_id=sent.message_id),
        await bot.edit_message_caption(chat_id=where, message_id=photo.message_id, caption="d"),
        await bot.get_chat(where),
        await bot.get_chat(group.id),
        await bot.get_chat_member(group.id, where),
        await bot.get_chat_administrators(group.id),
        await bot.get_chat_member_count(group.id),
        await bot.leave_chat(group.id),
        await bot.set_webhook("http://127.0.0.1:9/", secret_token="s", max_connections=1, allowed_updates=["message"]),
        await bot.get_webhook_info(),
        await bot.delete_webhook(),
        await bot.get_file(document.document.file_id),
        await bot.set_my_commands([BotCommand(command="help", description="Ajutor")], scope, "ro"),
        await bot.get_my_commands(scope, "ro"),
        await bot.delete_my_commands(scope, "ro"),
        await bot.set_my_name("Glas", "ro"),
        await bot.get_my_name("ro"),
        await bot.set_my_description("Descriere", "ro"),
        await bot.get_my_description("ro"),
        await bot.set_my_short_description("Scurt", "ro"),
        await bot.get_my_short_description("ro"),
        await bot.set_chat_menu_button(where, MenuButtonCommands()),
        await bot.get_chat_menu_button(where),
        await bot.send_chat_action(where, "typing"),
        await bot.delete_message(where, photo.message_id),
        await bot.delete_messages(where, [document.message_id]),
        await bot.get_updates(allowed_updates=["message", "callback_query"], timeout=0),
        await bot.delete_webhook(drop_pending_updates=True),
        await bot.log_out(),
        await bot.close(),
    ]
    assert [field for result in results for field in unknown_to_aiogram(result)] == []
    assert document.document.file_name == "datele mele ă.json"
    downloaded = await bot.download(document.document)
    assert downloaded is not None
    assert downloaded.read() == b"{}"


async def test_every_method_by_ptb(sandbox: Any, ptb_bot: telegram.Bot, ana: Person, chat: Chat) -> None:
    bot, where = ptb_bot, ana.id
    group = await sandbox.town.group("Vecinii", [ana])
    scope = telegram.BotCommandScopeChat(where)
    markup = telegram.InlineKeyboardMarkup.de_json(KEYBOARD.model_dump(exclude_none=True))
    sent = await bot.send_message(where, "<b>Bună</b>", parse_mode="HTML", reply_markup=markup)
    photo = await bot.send_photo(where, samples.PHOTO, caption="c")
    document = await bot.send_document(where, b"{}", caption="c", filename="datele mele ă.json")
    album = await bot.send_media_group(where, [telegram.InputMediaPhoto(samples.PHOTO) for _ in "ab"], caption="c")
    results: list[object] = [
        await bot.get_me(),
        *album,
        await bot.edit_message_media(telegram.InputMediaPhoto(samples.PHOTO, "d"), where, album[1].message_id),
        sent,
        photo,
        document,
        await bot.send_message(where, "x", entities=[telegram.MessageEntity("italic", 0, 1)]),
        await bot.send_message(where, "x", reply_to_message_id=sent.message_id),
        await bot.edit_message_text("altfel", where, sent.message_id, reply_markup=markup),
        await bot.edit_message_reply_markup(where, sent.message_id),
        await bot.edit_message_caption(where, photo.message_id, caption="d"),
        await bot.get_chat(where),
        await bot.get_chat(group.id),
        await bot.get_chat_member(group.id, where),
        await bot.get_chat_administrators(group.id),
        await bot.get_chat_member_count(group.id),
        await bot.leave_chat(group.id),
        await bot.set_webhook("http://127.0.0.1:9/", secret_token="s", max_connections=1, allowed_updates=["message"]),
        await bot.get_webhook_info(),
        await bot.delete_webhook(),
        await bot.set_my_commands([("help", "Ajutor")], scope, "ro"),
        await bot.get_my_commands(scope, "ro"),
        await bot.delete_my_commands(scope, "ro"),
        await bot.set_my_name("Glas", "ro"),
        await bot.get_my_name("ro"),
        await bot.set_my_description("Descriere", "ro"),
        await bot.get_my_description("ro"),
        await bot.set_my_short_description("Scurt", "ro"),
        await bot.get_my_short_description("ro"),
        await bot.set_chat_menu_button(where, telegram.MenuButtonCommands()),
        await bot.get_chat_menu_button(where),
        await bot.send_chat_action(where, "typing"),
        await bot.delete_message(where, photo.message_id),
        await bot.delete_messages(where, [document.message_id]),
        await bot.get_updates(allowed_updates=telegram.Update.ALL_TYPES, timeout=0),
        await bot.delete_webhook(drop_pending_updates=True),
        await bot.log_out(),
        await bot.close(),
    ]
    assert [field for result in results for field in unknown_to_ptb(result)] == []
    assert document.document is not None
    assert document.document.file_name == "datele mele ă.json"
    file = await bot.get_file(document.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"{}"


async def test_taps_are_answered_by_both(
    aiogram_bot: AiogramBot, ptb_bot: telegram.Bot, ana: Person, chat: Chat
) -> None:
    await aiogram_bot.send_message(ana.id, "?", reply_markup=KEYBOARD)
    await chat.until(lambda seen: seen.button("Da"))
    first, second = await chat.tap("Da"), await chat.tap("Da")
    assert await aiogram_bot.answer_callback_query(first, text="aiogram", show_alert=False, cache_time=0)
    assert await ptb_bot.answer_callback_query(second, text="PTB", show_alert=True)
    seen = await chat.until(lambda seen: len(seen.toasts) == 2)
    assert [toast.text for toast in seen.toasts] == ["aiogram", "PTB"]


async def test_errors_have_the_classes_that_both_know(
    sandbox: Any, aiogram_bot: AiogramBot, ptb_bot: telegram.Bot, ana: Person, chat: Chat
) -> None:
    stranger = await sandbox.person(started=False)
    with pytest.raises(TelegramForbiddenError):
        await aiogram_bot.send_message(stranger.id, "a")
    with pytest.raises(telegram.error.Forbidden):
        await ptb_bot.send_message(stranger.id, "a")
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await aiogram_bot.edit_message_text("a", chat_id=ana.id, message_id=999)
    with pytest.raises(telegram.error.BadRequest, match=r"[Mm]essage to edit not found"):
        await ptb_bot.edit_message_text("a", ana.id, 999)
    with pytest.raises(TelegramNotFound):
        await aiogram_bot.send_dice(ana.id)
    async with opened_aiogram(sandbox.url, "1000001:OTHER") as unknown:
        with pytest.raises(TelegramUnauthorizedError):
            await unknown.get_me()
    with pytest.raises(telegram.error.InvalidToken):
        async with telegram.Bot("1000001:OTHER", base_url=f"{sandbox.url}/bot"):
            pass


async def test_conflicts_and_holds_have_their_classes_too(make_sandbox: Any) -> None:
    sandbox = await make_sandbox(Pace.STRICT)
    ana = await sandbox.person()
    async with opened_aiogram(sandbox.url) as bot:
        polls = [asyncio.create_task(bot.get_updates(timeout=30)) for _ in range(2)]
        done, (waiting,) = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
        assert isinstance(done.pop().exception(), TelegramConflictError)
        async with ana.chat() as chat:
            await chat.say("salut")
        assert len(await waiting) == 1
        for number in range(20):
            await bot.send_message(ana.id, str(number))
        with pytest.raises(TelegramRetryAfter) as held:
            await bot.send_message(ana.id, "prea mult")
        assert held.value.retry_after == 60


PTB_CONVENIENCE = {"filename"}
"""Arguments of PTB's that never travel: they shape others."""
PTB_ALBUM = {"caption", "parse_mode", "caption_entities"}
"""Of sendMediaGroup, PTB writes these into the first of the media."""
MODELLED = sorted(methods().values(), key=lambda method: method.name)


@pytest.mark.parametrize("method", MODELLED, ids=lambda method: method.name)
def test_parameters_are_those_of_both_libraries(method: Method) -> None:
    """Each parameter of a method in either library is taken, or refused by name; and none is taken that both lack."""
    of_aiogram = set(getattr(aiogram.methods, method.name[0].upper() + method.name[1:]).model_fields)
    of_ptb = {
        name
        for name, parameter in inspect.signature(getattr(telegram.Bot, method.name)).parameters.items()
        if not name.endswith("_timeout") and name not in {"self", "api_kwargs", *PTB_CONVENIENCE}
    }
    if method.name == "sendMediaGroup":
        of_ptb -= PTB_ALBUM
    known = method.takes | method.unmodelled
    assert (of_aiogram | of_ptb) - known == set()
    assert known - (of_aiogram | of_ptb) == set()
    assert method.takes & method.unmodelled == frozenset()
