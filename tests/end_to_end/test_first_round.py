"""A city's first round through both bots: it is announced to many, killed on the way; then what follows."""

import re
from pathlib import Path

from bot.cli.replay import replay
from bot.demo import EXAMPLE
from flows.consultation import Consultation
from results.published import Published
from results.speech import speech
from storage.audit import lines, verify
from storage.broadcasts.broadcast import Counts
from storage.broadcasts.reading import broadcast
from storage.roles import Role
from tests.end_to_end.citizen import Citizen
from tests.end_to_end.clocks import wall_of
from tests.end_to_end.colleague import Colleague
from tests.end_to_end.first_round import KILLS, ROUND, first_round
from tests.end_to_end.paper import ANA
from tests.end_to_end.stage import SetUp, Stage

PEOPLE, BLOCKED, DEACTIVATED = 1500, 50, 20
IN_FLIGHT = 25
"""What goes out in a second: no kill may leave more in the dark."""
REMINDER = "Continuă de unde am rămas"


async def test_the_announcement_loses_nobody_and_repeats_nobody_through_three_kills(tmp_path: Path) -> None:
    """bench/broadcast.py does the same with 10,000."""
    announced = await first_round(tmp_path, people=PEOPLE, blocked=BLOCKED, deactivated=DEACTIVATED)
    report, reached = announced.report, announced.reached
    unknown = report["Nu se știe dacă au ajuns"]
    assert max(announced.heard.values()) == 1
    assert report["Abonați"] == PEOPLE + 1, "and a group"
    assert KILLS <= unknown <= KILLS * IN_FLIGHT
    assert PEOPLE + 1 - BLOCKED - DEACTIVATED - reached <= unknown, "whom it did not reach is told"
    assert report["Trimise"] <= reached <= report["Trimise"] + unknown
    assert BLOCKED - unknown <= report["Au blocat botul"] <= BLOCKED
    assert DEACTIVATED - unknown <= report["Nu mai au cont"] <= DEACTIVATED
    assert sum(report.values()) == 2 * report["Abonați"], "each is told once"
    assert announced.held == 0, "nobody was told to wait"
    assert announced.answered == ANA, "the conversation went on meanwhile"


async def test_reminder_results_and_report(set_up: SetUp, consultation: Consultation) -> None:
    city = await set_up(staff=True)
    olga = await Colleague.invited(city, Role.OWNER, "olga", language="ro")
    maria = await Colleague.invited(city, Role.EDITOR, "maria", language="ro")
    await city.open_round(consultation, ROUND)

    ana, ion = await _answering(city)
    await _reminded(city, maria)
    await _back_at_the_very_question(ana)
    assert REMINDER not in [button.text for each in ion.chat.seen.from_bot for button in each.buttons]
    await ana.go_until(ana.thanked)
    assert await city.sent(ana.id, ROUND) == ANA

    await _status_tells_of_the_poster(olga)
    # What came on paper is entered, so that there are enough answers for results.
    await replay(city.settings, EXAMPLE, ROUND, wall_of(city.clock))
    await _closed(city, maria, ion)
    await _results_and_report(city, maria)
    await _audited(city, olga)
    assert [each["code"] for each in city.calls("sendMessage") if not each["ok"]] == [403, 403], "to Vlad and Dan"


async def _answering(city: Stage) -> tuple[Citizen, Citizen]:
    """All subscribe. Ana stops halfway, Ion finishes; Vlad blocks the bot later, and Dan's account goes."""
    found = [await city.citizen(ANA) for _ in range(4)]
    for number, each in enumerate(found):
        await each.start(f"r_{ROUND}_afis" if number < 3 else f"r_{ROUND}")
    ana, ion, vlad, dan = found
    await ana.go_until(lambda: ana.asks("quality_time"))
    await ion.go_until(ion.thanked)
    await vlad.go_until(lambda: vlad.asks("dysfunctions"))
    await dan.go_until(lambda: dan.asks("dysfunctions"))
    for each in found:
        await each.say("/subscribe")
        await each.tap("Despre toate")
    people = city.world.people
    city.world.chat_of(city.account, people.get(vlad.id)).blocked = True
    people.deactivate(people.get(dan.id))
    return ana, ion


