"""A city's first round, as docs/staff.md tells it, up to the report of its announcement.

Both bots are one real process, killed three times while the announcement goes out.
"""

import asyncio
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bot.delivery.gate import BULK_RATE
from bot.demo import CONSULTATION
from flows.consultation import text_in
from flows.reading import load_consultation
from sandbox.journal import Called, Entry
from sandbox.pace import Pace
from sandbox.seen import Button, Shown
from storage.audit import lines, verify
from tests.end_to_end.audience import heard, subscribe
from tests.end_to_end.clocks import SwiftClock
from tests.end_to_end.colleague import Colleague
from tests.end_to_end.lives import Lives, lives_in, log_of
from tests.end_to_end.paper import ANA
from tests.end_to_end.stage import BOT, STAFF_BOT, Stage, founded, staged
from tests.end_to_end.weather import Newcomer

ROUND = "oras"
TEXT = "Orașul vă întreabă: ce ar trebui schimbat?"
KILLS = 3
SPEED = 10.0
SCREENS = 60
"""Ana, whose conversation goes on meanwhile, spreads about so many over the time that the announcement takes."""


@dataclass(frozen=True)
class Announced:
    """An announcement that is over.

    `heard`: how often each subscriber's chat has it; `report`: what staff read in the end; `held`: calls that were told
    to wait; `answered`: what Ana sent meanwhile.
    """

    heard: Counter[int]
    report: Mapping[str, int]
    held: int
    answered: Mapping[str, object]

    @property
    def reached(self) -> int:
        """Chats that have it."""
        return sum(n > 0 for n in self.heard.values())


