"""What a citizen can see, take back and erase."""

import json
import re
from typing import Any

import aiohttp

from sandbox.seen import Seen
from tests.end_to_end.citizen import LABELS, Citizen
from tests.end_to_end.paper import ANA
from tests.end_to_end.stage import Stage

RO = LABELS["ro"]
DAY = 24 * 3600.0


async def with_answers(stage: Stage) -> Citizen:
    """A citizen who has sent two sections and begun the third."""
    citizen = await stage.started(ANA)
    await citizen.go_until(lambda: citizen.asks("quality_time"))
    return citizen


async def test_mydata_tells_everything_in_words_and_as_json(stage: Stage) -> None:
    ana = await with_answers(stage)
    said = await ana.chat.say("/mydata")
    await ana.chat.until(lambda seen: any(each.raw["document"] for each in seen.from_bot))
    page, file = [each for each in ana.chat.seen.from_bot if each.message_id > said]
    for words in ("IMM; Start-up; ONG", "cooperativă agricolă", "Organizația dumneavoastră (trimisă)", "9"):
        assert words in page.text
    assert "Viziunea (netrimisă încă)" in page.text
    assert "Limba conversației noastre: Română" in page.text
    document = await downloaded(stage, file.raw["document"]["url"])
    (response,) = document["responses"]
    assert response["round"] == "timisoara"
    sent = {question: answer for section in response["sent"].values() for question, answer in section.items()}
    assert sent == {each: ANA[each] for each in ("organisation_types", "organisation_main", "dysfunctions")}
    assert response["not_sent"] == {"vision": {"city_for_all": 9}}
    assert document["later_messages"] == []
    assert document["conversation"]["language"] == "ro"
    (stored,) = document["as_stored"]["responses"]
    assert re.fullmatch(r"\d{4}-W\d\d", stored["week_last_touched"])
    assert stored["sent"] == response["sent"]


async def test_later_messages_are_consented_to_and_declined(stage: Stage) -> None:
    ana = await stage.started({"organisation_types": ["none"], "dysfunctions": ["none"]})
    await ana.go_until(ana.thanked)
    await ana.tap(RO.subscribe)
    assert (await stage.about(ana.id))["subscription"] is not None
    assert "Vă scriu când apar noutăți." in ana.screen.text
    await ana.tap("Fără alte mesaje")
    assert (await stage.about(ana.id))["subscription"] is None
    await ana.tap(RO.subscribe)
    await ana.say("/stop")
    assert (await stage.about(ana.id))["subscription"] is None
    assert "Nu vă scriu din proprie inițiativă." in ana.screen.text


async def test_who_blocks_the_bot_is_noted_and_shown_nothing(stage: Stage) -> None:
    ana = await stage.started(ANA)
    await ana.say("/subscribe")
    await ana.tap("Rezultate")
    calls = len(stage.calls("sendMessage", "editMessageText"))
    for act, blocked in ((ana.chat.block, True), (ana.chat.unblock, False), (ana.chat.block, True)):
        await act()
        updates = [each for each in stage.world.journal.since() if each.get("kind") == "my_chat_member"]
        await stage.until(lambda updates=updates: updates[-1]["update_id"] in stage.acknowledged())  # type: ignore[misc]  # bound now
        subscription = {"language": "ro", "wishes": ["results"], "blocked": blocked}
        assert (await stage.about(ana.id))["subscription"] == subscription
    assert len(stage.calls("sendMessage", "editMessageText")) == calls
    await ana.chat.unblock()
    await ana.chat.say("/mydata")
    await ana.chat.until(lambda seen: any("Mesaje ulterioare: Rezultate" in each.text for each in seen.from_bot))


async def test_delete_asks_first_and_can_be_left(stage: Stage) -> None:
    ana = await with_answers(stage)
    before = await stage.about(ana.id)
    await ana.say("/delete")
    await ana.tap("Nu, păstrează")
    assert ana.asks("quality_time")
    assert (await stage.about(ana.id))["responses"] == before["responses"]


async def test_the_delete_button_of_an_old_message_deletes_nothing(stage: Stage) -> None:
    ana = await with_answers(stage)
    await ana.say("/delete")
    old = ana.chat.seen.button("Da, șterge tot")
    await ana.say("/continue")
    query = await ana.chat.press(old)
    await ana.chat.until(lambda seen: query in seen.answered and ana.asks("quality_time"))
    assert set(await stage.sent(ana.id)) == {"organisation_types", "organisation_main", "dysfunctions"}


async def test_delete_erases_answers_tallies_subscription_conversation_and_messages(stage: Stage) -> None:
    ana = await stage.started(ANA)
    await ana.go_until(ana.thanked)
    await ana.tap(RO.subscribe)
    await ana.chat.say("/mydata")
    await ana.chat.until(lambda seen: any(each.raw["document"] for each in seen.from_bot))
    await deleted(ana)
    assert only_the_last_word(ana.chat.seen)
    await stage.stop_bot()
    about = await stage.about(ana.id)
    assert (about["conversation"], about["subscription"], about["responses"]) == (None, None, [])
    assert {cell: n for cells in (await stage.tallies()).values() for cell, n in cells.items()} == {}


async def test_old_messages_are_made_neutral_when_telegram_keeps_them(stage: Stage) -> None:
    ana = await with_answers(stage)
    await stage.clock.sleep(3 * DAY)
    await deleted(ana)
    await ana.chat.until(neutral)
    assert [each["method"] for each in stage.refused()].count("deleteMessages") == 1
    await stage.stop_bot()
    assert (await stage.about(ana.id))["conversation"] is None


async def test_who_deleted_can_begin_anew(stage: Stage) -> None:
    ana = await with_answers(stage)
    await deleted(ana)
    await ana.start()
    await ana.go_until(lambda: ana.asks("city_for_all"))
    await ana.tap("3")
    assert await stage.not_sent(ana.id) == {"city_for_all": 3}
    assert (await stage.tallies())["#round"]["#answered"] == 1


async def deleted(citizen: Citizen) -> None:
    await citizen.say("/delete")
    query = await citizen.chat.tap("Da, șterge tot")
    await citizen.chat.until(lambda seen: query in seen.answered and seen.screen.text.startswith("Totul a fost șters."))


def only_the_last_word(seen: Seen) -> bool:
    """Nothing of the bot is left in the chat but the screen that says so."""
    return len(seen.from_bot) == 1


def neutral(seen: Seen) -> bool:
    """Every older message of the bot says the same few words."""
    return {each.text for each in seen.from_bot[:-1]} == {"(șters)"}


async def downloaded(stage: Stage, path: str) -> dict[str, Any]:
    async with aiohttp.ClientSession() as session, session.get(stage.url + path) as response:
        document: dict[str, Any] = json.loads(await response.read())
        return document