async def _reminded(city: Stage, maria: Colleague) -> None:
    """The number is typed that the bot asks for; the card says when it is done."""
    await maria.says("/broadcasts", "celor care au cerut")
    await maria.taps("Îndemn", "Despre ce rundă?")
    await maria.taps(ROUND, "Stare: ciornă")
    await maria.taps("Numărați", "nu se arată")
    number = re.search(r"scrieți acest număr: (\d+)", maria.text)
    assert number is not None, maria.text
    await maria.says(number[1], f"Runda: {ROUND}")
    await maria.chat.until(lambda seen: "Stare: gata" in seen.screen.text)
    counts = Counts(recipients=4, sent=1, blocked=1, deactivated=1, outside=1)
    assert (await broadcast(city.database, 1)).counts == counts
    assert "Trimise: nu se arată" in maria.text


async def _back_at_the_very_question(ana: Citizen) -> None:
    reminder = ana.screen
    assert REMINDER in [each.text for each in reminder.buttons]
    await ana.chat.tap(REMINDER)
    await ana.chat.until(lambda seen: seen.screen.message_id > reminder.message_id and ana.asks("quality_time"))


async def _status_tells_of_the_poster(olga: Colleague) -> None:
    await olga.says(f"/status {ROUND}", "Au început: sub 10")
    told = await olga.taps("Cifre exacte", "Au început: 4", "Au trimis tot: 2")
    assert "Linkuri: afis 3" in told


async def _closed(city: Stage, maria: Colleague, ion: Citizen) -> None:
    """From the card, to which the status leads back; a late answer is answered kindly and changes nothing."""
    await maria.says(f"/status {ROUND}", ROUND)
    await maria.taps(f"◀ {ROUND}", "Stare: deschisă")
    await maria.taps("Închideți", "Nu se mai poate răspunde")
    await maria.taps(f"Da, închid {ROUND}", "închisă")
    await city.clock.sleep(2)
    await ion.say("/review")
    assert await city.sent(ion.id, ROUND) == ANA


async def _results_and_report(city: Stage, maria: Colleague) -> None:
    last = await city.release(ROUND)
    await maria.says("/results", "Din care rundă")
    await maria.taps(ROUND, "305 persoane au trimis toate")
    released = Published.model_validate_json(last.document).released
    assert released is not None
    by_the_citys_clock = released.astimezone(city.settings.time_zone)
    assert f"Publicat pe {speech('ro').moment(by_the_citys_clock)}" in maria.text
    await maria.says(f"/report {ROUND}", "În ce limbă")
    await maria.chat.press(maria.button("Română"))
    await maria.chat.until(lambda seen: any(each.raw["document"] for each in seen.from_bot), seconds=60)
    [sent] = [each for each in maria.chat.seen.from_bot if each.raw["document"]]
    assert sent.raw["document"]["name"] == f"{ROUND}-ro.pdf"


async def _audited(city: Stage, olga: Colleague) -> None:
    """Who did what stands in the audit, in order, and the chain is whole."""
    assert await verify(city.database) is None
    assert "întreg" in await olga.says("/audit", "maria", f"rundă închisă · runda {ROUND}")
    told = [(each.who, str(each.what)) for each in await lines(city.database) if each.who.startswith("staff:")]
    assert told == [
        ("staff:olga", "staff member joined"),
        ("staff:maria", "staff member joined"),
        ("staff:maria", "broadcast written"),
        ("staff:maria", "recipients of a broadcast counted"),
        ("staff:maria", "broadcast started"),
        ("staff:olga", "exact results"),
        ("staff:maria", "round closed"),
    ]
