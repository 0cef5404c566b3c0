"""What no conversation can read, who cannot be written to, and what others forge: answered kindly or not at all."""

from collections.abc import MutableMapping
from typing import Any

import pytest

from sandbox.seen import Refused
from tests.end_to_end.citizen import LABELS, Citizen
from tests.end_to_end.paper import ANA
from tests.end_to_end.stage import Stage

RO = LABELS["ro"]
GROUP: dict[str, Any] = {"id": -1001234567890, "type": "supergroup", "title": "Vecinii"}
STRANGER: dict[str, Any] = {"id": 5_000_000_001, "is_bot": False, "first_name": "Ion", "language_code": "ro"}


@pytest.fixture
async def ana(stage: Stage) -> Citizen:
    """Somebody at the first rating."""
    citizen = await stage.started(ANA)
    await citizen.go_until(lambda: citizen.asks("city_for_all"))
    return citizen


async def test_what_cannot_be_read_is_answered_with_the_current_screen(stage: Stage, ana: Citizen) -> None:
    for what in ("sticker", "voice", "photo", "document"):
        screen = await ana.send(what)
        assert "➤ Pot citi doar text scris. Vă rugăm să răspundeți cu butoanele sau în scris." in screen.text
        assert ana.asks("city_for_all")
    await ana.tap("7")
    assert await stage.not_sent(ana.id) == {"city_for_all": 7}


async def test_an_edited_message_changes_nothing(stage: Stage, ana: Citizen) -> None:
    said = await ana.chat.say("7")
    await ana.below(said)
    await ana.chat.edit(said, "3")
    await ana.tap("5")
    assert await stage.not_sent(ana.id) == {"city_for_all": 7, "quality_time": 5}


async def test_an_unknown_command_shows_the_help(ana: Citizen) -> None:
    for command in ("/unknown", "/start_again now", "/help@another_bot", "/"):
        screen = await ana.say(command)
        assert "/continue" in screen.text
        await ana.tap("◀ Înapoi la întrebări")
        assert ana.asks("city_for_all")


FORGED = [
    "x",
    ".",
    "." * 64,
    "choose",
    "rate.1.a9.-1",
    "choose.1.a2.-1",
    "choose.1.a-1.0",
    "choose.1.a2.99",
    "rate.1.a3.99999999999999999999",
    "rate.99.a3.5",
    "rate.-1.a3.5",
    "rate.one.a3.5",
    "goto.1.s2.e99",
    "goto.1.a3.t",
    "goto.1.r0.r999999",
    "confirm.1.a3.5.6",
    "close.1.s6",
    "delete",
    "round.nowhere.else",
    "language.tlh",
    "language.",
    "\u2066ș🚲\u202e\x00\x1f'\"<b>&;--",
    "🚲" * 16,
    "begin.1.w\n",
    "rate.٣.a3.٥",
]


async def test_forged_buttons_are_answered_and_change_nothing(stage: Stage, ana: Citizen) -> None:
    place, answers = ana.screen.message_id, await stage.not_sent(ana.id)
    for data in FORGED:
        await ana.press_data(place, data)
        assert await stage.not_sent(ana.id) == answers, data
    await ana.tap("7")
    assert ana.asks("quality_time")


async def test_forged_pages_show_one_that_there_is_and_lead_back(stage: Stage, ana: Citizen) -> None:
    for data in ("page.", "page.nowhere", "page.deleted", "page.results-99", "page.results--1"):
        await ana.press_data(ana.screen.message_id, data)
        await ana.say("/continue")
        assert ana.asks("city_for_all"), data
    assert set(await stage.sent(ana.id)) == {"organisation_types", "organisation_main", "dysfunctions"}


FIRST = (
    *("bună ziua", "3", "/continue", "/review", "/language", "/help", "/privacy"),
    *("/cancel", "/results", "/mydata", "/delete", "/stop"),
)


async def test_whatever_comes_first_is_answered_and_leads_to_the_welcome(stage: Stage) -> None:
    for first in FIRST:
        ana = await stage.citizen(ANA)
        await ana.say(first)
        await ana.say("/continue")
        assert RO.start in ana.texts, first
        await ana.tap(RO.start)
        assert "Secțiunea 1 din 7" in ana.screen.text


async def test_a_sticker_may_come_first(stage: Stage) -> None:
    ana = await stage.citizen(ANA)
    await ana.send("sticker")
    await ana.tap(RO.start)
    assert "Secțiunea 1 din 7" in ana.screen.text


async def test_who_blocked_the_bot_leaves_nothing_stuck(stage: Stage, ana: Citizen) -> None:
    await stage.stop_bot()
    await ana.chat.tap("7")
    await ana.chat.block()
    stage.start_bot()
    await stage.until(lambda: any(each["code"] == 403 for each in stage.refused()))
    await stage.stop_bot()
    assert await stage.owed() == []
    stage.start_bot()
    with pytest.raises(Refused, match="blocked"):
        await ana.chat.say("7")
    await ana.chat.unblock()
    await ana.chat.say("/continue")
    await ana.chat.until(lambda _: ana.asks("quality_time"))
    assert {each["code"] for each in stage.refused()} == {403}


def message(chat: dict[str, Any], text: str, **more: Any) -> dict[str, Any]:
    entities = (
        [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}] if text.startswith("/") else []
    )
    return {"message_id": 7, "date": 1_795_000_000, "chat": chat, "text": text, "entities": entities, **more}


async def test_groups_get_no_questionnaire(stage: Stage) -> None:
    for text in ("/start r_timisoara", "/results@glas_demo_bot", "salut", "3"):
        await stage.delivered("message", message(GROUP, text, **{"from": STRANGER}))
    await stage.stop_bot()
    assert {each["chat"] for each in stage.calls("sendMessage")} <= {GROUP["id"]}
    assert (await stage.about(STRANGER["id"]))["conversation"] is None
    assert (await stage.about(GROUP["id"]))["conversation"] is None


ELSEWHERE = [
    ("message", {"message_id": 8, "date": 1_795_000_000, "chat": GROUP, "new_chat_members": [STRANGER]}),
    ("message", message({"id": 5_000_000_001, "type": "private", "first_name": "Ion"}, "fără autor")),
    ("callback_query", {"id": "1", "from": STRANGER, "chat_instance": "1", "inline_message_id": "x", "data": "y"}),
    ("callback_query", {"id": "2", "from": STRANGER, "chat_instance": "1", "message": message(GROUP, "x")}),
]


async def test_what_comes_from_elsewhere_does_no_harm(stage: Stage, ana: Citizen) -> None:
    for kind, payload in ELSEWHERE:
        await stage.delivered(kind, payload)
    await ana.tap("7")
    assert ana.asks("quality_time")


async def test_one_malformed_update_is_set_aside_and_the_others_go_through(
    stage: Stage, ana: Citizen, logs: list[MutableMapping[str, Any]]
) -> None:
    await stage.stop_bot()
    update = stage.account.queue.add("message", {"message_id": "no number", "chat": {}})
    query = await ana.chat.tap("7")
    stage.start_bot()
    await ana.chat.until(lambda seen: query in seen.answered and ana.asks("quality_time"))
    aside = [each for each in logs if each["log_level"] == "error"]
    assert [(each["event"], each["update"]) for each in aside] == [("update set aside", update)]
    assert "no number" not in str(aside)
    logs[:] = [each for each in logs if each not in aside]
