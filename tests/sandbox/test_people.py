"""The people API and its client."""

from __future__ import annotations

import asyncio
import io
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest

from sandbox.bots import Bot
from sandbox.client import Chat, Person, Townsfolk
from sandbox.seen import NeverCame, NoSuchButton, Refused, TownError
from sandbox.server import build_sandbox, serving

BOT = {"bot": "1000001"}


async def test_people_come_with_ids_of_today(sandbox: Any) -> None:
    ana = await sandbox.town.arrive("Ana", language_code="ro", username="ana_tm")
    ion = await sandbox.town.arrive("Ion")
    assert 2**32 < ana.id < ion.id < 2**52
    assert ana.raw == {
        "id": ana.id,
        "first_name": "Ana",
        "last_name": None,
        "username": "ana_tm",
        "language_code": "ro",
        "deactivated": False,
        "blocked": {},
    }
    everybody = await sandbox.town.get("/people")
    assert [person["id"] for person in everybody["people"]] == [ana.id, ion.id]
    assert everybody["bots"][0] == {"id": 1000001, "username": "glas_demo_bot", "first_name": "Glas"}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "first_name: Field required"),
        ({"first_name": ""}, "first_name: String should have at least 1 character"),
        ({"first_name": "Ana", "username": "a b"}, "username: String should match pattern"),
        ({"first_name": "Ana", "age": 7}, "age: Extra inputs are not permitted"),
    ],
)
async def test_who_can_not_come(sandbox: Any, body: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        await sandbox.town.post("/people", body)
    assert refused.value.status == 400


async def test_a_written_command_is_marked(bot: Any, ana: Person, chat: Chat) -> None:
    await chat.say("/start r_demo")
    (update,) = await bot.updates()
    message = update["message"]
    assert message["text"] == "/start r_demo"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {"id": ana.id, "is_bot": False, "first_name": "Ana", "language_code": "ro"}
    assert message["chat"] == {"id": ana.id, "type": "private", "first_name": "Ana"}


async def test_what_people_send(bot: Any, chat: Chat) -> None:
    for what in ("sticker", "voice", "photo", "document"):
        await chat.send(what)
    messages = [update["message"] for update in await bot.updates()]
    assert [kind for message in messages for kind in message if kind in {"sticker", "voice", "photo", "document"}] == [
        "sticker",
        "voice",
        "photo",
        "document",
    ]
    shown = list(chat.seen.messages.values())[-4:]
    assert [bool(message.raw["sticker"]) for message in shown] == [True, False, False, False]
    assert [message.raw["voice"] for message in shown] == [False, True, False, False]
    assert [bool(message.raw["photo"]) for message in shown] == [False, False, True, False]
    assert [bool(message.raw["document"]) for message in shown] == [False, False, False, True]


async def test_people_edit_their_own(bot: Any, ana: Person, chat: Chat) -> None:
    message_id = await chat.say("unu")
    await chat.edit(message_id, "doi")
    _, update = await bot.updates()
    assert update["edited_message"]["text"] == "doi"
    assert "edit_date" in update["edited_message"]
    await chat.until(lambda seen: seen.messages[message_id].edited)
    theirs = (await bot("sendMessage", chat_id=ana.id, text="a")).result["message_id"]
    with pytest.raises(Refused, match="no text of this person"):
        await chat.edit(theirs, "b")


async def test_blocking_tells_the_bot_and_the_page(sandbox: Any, bot: Any, ana: Person, chat: Chat) -> None:
    await chat.block()
    await chat.block()
    await chat.until(lambda seen: seen.blocked)
    (person,) = (await sandbox.town.get("/people"))["people"]
    assert person["blocked"] == {"1000001": True}
    for refused in (chat.say("a"), chat.send("voice")):
        with pytest.raises(Refused, match="unblock it first"):
            await refused
    await chat.unblock()
    await chat.until(lambda seen: not seen.blocked)
    blocked, unblocked = [update["my_chat_member"] for update in await bot.updates()]
    assert (blocked["old_chat_member"]["status"], blocked["new_chat_member"]["status"]) == ("member", "kicked")
    assert (unblocked["old_chat_member"]["status"], unblocked["new_chat_member"]["status"]) == ("kicked", "member")
    assert blocked["new_chat_member"]["user"]["id"] == 1000001


async def test_blocking_is_no_beginning(sandbox: Any, bot: Any) -> None:
    stranger = await sandbox.person(started=False)
    chat = await sandbox.chat(stranger)
    await chat.block()
    await chat.unblock()
    assert (await bot("sendMessage", chat_id=stranger.id, text="a")).status == 403


@pytest.mark.parametrize(
    ("path", "body", "status", "sentence"),
    [
        ("text", {"text": " "}, 400, "an empty message"),
        ("text", {"text": "a" * 4097}, 400, "at most 4096 characters, this one has 4097"),
        ("text", {}, 400, "text: Field required"),
        ("text", {"text": "ă" * 20000}, 400, "text is too long"),
        ("dance", {}, 404, "people can't 'dance' here"),
        ("block", {"why": 1}, 400, "why: Extra inputs"),
    ],
)
async def test_what_people_can_not_do(ana: Person, path: str, body: dict[str, Any], status: int, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        await ana.post(path, BOT, body)
    assert refused.value.status == status


@pytest.mark.parametrize(
    ("path", "query", "sentence"),
    [
        ("/people/1/chat", BOT, "there is no person 1"),
        ("/people/x/chat", BOT, "there is no person x"),
        ("/people/{ana}/chat", {}, "which chat"),
        ("/people/{ana}/chat", {"bot": "7"}, "there is no bot 7"),
        ("/people/{ana}/events", {"bot": "7"}, "there is no bot 7"),
        ("/journal", {"since": "yesterday"}, "since must be a number"),
    ],
)
async def test_wrong_addresses(sandbox: Any, ana: Person, path: str, query: dict[str, str], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        await sandbox.town.get(path.format(ana=ana.id), query)


async def test_two_watchers_see_the_same(sandbox: Any, bot: Any, ana: Person, chat: Chat) -> None:
    other = await sandbox.chat(ana)
    await bot("sendMessage", chat_id=ana.id, text="a")
    for watcher in (chat, other):
        await watcher.until(lambda seen: seen.screen.text == "a")
    late = await sandbox.chat(ana)
    assert late.seen.screen.text == "a"
    state = await sandbox.town.state(ana.id)
    assert state["kind"] == "state"
    assert [message["text"] for message in state["messages"]] == ["/start", "a"]


async def test_a_quiet_stream_still_beats(sandbox: Any, ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.people_api._HEARTBEAT_SECONDS", 0.001)
    async with sandbox.session.get(f"{sandbox.url}/people/{ana.id}/events", params=BOT) as stream:
        assert stream.content_type == "text/event-stream"
        lines = [await stream.content.readline() for _ in range(5)]
    assert [line[:6] for line in lines[::2]] == [b"data: ", b": stil", b": stil"]


async def test_links_are_no_taps(bot: Any, ana: Person, chat: Chat) -> None:
    markup = {"inline_keyboard": [[{"text": "Site", "url": "https://a.ro"}]]}
    await bot("sendMessage", chat_id=ana.id, text="a", reply_markup=markup)
    await chat.until(lambda seen: seen.button("Site"))
    with pytest.raises(NoSuchButton, match=r"opens https://a\.ro/"):
        await chat.tap("Site")


async def test_a_client_needs_a_sandbox(sandbox: Any) -> None:
    with pytest.raises(Refused, match="405: Method Not Allowed"):
        await Townsfolk(f"{sandbox.url}/people/7").__aenter__()


async def test_a_long_history_is_one_event(sandbox: Any, bot: Any, ana: Person) -> None:
    for _ in range(60):
        await bot("sendMessage", chat_id=ana.id, text="ă" * 4000)
    chat = await sandbox.chat(ana)
    assert len(chat.seen.from_bot) == 60


async def test_waiting_tells_what_was_seen_instead(chat: Chat) -> None:
    await chat.say("salut")
    with pytest.raises(NeverCame, match="person: 'salut'"):
        await chat.until(lambda seen: seen.screen, seconds=0.01)
    with pytest.raises(TownError, match="has not written yet"):
        _ = chat.seen.screen


async def test_stopping_ends_streams_and_polls_at_once() -> None:
    async with asyncio.timeout(30), AsyncExitStack() as outlives:
        async with serving(build_sandbox([Bot("1:A", "a_bot", "A")])) as url:
            town = await outlives.enter_async_context(Townsfolk(url))
            chat = await outlives.enter_async_context((await town.arrive("Ana")).chat())
            polls = {asyncio.create_task(town.post("/bot1:A/getUpdates", {"timeout": 50})) for _ in range(2)}
            # The one that is turned away proves that the other one waits.
            _, (poll,) = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
            waiting = asyncio.create_task(chat.until(lambda seen: seen.toasts, seconds=60))
        assert (await poll)["result"] == []
        with pytest.raises(NeverCame, match="the stream ended"):
            await waiting
        (ousted,) = polls - {poll}
        assert isinstance(ousted.exception(), Refused)


async def test_what_was_acknowledged(sandbox: Any, bot: Any, ana: Person, chat: Chat) -> None:
    before = len(await sandbox.town.acknowledged())
    await chat.say("unu")
    await chat.say("doi")
    first, _ = await bot.updates()
    assert len(await sandbox.town.acknowledged()) == before
    await bot.updates(first["update_id"] + 1)
    assert [entry["text"] for entry in (await sandbox.town.acknowledged())[before:]] == ["unu"]


async def test_the_journal_tells_everything_in_order(make_sandbox: Any) -> None:
    stream = io.StringIO()
    sandbox = await make_sandbox(journal=stream)
    ana, bot = await sandbox.person(), sandbox.bot()
    start = len(await sandbox.town.journal())
    chat = await sandbox.chat(ana)
    sent = (
        await bot(
            "sendMessage",
            chat_id=ana.id,
            text="?",
            reply_markup={"inline_keyboard": [[{"text": "Da", "callback_data": "yes"}]]},
        )
    ).result
    await chat.until(lambda seen: seen.button("Da"))
    query_id = await chat.tap("Da")
    await bot("sendMessage", chat_id=ana.id, text=" ")
    (update,) = await bot.updates()
    await bot.updates(update["update_id"] + 1)
    await bot("getMoney")
    entries = await sandbox.town.journal(start)
    assert [entry["what"] for entry in entries] == [
        "called",
        "happened",
        "called",
        "called",
        "acknowledged",
        "called",
        "called",
    ]
    send, tap, refused, _, acknowledged, _, unknown = entries
    assert (send["method"], send["chat"], send["message_id"], send["ok"]) == (
        "sendMessage",
        ana.id,
        sent["message_id"],
        True,
    )
    assert (tap["kind"], tap["person"], tap["data"], tap["callback_query_id"], tap["update_id"]) == (
        "callback_query",
        ana.id,
        "yes",
        query_id,
        update["update_id"],
    )
    assert (refused["ok"], refused["code"], refused["description"]) == (
        False,
        400,
        "Bad Request: text must be non-empty",
    )
    assert acknowledged["update_ids"] == [update["update_id"]]
    assert (unknown["method"], unknown["code"]) == ("getMoney", 404)
    assert [json.loads(line) for line in stream.getvalue().splitlines()][start:] == entries
