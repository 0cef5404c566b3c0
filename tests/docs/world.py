"""What happens in the world between the lines of a page: people answer, an hour goes by, a city writes its notice."""

import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta

from openpyxl import load_workbook

from tests.docs.scene import PATIENCE, Scene

NOTICE: dict[str, str | int] = {
    "controller": "Primăria",
    "contact": "dpo@primaria.example",
    "legal_basis": "Art. 6(1)(e) GDPR",
    "retention_months": 12,
    "key_erased_after_days": 30,
    "minimum_age": 16,
    "complaints": "ANSPDCP",
    "on_paper": "La registratură",
}
ANAS_ID = r"\b123456789$"
SOON = (datetime.now(UTC) + timedelta(days=90)).strftime("%Y-%m-%d")
"""What is a date to come on a page stays one."""


async def ana_stops_halfway(here: Scene) -> None:
    """She begins to answer, and asks to be written to."""
    ana = await here.town.arrive("Ana", language_code="en")
    chat = await here.behind.enter_async_context(ana.chat())
    here.stand_ins[ANAS_ID] = str(ana.id)

    async def until(text: str) -> None:
        await chat.until(lambda seen: seen.button(text), seconds=PATIENCE)

    await chat.say("/start r_parks")
    await until("Start ▶")
    await chat.tap("Start ▶")
    await until("Continue ▶")
    await chat.tap("Continue ▶")
    await until("Start-up")
    await chat.tap("Start-up")
    await until("✓ Start-up")
    await chat.say("/subscribe")
    await until("All of this")
    await chat.tap("All of this")
    await until("No more messages")


async def she_was_reminded(here: Scene) -> None:
    """In English twice: once as it was tried, in both languages, and once as it was sent."""
    shown = await here.town.state(int(here.stand_ins[ANAS_ID]))
    times = Counter(message["text"] for message in shown["messages"])
    assert sorted(times.values())[-2:] == [1, 2], times
    await here.stop_all()


async def many_answer(here: Scene) -> None:
    """So many that there are results."""
    await here.type("glas example timisoara-2021 | glas replay - --round parks")
    await here.type("glas release parks")


async def an_hour_goes_by_after_closing(here: Scene) -> None:
    """What was stored is an hour older then. A text was put under a theme meanwhile."""
    await here.type("glas round close parks")
    with closing(sqlite3.connect(here.folder / "data/glas.sqlite")) as database, database:
        database.execute("update round set closes = strftime('%Y-%m-%d %H:%M:%f000', closes, '-1 hour')")
        database.execute("update releasing set considered = strftime('%Y-%m-%d %H:%M:%f000', considered, '-1 hour')")
    await here.type("glas release parks")
    await here.type("glas words theme Cycling --twins $(glas words list parks | grep -om1 '^  [a-z2-7]*')")


async def the_notice_is_written(here: Scene) -> None:
    """Into the workbook that `glas template` made."""
    file = here.folder / "park.xlsx"
    workbook = load_workbook(file)
    for part, first, second, _ in workbook["privacy"].iter_rows(min_row=2):
        first.value = NOTICE[str(part.value)]
        if isinstance(first.value, str):
            second.value = first.value
    workbook.save(file)


async def sixty_answer_about_the_park(here: Scene) -> None:
    """So many that there are results."""
    wishes = ("trees", "benches", "playground", "lighting")
    lines = [
        {"respondent": str(n), "answers": {"visits": "weekly", "satisfaction": n % 5 + 1, "wishes": [wishes[n % 4]]}}
        for n in range(60)
    ]
    (here.folder / "sixty.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in lines))
    await here.type("glas replay sixty.jsonl")
    await here.type("glas release park")


async def the_first_answer_comes(here: Scene) -> None:
    """From the city's own phone."""
    somebody = await here.town.arrive("Ion", language_code="ro")
    async with somebody.chat() as chat:
        await chat.say("/start r_park_library")
        await chat.until(lambda seen: seen.button("Începe ▶"), seconds=PATIENCE)
        await chat.tap("Începe ▶")
        await chat.until(lambda seen: seen.button("Continuă ▶"), seconds=PATIENCE)


async def the_machine_is_lost(here: Scene) -> None:
    """With all that was not copied."""
    await here.stop_all()
    shutil.rmtree(here.folder / "data")
    shutil.rmtree(here.folder / ".config")
