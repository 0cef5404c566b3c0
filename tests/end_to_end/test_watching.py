"""Staff watch a round: its status, a digest at their hour, alarms; each falls due once, whoever ticks."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import Clock
from bot.measures import Measures
from bot.staff.application import build_application, furnish
from bot.staff.ticking import tick
from bot.staff.visit import Office
from flows.consultation import text_in
from results.labels import shortened
from storage.audit import lines
from storage.daily import claim_day
from storage.database import open_database
from storage.digest_hours import digest_hours, set_digest_hour
from storage.incidents import notice
from storage.roles import Role
from storage.staff import members
from tests.end_to_end.colleague import Colleague, untried
from tests.end_to_end.paper import ANA
from tests.end_to_end.stage import CODE, STAFF_BOT, SetUp, Stage

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
async def city(set_up: SetUp) -> Stage:
    """A stage on which both bots run."""
    return await set_up(staff=True)


@asynccontextmanager
async def worker(city: Stage, now: Callable[[], datetime]) -> AsyncIterator[Office]:
    """One more process that ticks: its own connections and its own library, at the hour that it is told."""
    application = build_application(city.settings, Measures())
    await application.initialize()
    database = await open_database(city.settings.database)
    try:
        yield furnish(application, city.settings, database, now=now, clock=Clock(), citizens=_username, try_out=untried)
    finally:
        await database.close()
        await application.shutdown()


async def _username() -> str:
    return "glas_demo_bot"


def said(colleague: Colleague, words: str) -> int:
    """In how many messages of the bot this stands."""
    return sum(words in message.text for message in colleague.chat.seen.from_bot)


async def exact_lines(city: Stage) -> list[tuple[str, str]]:
    return [(each.who, each.subject) for each in await lines(city.database) if each.what == "exact results"]


async def test_a_status_is_refreshed_in_place_and_drawn(city: Stage) -> None:
    ana = await Colleague.invited(city, Role.ANALYST, "ana")
    assert "Submitted: not released yet" in await ana.says("/status", "Started: under 10")
    assert ana.labels == ["↻ Refresh", "Picture", "◀ timisoara"]
    shown = ana.chat.seen.screen.message_id
    for _ in range(11):
        citizen = await city.started()
        await citizen.tap(citizen.labels.start)
    assert "at most 10" in await ana.taps("↻ Refresh", "Started: 10")
    assert ana.chat.seen.screen.message_id == shown
    assert ana.chat.seen.toasts[-1].text == "Up to date."
    await ana.chat.press(ana.button("Picture"))
    await ana.chat.until(lambda _: city.calls("sendPhoto"))
    assert await exact_lines(city) == []


async def test_exact_figures_are_for_owners_and_leave_a_line_each_time(city: Stage) -> None:
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    await olga.says(f"/status {CODE}", "Started: under 10")
    await olga.taps("Exact figures", "Started: 0", "the audit has noted")
    assert await exact_lines(city) == [("staff:olga", f"round {CODE}: its status")]
    await olga.taps("Rounded figures", "Started: under 10")
    assert len(await exact_lines(city)) == 1
    ana = await Colleague.invited(city, Role.EDITOR, "ana")
    await ana.says("/status", "Started: under 10")
    # A button that was made up is refused like any other.
    sent = await city.sent_by(STAFF_BOT, ana.person.id, "Exact", f"status-exact.{CODE}")
    await ana.chat.tap_data(sent, f"status-exact.{CODE}")
    await ana.chat.until(lambda seen: seen.toasts)
    assert "As editor you may not do that" in ana.chat.seen.toasts[-1].text
    assert len(await exact_lines(city)) == 1


async def test_what_citizens_do_stands_in_the_status(city: Stage) -> None:
    ana, ion = await city.citizen(ANA), await city.citizen(ANA)
    await ana.start(f"r_{CODE}_poster")
    await ana.go_until(ana.thanked)
    await ion.start(f"r_{CODE}_poster")
    await ion.go_until(lambda: ion.asks("dysfunctions"))
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    await olga.says("/status", "Started: under 10")
    told = await olga.taps("Exact figures", "Started: 2", "Submitted: 1")
    assert "Links: poster 2" in told
    assert "Languages: Română 2" in told
    assert "1 person measured" in told
    stops = told.partition("Where most stand who have not gone on:\n")[2].split("\n")
    assert [each for each in stops if each.startswith("•")] == [f"• {_question(city, 'dysfunctions')} – 1"]


def _question(city: Stage, question: str) -> str:
    return shortened(text_in(city.consultation.question_by_id[question].text, "en"), 70)


async def test_of_several_rounds_one_is_chosen_and_one_that_is_not_there_is_told(city: Stage) -> None:
    await city.open_round(city.consultation, "later")
    ana = await Colleague.invited(city, Role.ANALYST, "ana")
    await ana.says("/status", "Which round?")
    await ana.taps("later", "later · open")
    await ana.says("/status nowhere", "There is no such round")


async def test_the_digest_comes_at_the_hour_that_was_chosen_once_a_day(city: Stage) -> None:
    ana = await Colleague.invited(city, Role.ANALYST, "ana", language="ro")
    [member] = await members(city.database)
    await ana.says("/digest", "La ce oră să vină?")
    await ana.chat.press(ana.button("9:00"))
    await ana.chat.until(lambda seen: any(each.text == "✓ 9:00" for each in seen.screen.buttons))
    assert await digest_hours(city.database) == {member.number: 9}
    now = NOW + timedelta(days=30)  # of a day for which nothing was claimed yet
    async with AsyncExitStack() as stack:
        early = await stack.enter_async_context(worker(city, lambda: now.replace(hour=8)))
        both = [await stack.enter_async_context(worker(city, lambda: now)) for _ in range(2)]
        await tick(early)
        await asyncio.gather(*map(tick, both))
        await asyncio.gather(*map(tick, both))
        await ana.chat.until(lambda _: said(ana, "Iată cum stau lucrurile") == 1)
        tomorrow = await stack.enter_async_context(worker(city, lambda: now + timedelta(days=1)))
        await tick(tomorrow)
        await ana.chat.until(lambda _: said(ana, "Iată cum stau lucrurile") == 2)
    await ana.says("/digest", "La ce oră să vină?")
    await ana.chat.press(ana.button("Fără rezumat"))
    await ana.chat.until(lambda seen: any(each.text == "✓ Fără rezumat" for each in seen.screen.buttons))
    assert await digest_hours(city.database) == {}


async def test_without_the_staffs_bot_it_comes_when_the_bot_is_back(city: Stage) -> None:
    ana = await Colleague.invited(city, Role.ANALYST, "ana")
    [member] = await members(city.database)
    await set_digest_hour(city.database, member.number, 6)
    await city.stop_bot()
    async with worker(city, lambda: NOW.replace(hour=23)) as office:
        await tick(office)
    await ana.chat.until(lambda _: said(ana, "This is how it stands") == 1)


async def test_an_alarm_is_told_once_to_those_who_can_do_something(city: Stage) -> None:
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    maria = await Colleague.invited(city, Role.EDITOR, "maria", language="ro")
    ana = await Colleague.invited(city, Role.ANALYST, "ana")
    await notice(city.database, "burst", f"{CODE}/poster", {"round": CODE, "source": "poster", "n": 65}, NOW)
    async with AsyncExitStack() as stack:
        both = [await stack.enter_async_context(worker(city, lambda: NOW)) for _ in range(2)]
        await asyncio.gather(*map(tick, both))
        await tick(both[0])
    await olga.chat.until(lambda _: said(olga, "the link “poster” has brought 65 people") == 1)
    await maria.chat.until(lambda _: said(maria, "linkul „poster” a adus 65 de persoane") == 1)
    await ana.says("/help", "as analyst")
    assert said(ana, "poster") == 0


async def test_a_member_who_blocked_the_bot_keeps_nobody_else_from_theirs(city: Stage) -> None:
    gone = await Colleague.invited(city, Role.OWNER, "gone")
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    await gone.chat.block()
    await notice(city.database, "held", "", {"seconds": 300}, NOW)
    for each in await members(city.database):
        await claim_day(city.database, f"audit head/{each.number}", NOW.date(), NOW)
    async with worker(city, lambda: NOW) as office:
        await tick(office)
    await olga.chat.until(lambda _: said(olga, "silent for 5 minutes") == 1)
