"""Sending, editing and deleting messages: the rules and the words of Telegram."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.errors import NOT_MODIFIED

if TYPE_CHECKING:
    from sandbox.client import Chat, Person


def keyboard(data: str = "yes", text: str = "Da") -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": data}]]}


async def test_sends_what_was_written(bot: Any, ana: Person, chat: Chat) -> None:
    sent = (await bot("sendMessage", chat_id=ana.id, text="<b>Bună</b> ziua", parse_mode="HTML")).result
    assert sent["text"] == "Bună ziua"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    assert sent["chat"]["id"] == ana.id
    assert sent["from"]["is_bot"] is True
    seen = await chat.until(lambda seen: seen.screen.message_id == sent["message_id"])
    assert seen.screen.html == "<b>Bună</b> ziua"


async def test_text_of_white_space_is_no_text(bot: Any, ana: Person) -> None:
    assert (await bot("sendMessage", chat_id=ana.id)).description == "Bad Request: message text is empty"
    assert (await bot("sendMessage", chat_id=ana.id, text=" \n ")).description == "Bad Request: text must be non-empty"


async def test_length_counts_utf16_units_after_entities(bot: Any, ana: Person) -> None:
    fits = "🙂" * 2048
    assert (await bot("sendMessage", chat_id=ana.id, text=f"<b>{fits}</b>", parse_mode="HTML")).status == 200
    too_long = await bot("sendMessage", chat_id=ana.id, text=fits + "a")
    assert (too_long.status, too_long.description) == (400, "Bad Request: message is too long")


async def test_too_long_an_edit_is_told_by_its_code(bot: Any, ana: Person) -> None:
    sent = (await bot("sendMessage", chat_id=ana.id, text="a")).result
    answer = await bot("editMessageText", chat_id=ana.id, message_id=sent["message_id"], text="b" * 4097)
    assert answer.description == "Bad Request: MESSAGE_TOO_LONG"


async def test_an_edit_replaces_text_and_keyboard(sandbox: Any, bot: Any, ana: Person, chat: Chat) -> None:
    sent = (await bot("sendMessage", chat_id=ana.id, text="a", reply_markup=keyboard())).result
    sandbox.clock.advance(5)
    edited = (await bot("editMessageText", chat_id=ana.id, message_id=sent["message_id"], text="b")).result
    assert edited["text"] == "b"
    assert "reply_markup" not in edited
    assert edited["edit_date"] == edited["date"] + 5
    seen = await chat.until(lambda seen: seen.screen.text == "b")
    assert seen.screen.edited
    assert seen.screen.buttons == ()


@pytest.mark.parametrize(
    "same",
    [
        {"text": "a", "reply_markup": keyboard()},
        {"text": " a ", "reply_markup": keyboard()},
        {"text": "<b></b>a", "parse_mode": "HTML", "reply_markup": keyboard()},
    ],
)
async def test_an_edit_must_change_something(bot: Any, ana: Person, same: dict[str, Any]) -> None:
    sent = (await bot("sendMessage", chat_id=ana.id, text="a", reply_markup=keyboard())).result
    answer = await bot("editMessageText", chat_id=ana.id, message_id=sent["message_id"], **same)
    assert (answer.status, answer.description) == (400, f"Bad Request: {NOT_MODIFIED}")


@pytest.mark.parametrize(
    "other",
    [
        {"text": "a"},
        {"text": "a", "reply_markup": keyboard(data="no")},
        {"text": "a", "reply_markup": keyboard(text="Nu")},
        {"text": "<b>a</b>", "parse_mode": "HTML", "reply_markup": keyboard()},
    ],
)
async def test_keyboard_and_entities_are_part_of_a_message(bot: Any, ana: Person, other: dict[str, Any]) -> None:
    sent = (await bot("sendMessage", chat_id=ana.id, text="a", reply_markup=keyboard())).result
    answer = await bot("editMessageText", chat_id=ana.id, message_id=sent["message_id"], **other)
    assert answer.status == 200


async def test_keyboard_alone_can_be_edited(bot: Any, ana: Person) -> None:
    sent = (await bot("sendMessage", chat_id=ana.id, text="a", reply_markup=keyboard())).result
    where = {"chat_id": ana.id, "message_id": sent["message_id"]}
    again = await bot("editMessageReplyMarkup", **where, reply_markup=keyboard())
    assert again.description == f"Bad Request: {NOT_MODIFIED}"
    assert "reply_markup" not in (await bot("editMessageReplyMarkup", **where)).result


async def test_only_the_bots_own_messages_can_be_edited(bot: Any, ana: Person, chat: Chat) -> None:
    theirs = await chat.say("al meu")
    answer = await bot("editMessageText", chat_id=ana.id, message_id=theirs, text="al tău")
    assert answer.description == "Bad Request: message can't be edited"


async def test_a_message_that_removed_the_reply_keyboard_can_not_be_edited(bot: Any, ana: Person) -> None:
    sent = (await bot("sendMessage", chat_id=ana.id, text="a", reply_markup={"remove_keyboard": True})).result
    answer = await bot("editMessageText", chat_id=ana.id, message_id=sent["message_id"], text="b")
    assert answer.description == "Bad Request: message can't be edited"


@pytest.mark.parametrize(
    ("method", "purpose"),
    [("editMessageText", "edit"), ("editMessageReplyMarkup", "edit"), ("deleteMessage", "delete")],
)
async def test_a_message_must_be_there(bot: Any, ana: Person, method: str, purpose: str) -> None:
    text = {"text": "a"} if method == "editMessageText" else {}
    answer = await bot(method, chat_id=ana.id, message_id=777, **text)
    assert answer.description == f"Bad Request: message to {purpose} not found"


async def test_deleting(bot: Any, ana: Person, chat: Chat) -> None:
    theirs = await chat.say("salut")
    ours = (await bot("sendMessage", chat_id=ana.id, text="a")).result["message_id"]
    assert (await bot("deleteMessage", chat_id=ana.id, message_id=ours)).result is True
    assert (await bot("deleteMessages", chat_id=ana.id, message_ids=[theirs, ours, 999])).result is True
    await chat.until(lambda seen: theirs not in seen.messages and ours not in seen.messages)
    again = await bot("deleteMessage", chat_id=ana.id, message_id=ours)
    assert again.description == "Bad Request: message to delete not found"


async def test_after_48_hours_a_message_stays(sandbox: Any, bot: Any, ana: Person) -> None:
    old = (await bot("sendMessage", chat_id=ana.id, text="a")).result["message_id"]
    sandbox.clock.advance(48 * 3600)
    new = (await bot("sendMessage", chat_id=ana.id, text="b")).result["message_id"]
    sandbox.clock.advance(1)
    refusal = "Bad Request: message can't be deleted for everyone"
    assert (await bot("deleteMessage", chat_id=ana.id, message_id=old)).description == refusal
    assert (await bot("deleteMessages", chat_id=ana.id, message_ids=[old, new])).description == refusal
    assert (await bot("deleteMessage", chat_id=ana.id, message_id=new)).result is True
    assert (await bot("editMessageText", chat_id=ana.id, message_id=old, text="c")).result["text"] == "c"


async def test_what_to_edit_or_delete_must_be_named(bot: Any, ana: Person) -> None:
    unnamed = "Bad Request: message identifier is not specified"
    assert (await bot("editMessageText", text="a")).description == unnamed
    assert (await bot("deleteMessage", chat_id=ana.id)).description == unnamed
    assert (await bot("deleteMessage", message_id=1)).description == "Bad Request: chat identifier is not specified"
    assert (await bot("editMessageText", message_id=1, text="a")).description == "Bad Request: chat_id is empty"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([], "object expected as reply parameters"),
        ({"quote": "a"}, 'can\'t find field "message_id"'),
        ({"message_id": 1, "quote": "a"}, "sandbox: reply_parameters with 'quote' are not modelled"),
    ],
)
async def test_wrong_replies(bot: Any, ana: Person, given: object, reason: str) -> None:
    answer = await bot("sendMessage", chat_id=ana.id, text="a", reply_parameters=given)
    assert answer.description == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "message identifiers are not specified"),
        ({"message_ids": []}, "message identifiers are not specified"),
        ({"message_ids": 7}, "expected an Array of message identifiers"),
        ({"message_ids": list(range(1, 102))}, "too many message identifiers specified"),
        ({"message_ids": ["x"]}, "message identifier must be a Number"),
        ({"message_ids": [0]}, "invalid message identifier specified"),
    ],
)
async def test_identifiers_to_delete(bot: Any, ana: Person, given: dict[str, Any], sentence: str) -> None:
    assert (await bot("deleteMessages", chat_id=ana.id, **given)).description == f"Bad Request: {sentence}"


async def test_who_may_be_written_to(sandbox: Any, bot: Any) -> None:
    stranger = await sandbox.person(started=False)
    refused = await bot("sendMessage", chat_id=stranger.id, text="a")
    assert (refused.status, refused.description) == (403, "Forbidden: bot can't initiate conversation with a user")
    assert (await bot("sendMessage", chat_id=1, text="a")).description == "Bad Request: chat not found"
    assert (await bot("sendMessage", chat_id="@nobody", text="a")).description == "Bad Request: chat not found"
    assert (await bot("sendMessage", text="a")).description == "Bad Request: chat_id is empty"
    assert (await bot("getChat", chat_id=stranger.id)).description == "Bad Request: chat not found"


async def test_starting_one_bot_opens_no_chat_with_another(sandbox: Any, ana: Person) -> None:
    answer = await sandbox.bot("1000002:SANDBOX")("sendMessage", chat_id=ana.id, text="a")
    assert answer.status == 403


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "sendChatAction"])
async def test_a_blocked_bot_is_told_so(bot: Any, ana: Person, chat: Chat, method: str) -> None:
    sent = (await bot("sendMessage", chat_id=ana.id, text="a")).result
    await chat.block()
    given = {
        "sendMessage": {"text": "b"},
        "editMessageText": {"text": "b", "message_id": sent["message_id"]},
        "sendChatAction": {"action": "typing"},
    }[method]
    answer = await bot(method, chat_id=ana.id, **given)
    assert (answer.status, answer.description) == (403, "Forbidden: bot was blocked by the user")
    await chat.unblock()
    assert (await bot(method, chat_id=ana.id, **given)).status == 200


async def test_replies_need_their_message(bot: Any, ana: Person, chat: Chat) -> None:
    theirs = await chat.say("salut")
    reply = (await bot("sendMessage", chat_id=ana.id, text="a", reply_parameters={"message_id": theirs})).result
    assert reply["reply_to_message"]["text"] == "salut"
    missing = await bot("sendMessage", chat_id=ana.id, text="a", reply_parameters={"message_id": 999})
    assert missing.description == "Bad Request: message to be replied not found"
    lenient = {"message_id": 999, "allow_sending_without_reply": True}
    assert (
        "reply_to_message" not in (await bot("sendMessage", chat_id=ana.id, text="a", reply_parameters=lenient)).result
    )


async def test_chat_actions(bot: Any, ana: Person, chat: Chat) -> None:
    assert (await bot("sendChatAction", chat_id=ana.id, action="typing")).result is True
    await chat.until(lambda seen: seen.actions == 1)
    wrong = await bot("sendChatAction", chat_id=ana.id, action="sleeping")
    assert wrong.description == "Bad Request: wrong parameter action in request"


async def test_message_ids_count_through_all_chats_of_a_bot(sandbox: Any, bot: Any, ana: Person) -> None:
    ion = await sandbox.person("Ion")
    first = (await bot("sendMessage", chat_id=ana.id, text="a")).result["message_id"]
    second = (await bot("sendMessage", chat_id=ion.id, text="a")).result["message_id"]
    assert second == first + 1
