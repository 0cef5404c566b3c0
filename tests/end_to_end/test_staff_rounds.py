"""A round from the file to its reopening, in the staff's bot, while a citizen answers it in theirs."""

import asyncio
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from bot.opening import made_round
from flows.consultation import Consultation
from flows.reading import read_consultation
from flows.xlsform.template import template
from flows.xlsform.writing import workbook
from results.apart import EndedWithoutAnswer
from storage.audit import lines, verify
from storage.roles import Role
from storage.round_changes import open_now
from storage.rounds import State, round_by_code, rounds
from tests.bot.cli.command import CONSULTATION
from tests.end_to_end.citizen import Citizen
from tests.end_to_end.colleague import NOBODY, Colleague
from tests.end_to_end.stage import CODE, SetUp, Stage
from tests.flows.xlsform.books import form, only


@pytest.fixture
async def city(set_up: SetUp) -> Stage:
    """A stage on which both bots run."""
    return await set_up(staff=True)


@pytest.fixture
async def maria(city: Stage) -> Colleague:
    """An editor."""
    return await Colleague.invited(city, Role.EDITOR, "maria")


@pytest.fixture
def small_town() -> Consultation:
    return read_consultation(CONSULTATION)


async def told(stage: Stage) -> list[tuple[str, str, str]]:
    return [(each.who, each.what, each.subject) for each in await lines(stage.database)]


async def looked_at(stage: Stage) -> None:
    """The citizens' bot looks at the rounds once a second: that passes."""
    await stage.clock.sleep(2)


async def test_a_files_mistakes_are_told_all_at_once(city: Stage, maria: Colleague) -> None:
    told_of = await maria.sends(
        "town.yaml", CONSULTATION.replace("max: 2", "max: 20").replace("id: calm", "id: Calm"), "mistakes"
    )
    assert "2 mistakes" in told_of
    assert "question streets, max: " in told_of
    assert "question <code>streets</code>, <code>max</code>: " in maria.chat.seen.screen.html
    many = CONSULTATION.replace("text: ", "txt: ")
    await maria.sends("town.yml", many, "All of them are in the file below")
    await maria.chat.until(lambda seen: seen.screen.raw["document"])
    assert maria.chat.seen.screen.raw["document"]["name"] == "findings.txt"
    assert [each.code for each in await rounds(city.database)] == [CODE]


async def test_mistakes_are_told_in_the_language_of_who_sent_the_file(city: Stage, small_town: Consultation) -> None:
    ioana = await Colleague.invited(city, Role.EDITOR, "ioana", "ro")
    wrong = CONSULTATION.replace("max: 2", "max: 20").replace("type: rating", "type: ratin")
    told_of = await ioana.sends("oras.yaml", wrong, "2 greșeli")
    assert "linia 24, întrebarea streets, max: este mai mult decât există de ales (3)" in told_of
    assert "întrebarea calm, type: trebuie să fie una dintre acestea: single, multiple" in told_of
    sheets = form(("geopoint", "where", "Where?"), ("integer", "old", "How old?", "selected(${where}, 'a')"))
    told_of = await ioana.sends("oras.xlsx", sheets, "foaia survey, rândul 5, coloana A (type)")
    assert "(type): geopoint cere un loc pe hartă, ceea ce aici nu se poate cere" in told_of
    assert "rândul 6, coloana D (relevant)" in told_of
    assert "se uită la where, al cărei tip geopoint cere un loc pe hartă" in told_of
    await ioana.sends("oras.xlsx", sheets[:-100], "fișierul Excel este deteriorat sau nu este unul")
    book = load_workbook(BytesIO(workbook(small_town)))
    book["survey"].append(["deviceid", "device"])
    book.save(noted := BytesIO())
    told_of = await ioana.sends("oras.xlsx", noted.getvalue(), "Nicio greșeală")
    assert "coloana A (type): deviceid a fost lăsat deoparte" in told_of


