"""How the bot takes what citizens tap and type on the way."""

import pytest

from sandbox.seen import Seen
from tests.end_to_end.citizen import LABELS, STALE, Citizen, face
from tests.end_to_end.paper import ANA
from tests.end_to_end.stage import SetUp, Stage

RO = LABELS["ro"]


async def asked(stage: Stage, question: str) -> Citizen:
    """A citizen who stands at that question."""
    citizen = await stage.started(ANA)
    await citizen.go_until(lambda: citizen.asks(question))
    return citizen


async def test_a_fourth_of_three_is_refused_with_the_reason_and_changes_nothing(stage: Stage) -> None:
    ana = await asked(stage, "dysfunctions")
    for number in "123":
        await ana.tap(number)
    assert "3 din 3 alese" in ana.screen.text
    before = await stage.not_sent(ana.id)
    toast = await ana.tap_in_vain(ana.chat.seen.button("4"))
    assert toast == "Puteți alege cel mult 3. Ca să alegeți alta, retrageți întâi una, apăsând pe ea."
    assert await stage.not_sent(ana.id) == before
    await ana.tap("✓ 1")
    await ana.tap("4")
    assert ana.texts[:4] == ["1", "✓ 2", "✓ 3", "✓ 4"]


async def test_none_of_these_stands_alone(stage: Stage) -> None:
    ana = await asked(stage, "dysfunctions")
    await ana.tap("1")
    await ana.tap("11")
    assert "Niciuna dintre acestea" in ana.screen.text
    assert await stage.not_sent(ana.id) == {"dysfunctions": ["none"]}
    assert ana.chat.seen.toasts[-1].text.startswith("Acest răspuns nu merge împreună cu altele")


async def test_long_options_are_numbered_and_the_number_can_be_typed(stage: Stage) -> None:
    ana = await asked(stage, "dysfunctions")
    number = ana.label("dysfunctions", "daily_stress")
    assert f"\n{number}. Stres cotidian, consum inutil de timp" in f"\n{ana.screen.text}"
    assert ana.texts[:11] == [str(each) for each in range(1, 12)]
    await ana.say(number)
    assert await stage.not_sent(ana.id) == {"dysfunctions": ["daily_stress"]}
    assert f"✓ {number}" in ana.texts
    others = [each for each in ("1", "2", "3") if each != number][:2]
    await ana.say(" , ".join(others))
    assert {each for each in ana.texts if each.startswith("✓")} == {f"✓ {each}" for each in (number, *others)}


async def test_a_number_that_is_not_on_the_screen_is_refused(stage: Stage) -> None:
    ana = await asked(stage, "dysfunctions")
    assert "➤ Vă rugăm să dați un număr de la 1 la 11." in (await ana.say("12")).text
    assert await stage.not_sent(ana.id) == {}


async def test_a_rating_is_two_rows_of_five(stage: Stage) -> None:
    ana = await asked(stage, "city_for_all")
    rows = [button.row for button in ana.screen.buttons]
    assert rows == [0] * 5 + [1] * 5 + [2] + [3, 3]
    assert ana.texts[:11] == [*map(str, range(1, 11)), RO.dont_know]


@pytest.mark.parametrize(
    ("question", "hint"),
    [
        ("city_for_all", "Vă rugăm să apăsați un număr de la 1 la 10 sau să-l scrieți."),
        ("organisation_main", "Vă rugăm să apăsați unul dintre butoane sau să-i scrieți numărul."),
    ],
)
async def test_words_where_buttons_are_meant_get_a_kind_hint(stage: Stage, question: str, hint: str) -> None:
    ana = await asked(stage, question)
    before = await stage.not_sent(ana.id)
    assert f"➤ {hint}" in (await ana.say("bună ziua")).text
    assert ana.asks(question)
    assert await stage.not_sent(ana.id) == before


async def test_words_at_a_title_page_get_a_kind_hint(stage: Stage) -> None:
    ana = await stage.started(ANA)
    assert "➤ Vă rugăm să folosiți butoanele de sub acest mesaj." in (await ana.say("bună ziua")).text
    await ana.tap(RO.start)
    assert "➤ Vă rugăm să folosiți butoanele de sub acest mesaj." in (await ana.say("bună ziua")).text


@pytest.mark.parametrize(("question", "limit"), [("dysfunctions", 300), ("recommendations", 1000)])
async def test_too_long_a_text_is_refused_with_its_length_and_the_limit(
    stage: Stage, question: str, limit: int
) -> None:
    ana = await asked(stage, question)
    text = (await ana.say("ă" * (limit + 234))).text
    length, most = (f"{each:,}".replace(",", ".") for each in (limit + 234, limit))
    assert f"{length} de caractere" in text
    assert most in text.replace(length, "")
    assert ana.asks(question)
    assert await stage.not_sent(ana.id) == {}


async def test_own_words_can_be_replaced_and_taken_back(stage: Stage) -> None:
    ana = await asked(stage, "dysfunctions")
    await ana.say("praf & <i>zgomot</i>")
    assert "praf & <i>zgomot</i>" in ana.screen.text
    await ana.say("zgomot")
    assert await stage.not_sent(ana.id) == {"dysfunctions": {"chosen": [], "own_words": "zgomot"}}
    await ana.tap("✕ Șterge textul meu")
    assert await stage.not_sent(ana.id) == {}


