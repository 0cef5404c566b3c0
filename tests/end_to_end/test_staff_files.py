"""Results, tables, sheets and responses, as pictures and files in the chat with the staff's bot."""

import csv
from io import BytesIO, StringIO

import aiohttp
import openpyxl
import pytest

from flows.answers import Chosen
from flows.reading import read_consultation
from flows.response import Response
from results.exports.confidential import MARK
from storage.audit import lines
from storage.keys import load_keys
from storage.responses import import_responses
from storage.roles import Role
from storage.rounds import round_by_code
from tests.bot.cli.command import CONSULTATION
from tests.end_to_end.colleague import NOBODY, Colleague
from tests.end_to_end.stage import STAFF_BOT, SetUp, Stage

TOWN = "town"


@pytest.fixture
async def city(set_up: SetUp) -> Stage:
    """A stage on which both bots run, with a small round of its own that 60 people have answered."""
    city = await set_up(staff=True)
    await city.open_round(read_consultation(CONSULTATION), TOWN)
    people = [
        (f"r{n}", Response(seed="", closed={"problems": {"streets": Chosen((("noise", "dust")[n % 2],), "=mud")}}))
        for n in range(60)
    ]
    of = await round_by_code(city.database, TOWN)
    await import_responses(city.database, load_keys(city.settings.keys), of, people, NOBODY.at)
    return city


async def released(city: Stage) -> None:
    """The round has closed, and its results are out."""
    await city.close_round(TOWN)
    await city.release(TOWN)


async def got(city: Stage, member: Colleague, label: str, ending: str, *, seconds: float = 10) -> bytes:
    """Taps the button, and gives the file that comes, whose name ends so."""
    await member.chat.press(member.button(label))

    def names() -> list[str]:
        files = [each.raw["document"] for each in member.chat.seen.from_bot if each.raw["document"]]
        return [each["name"] for each in files]

    await member.chat.until(lambda _: any(each.endswith(ending) for each in names()), seconds=seconds)
    [sent] = [
        each.raw["document"]
        for each in member.chat.seen.from_bot
        if each.raw["document"] and each.raw["document"]["name"].endswith(ending)
    ]
    async with aiohttp.ClientSession() as session, session.get(city.url + sent["url"]) as response:
        return await response.read()


async def told(city: Stage) -> list[tuple[str, str, str]]:
    return [(each.who, each.what, each.subject) for each in await lines(city.database) if "staff" not in each.what]


async def test_released_results_come_as_pictures_too(city: Stage) -> None:
    maria = await Colleague.invited(city, Role.EDITOR, "maria")
    await released(city)
    await maria.says(f"/results {TOWN}", "Results: A small town")
    assert not any("Exact" in each for each in maria.labels)
    await maria.taps("Problems", "What is wrong with the streets?")
    await maria.chat.press(maria.button("As a picture"))
    await maria.chat.until(lambda seen: any(each.raw["photo"] for each in seen.from_bot), seconds=30)
    assert await told(city) == []


async def test_exact_results_are_for_owners_and_each_view_is_noted(city: Stage) -> None:
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    await olga.says(f"/results {TOWN}", TOWN)
    await olga.taps("Exact figures", "60 people have answered so far.", "Exact figures, for staff only")
    await olga.taps("Problems", "Noise", "50% (30)")
    await olga.chat.press(olga.button("As a picture"))
    await olga.chat.until(lambda seen: any(each.raw["photo"] for each in seen.from_bot), seconds=30)
    assert await told(city) == [("staff:olga", "exact results", "round town")] * 3
    maria = await Colleague.invited(city, Role.EDITOR, "maria")
    exact = await city.sent_by(STAFF_BOT, maria.person.id, "Exact", f"results_exact.{TOWN}.")
    await maria.chat.tap_data(exact, f"results_exact.{TOWN}.")
    await maria.chat.until(lambda seen: seen.toasts and "As editor you may not do that" in seen.toasts[-1].text)


async def test_a_questionnaire_a_workbook_and_released_tables_come_as_files(city: Stage) -> None:
    ana = await Colleague.invited(city, Role.ANALYST, "ana")
    await ana.says(f"/files {TOWN}", "Files of town")
    assert not any("Responses" in each for each in ana.labels)
    assert (await got(city, ana, "Questionnaire: Română", "town-ro.pdf", seconds=30)).startswith(b"%PDF")
    await ana.says("/rounds", "Rounds")
    await ana.taps(TOWN, "Code: town")
    await ana.taps("Files", "Files of town")
    book = openpyxl.load_workbook(BytesIO(await got(city, ana, "The consultation", "town.xlsx")))
    assert {"survey", "choices", "settings"} <= set(book.sheetnames)
    await released(city)
    await ana.says(f"/files {TOWN}", "Files of town")
    rows = list(csv.DictReader(StringIO((await got(city, ana, "Tables: CSV", "tables.csv")).decode("utf-8-sig"))))
    assert [each["value"] for each in rows if each["line"] == "noise"][:1] == ["30"]
    assert await told(city) == []


async def test_responses_come_row_by_row_to_owners_who_were_asked_back(
    city: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    await olga.says(f"/files {TOWN}", "Files of town")
    await olga.taps("Responses, row by row", "what one person answered", "up to 50 MB")
    assert await told(city) == []
    content = await got(city, olga, "Yes, as CSV", f"{MARK}.csv", seconds=60)
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    assert len({each["respondent"] for each in rows}) == 60
    assert {each["text"] for each in rows if each["kind"] == "own_words"} == {"'=mud"}
    await olga.chat.until(lambda seen: any("Please keep both together" in each.text for each in seen.from_bot))
    assert [each.raw["document"]["name"] for each in olga.chat.seen.from_bot if each.raw["document"]] == [
        f"town-{MARK}.csv",
        f"town-{MARK}.txt",
    ]
    assert await told(city) == [("staff:olga", "export of responses", "round town: csv")]
    monkeypatch.setattr("bot.staff.downloads.LARGEST", 1_000)
    await olga.says(f"/files {TOWN}", "Files of town")
    await olga.taps("Responses, row by row", "what one person answered")
    await olga.chat.press(olga.button("Yes, as JSON"))
    await olga.chat.until(lambda seen: "glas export town" in seen.screen.text and "larger" in seen.screen.text)


async def test_files_of_a_round_that_has_released_nothing(city: Stage) -> None:
    maria = await Colleague.invited(city, Role.EDITOR, "maria")
    await maria.says("/files", "Of which round?")
    await maria.says("/files timisoara", "Files of timisoara")
    await maria.chat.press(maria.button("Tables: Excel"))
    await maria.chat.until(lambda seen: seen.toasts and "Nothing of timisoara" in seen.toasts[-1].text)
    await maria.says("/files nowhere", "no such round")