async def test_what_is_no_consultation_is_refused_kindly(maria: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    await maria.sends("photo.exe", b"MZ", "I read consultations as .xlsx workbooks")
    monkeypatch.setattr("bot.staff.files.LARGEST", 1000)
    await maria.sends("large.yaml", b"#" * 1001, "too large. I read up to 1 kB")
    await maria.sends("empty.yaml", b"\n", "1 mistake")
    await maria.sends("latin.yaml", "titlu: ță".encode("utf-16"), "UTF-8")


async def test_a_trial_shows_what_citizens_see_and_stores_nothing(city: Stage, maria: Colleague) -> None:
    await maria.sends("town.yaml", CONSULTATION, "No mistakes", "3 questions")
    await maria.chat.press(maria.button("Try it"))
    await maria.chat.until(lambda seen: "A trial" in seen.screen.text and "A small town" in seen.screen.text)
    assert "Privacy" in maria.labels
    await maria.taps("Start", "Problems")
    await maria.taps("Continue", "What is wrong with the streets?")
    await maria.taps("Language", "In which language")
    await maria.taps("Română", "Ce nu merge pe străzi?", "Probă")
    await maria.taps("Zgomot", "din 2")
    await maria.says("gropi adânci", "gropi adânci", "Probă")
    await maria.taps("Gata", "Răspunsurile")
    await maria.taps("Trimite", "Values")
    ended = maria.button("Încheiați proba")
    await maria.taps("Încheiați proba", "Nothing of it was stored")
    assert maria.labels == ["◀ All rounds"], "a way back"
    await maria.chat.press(ended)
    await maria.chat.until(lambda seen: seen.toasts and "trial is over" in seen.toasts[-1].text)
    async with city.database.reading() as connection:
        for table in ("response", "answer", "conversation", "tally"):
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar() == 0
    assert [each.code for each in await rounds(city.database)] == [CODE]


async def test_a_round_is_made_opened_paused_and_a_late_tap_is_answered(
    city: Stage, maria: Colleague, small_town: Consultation
) -> None:
    await maria.sends("town.yaml", CONSULTATION, "No mistakes")
    await maria.chat.press(maria.button("Make a round"))
    await maria.chat.until(lambda seen: "type its code" in seen.screen.text)
    await maria.says("Not A Code", "small letters")
    await maria.says(CODE, "round of that code already")
    await maria.says("Town", "town is a draft now")
    assert "t.me" not in maria.text
    await maria.taps("Open now", "Citizens can answer at once")
    assert "https://t.me/glas_demo_bot?start=r_town" in await maria.taps(
        "Yes, open town", "start=r_town_poster: the status"
    )
    await looked_at(city)
    person = await city.town.arrive("Ana", language_code="en")
    chat = await city.stack.enter_async_context(person.chat())
    ana = Citizen(person.id, chat, small_town, {}, "en")
    await ana.chat.say("/start r_town")
    await ana.chat.until(lambda seen: "A small town" in seen.screen.text)
    await ana.chat.tap("Start ▶")
    await ana.chat.until(lambda seen: "Problems" in seen.screen.text)
    await ana.chat.tap("Continue ▶")
    await ana.chat.until(lambda seen: "streets" in seen.screen.text)
    await maria.taps("Pause", "Nobody can answer until")
    await maria.taps("Yes, pause town", "town is paused.")
    await looked_at(city)
    await ana.chat.tap("Noise")
    await ana.chat.until(lambda seen: seen.toasts and "is paused" in seen.toasts[-1].text)
    await ana.chat.say("deep holes")
    await ana.chat.until(lambda seen: "still stands in this chat" in seen.screen.text)
    await maria.taps("Resume", "very question")
    await maria.taps("Yes, resume town", "town is open.")
    await looked_at(city)
    await ana.chat.tap("Does it go on?")
    await ana.chat.until(lambda seen: "streets" in seen.screen.text)
    assert [each[1:] for each in (await told(city))[2:]] == [
        ("round created", "round town"),
        ("round opened", "round town"),
        ("round paused", "round town"),
        ("round resumed", "round town"),
    ]
    assert {who for who, *_ in (await told(city))[2:]} == {"staff:maria"}


async def test_a_workbook_is_read_like_any_other_file_and_a_hostile_one_is_told(
    city: Stage, maria: Colleague, small_town: Consultation
) -> None:
    await maria.sends("town.xlsx", workbook(small_town), "No mistakes", "3 questions")
    await maria.chat.press(maria.button("Make a round"))
    await maria.chat.until(lambda seen: "type its code" in seen.screen.text)
    await maria.says("town", "town is a draft now")
    [made] = [each for each in await rounds(city.database) if each.code == "town"]
    assert made.consultation.question_by_id.keys() == small_town.question_by_id.keys()
    await maria.sends("hostile.xlsx", b"PK\x03\x04" + bytes(2000), "mistake")


async def test_a_workbook_to_start_from_comes_and_is_understood_when_sent_back(city: Stage, maria: Colleague) -> None:
    await maria.says("/new", "name every mistake at once")
    await maria.chat.press(maria.button("A workbook to start from"))
    await maria.chat.until(lambda seen: seen.screen.raw["document"])
    assert maria.chat.seen.screen.raw["document"]["name"] == "consultation.xlsx"
    told_of = await maria.sends("consultation.xlsx", template(), "Before a round can be made of it")
    assert "the privacy notice lacks: who is responsible (controller)" in told_of
    assert "fill in the sheet privacy" in told_of
    assert not any(label.startswith("Make a round") for label in maria.labels), "there would be no way on"


async def test_a_form_from_elsewhere_is_a_draft_that_says_what_to_add(city: Stage, maria: Colleague) -> None:
    told_of = await maria.sends("form.xlsx", form(), "No mistakes", "Before a round can be made of it")
    assert "sheet consultation, organiser: is missing; give it a row in a sheet of this name" in told_of
    assert "the privacy notice lacks: " in told_of
    assert [label for label in maria.labels if label.startswith(("Try", "Make", "Take"))] == ["Try it"]
    await maria.taps("Try it", "[organiser]")


async def test_however_much_is_noted_of_a_form_there_is_room_and_all_of_it_comes(city: Stage, maria: Colleague) -> None:
    heading = "A remark of the department that is not for the citizens at all, only for the printing office, number "
    remarks = [f"{heading * 2}{n:02}" for n in range(12)]
    rows = [("range", f"{'q' * 60}{n:02}", "How?", "start=1 end=5", *remarks) for n in range(12)]
    content = only(("type", "name", "label::English (en)", "parameters", *remarks), *rows)
    told_of = await maria.sends("form.xlsx", content, "No mistakes", "All of them are in the file below.")
    assert told_of.count("…") >= 2
    await maria.chat.until(lambda seen: seen.screen.raw["document"])
    assert maria.chat.seen.screen.raw["document"]["name"] == "findings.txt"


async def test_dates_are_typed_confirmed_and_survive_a_restart(city: Stage, maria: Colleague) -> None:
    await maria.says("/rounds", "Rounds")
    await maria.taps(CODE, "State: open")
    await maria.chat.press(maria.button("Schedule"))
    await maria.chat.until(lambda seen: "type when it closes" in seen.screen.text)
    await maria.says("31.02.2097", "could not read that")
    await maria.says("01.03.2097, 31.03.2097", "has opened already", "only when it closes")
    await maria.says("01.03.2020", "at moments that lie ahead")
    assert maria.labels == [f"◀ {CODE}"], "a way back, and nothing to confirm"
    await maria.says("31.03.2097 18:00", "Closes: 31 March 2097, 18:00")
    await city.stop_bot()
    city.start_bot()
    await maria.taps("Yes, schedule", "is scheduled", "31 March 2097, 18:00")
    [found] = await rounds(city.database)
    assert found.closes is not None
    assert found.closes.isoformat() == "2097-03-31T15:00:00+00:00"


async def test_an_opening_that_was_confirmed_is_no_closing_when_the_round_was_opened_meanwhile(
    city: Stage, maria: Colleague
) -> None:
    town = read_consultation(CONSULTATION)
    await made_round(city.settings, city.database, town, code="town", opens=None, by=NOBODY)
    await maria.says("/rounds", "Rounds")
    await maria.taps("town", "State: a draft")
    await maria.taps("Schedule", "type when it opens")
    await maria.says("01.03.2097", "Opens: 1 March 2097, 00:00")
    await open_now(city.database, "town", NOBODY.at, NOBODY)
    await maria.taps("Yes, schedule", "That cannot be done now: the round is open.")
    assert maria.labels == ["◀ town"]
    assert (await round_by_code(city.database, "town")).closes is None


async def test_a_draft_is_called_off(city: Stage, maria: Colleague) -> None:
    town = read_consultation(CONSULTATION)
    await made_round(city.settings, city.database, town, code="town", opens=None, by=NOBODY)
    await maria.says("/rounds", "Rounds")
    await maria.taps("town", "State: a draft")
    assert not any(label.startswith("Close") for label in maria.labels), "nothing was answered, no results come out"
    await maria.taps("Call it off", "Nobody could answer this draft, and nobody will.")
    await maria.taps("Yes, call town off", "town is closed.")
    assert (await told(city))[-1] == ("staff:maria", "round closed", "round town")


async def test_only_owners_reopen_and_say_why(city: Stage, maria: Colleague) -> None:
    await maria.says("/rounds", "Rounds")
    await maria.taps(CODE, "State: open")
    await maria.taps("Close", "Nothing can be answered")
    await maria.taps("Yes, close", "is closed.")
    assert not any(label.startswith("Reopen") for label in maria.labels)
    await looked_at(city)
    ana = await city.citizen()
    await ana.chat.say(f"/start r_{CODE}")
    await ana.chat.until(lambda seen: "s-a încheiat" in seen.screen.text or "închis" in seen.screen.text)
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    await olga.says("/rounds", "Rounds")
    await olga.taps(CODE, "State: closed")
    await olga.chat.press(olga.button("Reopen"))
    await olga.chat.until(lambda seen: "type the reason" in seen.screen.text)
    await olga.says("x" * 201, "one line")
    assert olga.labels == [f"◀ {CODE}"]
    await olga.says("a\u202eb", "one line")
    await olga.says("The storm kept people at home", "The storm kept people at home", "Reopen")
    await olga.taps("Yes, reopen", "is open.")
    await looked_at(city)
    await ana.chat.say(f"/start r_{CODE}")
    await ana.chat.until(lambda seen: any(button.text.startswith("Începe") for button in seen.screen.buttons))
    assert (await told(city))[-1] == ("staff:olga", "round reopened", f"round {CODE}: The storm kept people at home")
    assert "The storm kept people at home" in await olga.says("/audit", "✓ The chain of")
    assert await verify(city.database) is None


async def test_a_draft_takes_the_place_of_an_earlier_one_and_is_then_open(city: Stage, maria: Colleague) -> None:
    town = read_consultation(CONSULTATION)
    await made_round(city.settings, city.database, town, code="town", opens=None, by=NOBODY)
    other = CONSULTATION.replace("max: 2", "max: 1").replace("Ce nu merge pe", "Ce lipsește pe")
    await maria.sends("town.yaml", other, "No mistakes")
    assert not any(label.startswith("Take its texts") for label in maria.labels)
    await maria.taps("Replace the draft town", "Nobody could answer yet", "the dates stay")
    await maria.taps("Yes, replace town", "town asks what is in the file now.", "State: a draft")
    assert (await told(city))[-1] == ("staff:maria", "draft replaced", "round town")
    await maria.taps("Open now", "Citizens can answer at once")
    await maria.taps("Yes, open", "town is open.")
    await looked_at(city)
    ana = await city.citizen()
    await ana.chat.say("/start r_town")
    await ana.chat.until(lambda seen: any(button.text.startswith("Începe") for button in seen.screen.buttons))
    await ana.chat.press(next(each for each in ana.chat.seen.screen.buttons if each.text.startswith("Începe")))
    await ana.chat.until(lambda seen: "Problems" in seen.screen.text)
    await ana.chat.press(next(each for each in ana.chat.seen.screen.buttons if each.text.startswith("Continuă")))
    await ana.chat.until(lambda seen: "Ce lipsește pe străzi?" in seen.screen.text)


async def test_texts_are_mended_while_the_round_is_open(city: Stage, maria: Colleague) -> None:
    await maria.sends("town.yaml", CONSULTATION, "No mistakes")
    await maria.chat.press(maria.button("Make a round"))
    await maria.chat.until(lambda seen: "type its code" in seen.screen.text)
    assert maria.labels == ["◀ All rounds"], "a way back"
    await maria.says("The town", "1 to 32 small letters")
    assert maria.labels == ["◀ All rounds"]
    await maria.says("town", "town is a draft now")
    mended = CONSULTATION.replace("title: {en: A small town", "title: {en: A little town")
    await maria.sends("town.yaml", mended, "A little town")
    await maria.taps(
        "Take its texts for town", "1 text changes:\n• A small town → A little town\n", "from the next screen on"
    )
    assert "Version of the texts: 2" in await maria.taps("Yes, take the texts", "town has new texts")
    assert (await told(city))[-1] == ("staff:maria", "round reworded", "round town")


async def test_texts_that_lose_a_language_are_refused_before_they_are_confirmed(city: Stage, maria: Colleague) -> None:
    everywhere = read_consultation(CONSULTATION).model_copy(update={"languages": ("en", "ro", "hu")})
    await made_round(city.settings, city.database, everywhere, code="town", opens=None, by=NOBODY)
    await maria.sends("town.yaml", CONSULTATION, "No mistakes")
    await maria.taps("Take its texts for town", "People answer in a language that is missing in this file.")
    assert maria.labels == ["◀ All rounds"]


async def test_results_and_reports_are_what_was_released_and_exact_ones_are_noted(
    city: Stage, maria: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def here(*_: object, **__: object) -> None:
        raise AssertionError("taps would wait meanwhile: a report is made in a process of its own")

    monkeypatch.setattr("results.report.apart.gathered", here)
    await maria.says("/results", "has been released yet")
    await maria.says("/report", "In which language")
    assert not any("exact" in label for label in maria.labels)
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    await olga.says("/report", "In which language")
    await olga.chat.press(olga.button("Română, exact"))
    await olga.chat.until(lambda seen: any(each.raw["document"] for each in seen.from_bot), seconds=60)
    [sent] = [each for each in olga.chat.seen.from_bot if each.raw["document"]]
    assert sent.raw["document"]["name"] == f"{CODE}-ro-exact.pdf"
    assert (await told(city))[-1] == ("staff:olga", "exact report", f"round {CODE}")


async def test_a_report_that_cannot_be_made_leaves_a_way_on(
    city: Stage, maria: Colleague, logs: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ended(*_: object, **__: object) -> bytes:
        raise EndedWithoutAnswer

    monkeypatch.setattr("results.report.apart.answered_apart", ended)
    await maria.says("/report", "In which language")
    await maria.chat.press(maria.button("Română"))
    await maria.chat.until(lambda seen: f"on the server: glas report {CODE}" in seen.screen.text)
    assert maria.labels == [f"◀ {CODE}"]
    assert "staff's report failed" in [each["event"] for each in logs]
    logs.clear()


async def test_the_state_of_a_round_is_nobodys_to_keep(city: Stage, maria: Colleague) -> None:
    """A repeated tap does nothing twice."""
    await maria.says("/rounds", "Rounds")
    await maria.taps(CODE, "State: open")
    await maria.taps("Pause", "Nobody can answer")
    pause = maria.button("Yes, pause")
    await asyncio.gather(*(maria.chat.press(pause) for _ in range(3)))
    await maria.chat.until(lambda seen: "is paused." in seen.screen.text)
    await maria.says("/help", "editor")
    assert [what for _, what, _ in await told(city)].count("round paused") == 1
    [found] = await rounds(city.database)
    assert found.paused is not None
    assert State.PAUSED is found.state(found.paused)
