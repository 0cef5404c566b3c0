"""Taps and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.errors import QUERY_TOO_OLD
from sandbox.seen import NoSuchButton, Refused, Toast

if TYPE_CHECKING:
    from sandbox.client import Chat, Person

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Da", "callback_data": "yes"}, {"text": "Nu", "callback_data": "no", "style": "danger"}],
        [{"text": "Detalii", "url": "https://example.com"}],
    ]
}


@pytest.fixture
async def message_id(bot: Any, ana: Person, chat: Chat) -> int:
    """A message with KEYBOARD that Ana sees."""
    sent = (await bot("sendMessage", chat_id=ana.id, text="?", reply_markup=KEYBOARD)).result
    await chat.until(lambda seen: seen.button("Da"))
    number: int = sent["message_id"]
    return number


async def test_a_tap_reaches_the_bot_with_its_message(bot: Any, ana: Person, chat: Chat, message_id: int) -> None:
    query_id = await chat.tap("Nu")
    (update,) = await bot.updates()
    query = update["callback_query"]
    assert query["id"] == query_id
    assert query["data"] == "no"
    assert query["from"]["id"] == ana.id
    assert query["message"]["message_id"] == message_id
    shown = query["message"]["reply_markup"]["inline_keyboard"]
    assert shown[0][1] == {"text": "Nu", "callback_data": "no", "style": "danger"}


async def test_an_answer_stops_the_spinner_and_shows_its_text(bot: Any, chat: Chat, message_id: int) -> None:
    query_id = await chat.tap("Da")
    assert (await bot("answerCallbackQuery", callback_query_id=query_id, text="Bine", show_alert=True)).result is True
    seen = await chat.until(lambda seen: seen.toasts)
    assert seen.toasts == [Toast("Bine", alert=True)]
    assert seen.answered == [query_id]


async def test_an_answer_may_be_silent(bot: Any, chat: Chat, message_id: int) -> None:
    query_id = await chat.tap("Da")
    await bot("answerCallbackQuery", callback_query_id=query_id)
    seen = await chat.until(lambda seen: seen.answered)
    assert seen.toasts == []


@pytest.mark.parametrize("query_id", ["", "0", "12345", "nonsense"])
async def test_an_unknown_query(bot: Any, query_id: str) -> None:
    answer = await bot("answerCallbackQuery", callback_query_id=query_id)
    assert (answer.status, answer.description) == (400, f"Bad Request: {QUERY_TOO_OLD}")


async def test_a_query_is_answered_once(bot: Any, chat: Chat, message_id: int) -> None:
    query_id = await chat.tap("Da")
    await bot("answerCallbackQuery", callback_query_id=query_id)
    again = await bot("answerCallbackQuery", callback_query_id=query_id)
    assert again.description == f"Bad Request: {QUERY_TOO_OLD}"


async def test_a_query_is_answered_in_time(sandbox: Any, bot: Any, chat: Chat, message_id: int) -> None:
    first, second = await chat.tap("Da"), await chat.tap("Da")
    sandbox.clock.advance(15)
    assert (await bot("answerCallbackQuery", callback_query_id=first)).result is True
    sandbox.clock.advance(0.1)
    late = await bot("answerCallbackQuery", callback_query_id=second)
    assert late.description == f"Bad Request: {QUERY_TOO_OLD}"


async def test_another_bots_query(sandbox: Any, chat: Chat, message_id: int) -> None:
    query_id = await chat.tap("Da")
    answer = await sandbox.bot("1000002:SANDBOX")("answerCallbackQuery", callback_query_id=query_id)
    assert answer.status == 400


async def test_a_toast_has_200_units(bot: Any, chat: Chat, message_id: int) -> None:
    query_id = await chat.tap("Da")
    too_long = await bot("answerCallbackQuery", callback_query_id=query_id, text="🙂" * 100 + "a")
    assert too_long.description == "Bad Request: MESSAGE_TOO_LONG"
    assert (await bot("answerCallbackQuery", callback_query_id=query_id, text="🙂" * 100)).result is True


async def test_a_button_of_an_older_keyboard_still_taps(bot: Any, ana: Person, chat: Chat, message_id: int) -> None:
    old = chat.seen.button("Da")
    await bot("editMessageText", chat_id=ana.id, message_id=message_id, text="!")
    await chat.until(lambda seen: not seen.screen.buttons)
    with pytest.raises(NoSuchButton):
        await chat.tap("Da")
    await chat.press(old)
    (update,) = await bot.updates()
    assert update["callback_query"]["data"] == "yes"
    assert update["callback_query"]["message"]["text"] == "!"


async def test_a_deleted_message_is_inaccessible(bot: Any, ana: Person, chat: Chat, message_id: int) -> None:
    old = chat.seen.button("Da")
    await bot("deleteMessage", chat_id=ana.id, message_id=message_id)
    await chat.press(old)
    (update,) = await bot.updates()
    message = update["callback_query"]["message"]
    assert (message["message_id"], message["date"], message["chat"]["id"]) == (message_id, 0, ana.id)
    assert "text" not in message


async def test_taps_by_place(sandbox: Any, bot: Any, ana: Person, chat: Chat, message_id: int) -> None:
    query = {"bot": "1000001"}
    answer = await ana.post("tap", query, {"message_id": message_id, "row": 0, "column": 1})
    (update,) = await bot.updates()
    assert (update["callback_query"]["id"], update["callback_query"]["data"]) == (answer["callback_query_id"], "no")


@pytest.mark.parametrize(
    ("tap", "status", "sentence"),
    [
        ({"row": 5, "column": 0}, 409, "no button in row 5"),
        ({"row": 0, "column": -1}, 409, "no button in row 0"),
        ({"row": 1, "column": 0}, 409, "opens https://example.com"),
        ({"row": 0}, 400, "either row and column, or data"),
        ({"row": 0, "column": 0, "data": "yes"}, 400, "either row and column, or data"),
        ({"message_id": 999, "data": "yes"}, 404, "never was a message 999"),
        ({"message_id": "x"}, 400, "message_id"),
    ],
)
async def test_taps_that_nobody_can_make(
    ana: Person, chat: Chat, message_id: int, tap: dict[str, Any], status: int, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        await ana.post("tap", {"bot": "1000001"}, {"message_id": message_id, **tap})
    assert refused.value.status == status


async def test_no_keyboard_no_tap(bot: Any, ana: Person, chat: Chat) -> None:
    sent = (await bot("sendMessage", chat_id=ana.id, text="a")).result
    with pytest.raises(Refused, match="no keyboard at this message now"):
        await ana.post("tap", {"bot": "1000001"}, {"message_id": sent["message_id"], "row": 0, "column": 0})