async def test_back_leads_through_all_screens_to_the_welcome(stage: Stage) -> None:
    ana = await asked(stage, "quality_time")
    for _ in range(20):
        if RO.back not in ana.texts:
            break
        await ana.tap(RO.back)
    assert ana.texts[0] == RO.start
    assert await stage.not_sent(ana.id) == {"city_for_all": 9}
    await ana.tap(RO.start)
    assert "Secțiunea 3 din 7 · ▓▓▓░░░░" in ana.screen.text


async def test_the_same_button_twice_in_a_row_counts_once(stage: Stage) -> None:
    ana = await asked(stage, "city_for_all")
    button = ana.chat.seen.button("5")
    first, second = await ana.chat.press(button), await ana.chat.press(button)
    await ana.chat.until(lambda seen: {first, second} <= set(seen.answered) and ana.asks("quality_time"))
    assert await stage.not_sent(ana.id) == {"city_for_all": 5}


async def test_ten_taps_at_once_are_taken_in_order(stage: Stage) -> None:
    ana = await asked(stage, "organisation_types")
    buttons = [each for each in ana.screen.buttons if "Nicio" not in each.text][:10]
    queries = [await ana.chat.press(each) for each in buttons]
    seen = await ana.chat.until(lambda seen: set(queries) <= set(seen.answered) and "10 alese" in seen.screen.text)
    assert [each.text for each in seen.screen.buttons][:10] == [f"✓ {each.text}" for each in buttons]


async def test_a_button_of_an_older_message_shows_the_current_screen(stage: Stage) -> None:
    ana = await asked(stage, "city_for_all")
    old = ana.screen
    await ana.say("7")
    assert ana.asks("quality_time")
    await shows_the_current_screen(ana, old.message_id, old.buttons[0].data or "")
    assert await stage.not_sent(ana.id) == {"city_for_all": 7}


async def test_a_button_from_before_a_restart_works(stage: Stage) -> None:
    ana = await asked(stage, "city_for_all")
    await stage.stop_bot()
    stage.start_bot()
    await ana.tap("7")
    assert ana.asks("quality_time")
    assert stage.calls("editMessageText")[-1]["message_id"] == ana.screen.message_id


async def test_screens_that_were_sent_before_a_crash_could_note_them_are_taken_up(stage: Stage) -> None:
    ana = await asked(stage, "city_for_all")
    data = ana.chat.seen.button("7").data or ""
    lost = [await stage.sent_by_the_bot(ana.id, "7", data) for _ in range(2)]
    await ana.chat.until(lambda seen: seen.screen.message_id == lost[-1])
    queries = [await ana.chat.tap_data(each, data) for each in lost]
    await ana.chat.until(lambda seen: set(queries) <= set(seen.answered) and not seen.messages[lost[0]].buttons)
    assert ana.asks("quality_time")
    assert ana.screen.message_id == lost[-1]
    assert ana.screen.buttons


async def test_a_button_of_an_older_round_changes_nothing_in_the_newer_one(stage: Stage) -> None:
    await stage.open_round(stage.consultation, "alta")
    ana = await asked(stage, "city_for_all")
    old = ana.chat.seen.button("7")
    await ana.start("r_alta")
    await ana.go_until(lambda: ana.asks("city_for_all"))
    before = await stage.not_sent(ana.id, "alta")
    await shows_the_current_screen(ana, old.message_id, old.data or "")
    assert ana.asks("city_for_all")
    assert await stage.not_sent(ana.id, "alta") == before == {}
    assert await stage.not_sent(ana.id) == {}


async def test_after_closing_nothing_changes_any_more(stage: Stage) -> None:
    ana = await asked(stage, "city_for_all")
    sent = await stage.sent(ana.id)
    await stage.close_round()
    await ana.tap("7")
    assert "Nu se mai poate schimba nimic." in ana.screen.text
    assert await stage.sent(ana.id) == sent
    assert await stage.not_sent(ana.id) == {}


async def test_results_are_exact_in_the_sandbox_alone(set_up: SetUp) -> None:
    sandbox, real = await set_up(), await set_up(sandbox=False)
    for stage in (sandbox, real):
        ana = await asked(stage, "dysfunctions")
        await ana.say("/results")
        if stage is sandbox:
            assert "Până acum a răspuns 1 persoană." in ana.screen.text
        else:
            assert ana.screen.text.startswith("Rezultate: Smart City")
            assert "a răspuns 1" not in ana.screen.text


async def shows_the_current_screen(citizen: Citizen, message_id: int, data: str) -> None:
    """Taps what is out of date: it is answered with a word, and the newest screen stands below, alone with buttons."""
    before, toasts = face(citizen.chat.seen), len(citizen.chat.seen.toasts)
    query = await citizen.chat.tap_data(message_id, data)

    def shown(seen: Seen) -> bool:
        alone = [each.message_id for each in seen.from_bot if each.buttons] == [seen.screen.message_id]
        return query in seen.answered and len(seen.toasts) > toasts and alone

    seen = await citizen.chat.until(shown)
    assert seen.toasts[-1].text == STALE
    assert face(seen)[1] == before[1]