async def first_round(folder: Path, *, people: int, blocked: int, deactivated: int, speed: float = SPEED) -> Announced:
    """The story, with so many subscribers and a group that became a supergroup; time passes `speed` times as fast.

    Each kill comes while the answer to a send is on its way, so one delivery at least is in flight.
    """
    await founded(folder)
    clock = SwiftClock(speed=speed)
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(
            staged(folder, load_consultation(CONSULTATION), Pace.DOCUMENTED, clock, staff=True)
        )
        lives = await stack.enter_async_context(lives_in(folder, stage.url, speed=speed, staff=True))
        subscribers = await _subscribed(stage, people, blocked, deactivated)
        await lives.begin()
        maria = await _invited(stage)
        link = await _round_from_a_workbook(stage, maria)
        await _written_and_tried(stage, maria, link)
        ana = await _begun(stage, link)
        async with asyncio.TaskGroup() as group:
            group.create_task(_answers_on(ana, people / BULK_RATE / SCREENS))
            await _confirmed(maria)
            for kill in range(1, KILLS + 1):
                await _killed_while_sending(stage, lives, people * kill // (KILLS + 1))
                await lives.begin()
            report = await _report(maria)
        await _audited(stage)
        lives.strike(signal.SIGTERM)
        assert await lives.over() == 0
        assert [line for line in log_of(folder).read_text().splitlines() if "error" in line.lower()] == []
        everybody = heard(stage, TEXT)
        assert everybody.total() - everybody[maria.person.id] == sum(everybody[each] for each in subscribers)
        return Announced(
            Counter({each: everybody[each] for each in subscribers}),
            report,
            sum(each["code"] == 429 for each in stage.refused()),
            await stage.sent(ana.id, ROUND),
        )


async def _subscribed(stage: Stage, people: int, blocked: int, deactivated: int) -> Sequence[int]:
    """Who asked for news long ago. Gives the chats where they would come."""
    crowd = await stage.town.crowd(people, blocked=blocked, deactivated=deactivated, language_codes=["ro"])
    group = await stage.town.group("Cartier", [await stage.town.arrive("Ion")], bots=[BOT.id])
    supergroup = await group.migrate()
    await subscribe(stage, [*crowd.people, group.id])
    return [*crowd.people, supergroup.id]


async def _invited(stage: Stage) -> Colleague:
    """Olga follows the link that `glas` printed, and invites Maria, who follows hers."""
    printed = await _glas(stage, "staff", "invite", "--role", "owner", "--name", "olga")
    olga = await Colleague.stranger(stage, "ro")
    await olga.says(f"/start {_payload(printed, STAFF_BOT.username)}", "„olga”")
    await olga.says("/staff", "olga – responsabil")
    await olga.taps("Invitați", "Invitați pe cineva ca")
    await olga.chat.press(olga.button("editor"))
    await olga.chat.until(lambda seen: "un nume scurt" in seen.screen.text)
    link = _payload(await olga.says("maria", "https://t.me/"), STAFF_BOT.username)
    maria = await Colleague.stranger(stage, "ro")
    await maria.says(f"/start {link}", "editor", "„maria”")
    return maria


async def _round_from_a_workbook(stage: Stage, maria: Colleague) -> str:
    """A workbook is sent, mended, tried, made a round and opened; gives what the round's link brings."""
    file = stage.settings.data / "chestionar.xlsx"
    await _glas(stage, "export-form", str(CONSULTATION), "--output", str(file))
    whole = file.read_bytes()
    await maria.sends("chestionar.docx", whole, ".xlsx")
    await maria.sends("chestionar.xlsx", whole[:-100], "greșeală")
    await maria.sends("chestionar.xlsx", whole, "Nicio greșeală", "29 de întrebări", "7 secțiuni")
    made_here = maria.chat.seen.screen
    await maria.chat.press(maria.button("Încercați"))
    await maria.chat.until(lambda seen: "Probă" in seen.screen.text)
    await maria.taps("Începe ▶", "Probă")
    await maria.taps("Continuă ▶", text_in(next(stage.consultation.questions).text, "ro"))
    await maria.taps("Încheiați proba", "Nu s-a păstrat nimic")
    await maria.chat.press(_button(made_here, "Creați o rundă"))
    await maria.chat.until(lambda seen: "scrieți codul" in seen.screen.text)
    await maria.says(ROUND, f"{ROUND} este acum o ciornă")
    await maria.taps("Deschideți acum", "pot răspunde imediat")
    link = _payload(await maria.taps(f"Da, deschid {ROUND}", "deschisă"), BOT.username)
    await stage.clock.sleep(2)  # the citizens' bot looks at the rounds once a second
    return link


async def _written_and_tried(stage: Stage, maria: Colleague, link: str) -> None:
    """The announcement, in Maria's own words, for any hour, since nobody knows when this is; it comes to her alone."""
    await maria.says("/broadcasts", "celor care au cerut")
    await maria.taps("Anunțarea unei runde", "Despre ce rundă?")
    await maria.taps(ROUND, "Stare: ciornă")
    await maria.taps("Trimiteți și în orele de liniște", "Ore de liniște: nu")
    await maria.taps("Text și imagine: Română", "în această limbă: Română")
    await maria.says(TEXT, TEXT, "Stare: ciornă")
    async with maria.person.chat() as chat:
        await chat.say(f"/start {link}")
        await chat.until(lambda seen: seen.from_bot)
        await maria.taps("Trimiteți-mi doar mie", "A ajuns")
        await chat.until(lambda seen: any(TEXT in each.text for each in seen.from_bot))
    await maria.taps("◀", "Stare: ciornă")


async def _begun(stage: Stage, link: str) -> Newcomer:
    """Ana, who has not asked for messages, begins to answer."""
    ana = await Newcomer.in_town(stage, ANA)
    await ana.start(f"{link}_afis")
    await ana.go_until(lambda: ana.asks("dysfunctions"))
    return ana


async def _answers_on(ana: Newcomer, pause: float) -> None:
    """To the end, with a pause after each screen."""
    while not ana.thanked():
        await ana.one_screen()
        await ana.stage.clock.sleep(pause)


async def _confirmed(maria: Colleague) -> None:
    """The number is typed that the bot asks for."""
    await maria.taps("Numărați", "scrieți acest număr")
    number = re.search(r"scrieți acest număr: (\d+)", maria.text)
    assert number is not None, maria.text
    await maria.says(number[1], f"Runda: {ROUND}", "Stare: pe drum")


async def _killed_while_sending(stage: Stage, lives: Lives, sent: int) -> None:
    """Kills the process with the send of that number: the sandbox has noted it, and has not answered yet."""
    journal, struck = stage.world.journal, asyncio.Event()
    add, count = journal.add, journal.counts(BOT.id, "sendMessage").total()

    def noted(at: float, entry: Entry) -> None:
        nonlocal count
        add(at, entry)
        count += isinstance(entry, Called) and entry.ok and (entry.bot, entry.method) == (BOT.id, "sendMessage")
        if count >= sent and not struck.is_set():
            lives.strike(signal.SIGKILL)
            struck.set()

    journal.add = noted  # type: ignore[method-assign]  # to strike in just that moment
    try:
        await struck.wait()
    finally:
        journal.add = add  # type: ignore[method-assign]  # as it was
    assert await lives.over() == -signal.SIGKILL


async def _report(maria: Colleague) -> dict[str, int]:
    """Maria looks again after the last kill; the card follows until it is done. Gives its figures by name."""
    await maria.says("/broadcasts", "celor care au cerut")
    await maria.taps("1 – Anunțarea unei runde: pe drum", f"Runda: {ROUND}")
    await maria.chat.until(lambda seen: "Stare: gata" in seen.screen.text, seconds=600)
    found = re.findall(r"^([^:\n]+): ([\d.]+)$", maria.text, re.MULTILINE)
    return {name: int(figure.replace(".", "")) for name, figure in found}


async def _audited(stage: Stage) -> None:
    """Who did what stands in the audit, in order, and the chain is whole."""
    assert await verify(stage.database) is None
    assert [f"{each.who}: {each.what}" for each in await lines(stage.database) if each.who.startswith("staff:")] == [
        "staff:olga: staff member joined",
        "staff:olga: staff member invited",
        "staff:maria: staff member joined",
        "staff:maria: round created",
        "staff:maria: round opened",
        "staff:maria: broadcast written",
        "staff:maria: broadcast redirected",
        "staff:maria: broadcast reworded",
        "staff:maria: broadcast tried",
        "staff:maria: recipients of a broadcast counted",
        "staff:maria: broadcast started",
    ]


async def _glas(stage: Stage, *arguments: str) -> str:
    """What the command prints."""
    settings = stage.settings
    assert settings.staff_bot_token is not None
    environment = os.environ | {
        "GLAS_DATA": str(settings.data),
        "GLAS_KEYS": str(settings.keys),
        "GLAS_TELEGRAM_API": settings.telegram_api,
        "GLAS_STAFF_BOT_TOKEN": settings.staff_bot_token.get_secret_value(),
    }
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("glas"), *arguments, env=environment, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0
    return printed.decode()


def _payload(text: str, username: str) -> str:
    """The payload of the bot's link in the text."""
    found = re.search(rf"https://t\.me/{username}\?start=(\S+)", text)
    assert found is not None, text
    return found[1]


def _button(shown: Shown, label: str) -> Button:
    """The button of an older message whose label begins so."""
    return next(each for each in shown.buttons if each.text.startswith(label))
