"""A poster from the staff's bot, and the citizen who comes by it."""

from io import BytesIO

import aiohttp
from pypdf import PdfReader

from storage.counters import counters
from storage.roles import Role
from tests.end_to_end.colleague import Colleague
from tests.end_to_end.stage import CODE, SetUp, Stage


async def links(stage: Stage, colleague: Colleague, name: str) -> list[str]:
    """Where the newest file, which has that name, leads."""
    await colleague.chat.until(
        lambda seen: any(each.raw["document"] and each.raw["document"]["name"] == name for each in seen.from_bot)
    )
    [file] = [each.raw["document"] for each in colleague.chat.seen.from_bot if each.raw["document"]][-1:]
    async with aiohttp.ClientSession() as session, session.get(f"{stage.url}{file['url']}") as response:
        [page] = PdfReader(BytesIO(await response.read())).pages
    return [each.get_object()["/A"]["/URI"] for each in page.annotations or ()]


async def asked_where(city: Stage) -> Colleague:
    """An analyst who wants a poster of the round."""
    maria = await Colleague.invited(city, Role.ANALYST, "maria")
    await maria.says("/rounds", "Rounds")
    await maria.taps(CODE, "State: open")
    await maria.chat.press(maria.button("Poster"))
    await maria.chat.until(lambda seen: "Where will it hang?" in seen.screen.text)
    return maria


async def test_a_poster_is_made_for_a_place_and_who_comes_by_it_is_counted_there(set_up: SetUp) -> None:
    city = await set_up(staff=True)
    maria = await asked_where(city)
    await maria.says("la bibliotecă", "one word of at most 29 letters")
    assert maria.labels == [f"◀ {CODE}"]
    await maria.says("library", "In which language")
    await maria.chat.press(maria.button("Română"))
    [link] = await links(city, maria, f"{CODE}-library-ro.pdf")
    assert link == f"https://t.me/glas_demo_bot?start=r_{CODE}_library"
    ana = await city.citizen()
    await ana.chat.say(f"/start {link.partition('start=')[2]}")
    await ana.chat.until(lambda seen: "Smart City" in seen.screen.text)
    [round_] = (await city.rounds()).values()
    counted = await counters(city.database, round_, "source")
    assert [(each.key, each.n) for each in counted] == [("library", 1)]


async def test_one_poster_serves_all_places(set_up: SetUp) -> None:
    city = await set_up(staff=True)
    maria = await asked_where(city)
    await maria.taps("The same for all places", "In which language")
    await maria.chat.press(maria.button("English"))
    assert await links(city, maria, f"{CODE}-en.pdf") == [f"https://t.me/glas_demo_bot?start=r_{CODE}"]
