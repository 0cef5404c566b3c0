"""Staff in their own bot, beside the citizens' in the same program: who gets in, and who may do what."""

import asyncio
from collections.abc import MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.leasing import STAFF, Lease
from bot.measures import Measures
from bot.staff.serving import serve_staff
from sandbox.faults import Kind
from storage.audit import lines, verify
from storage.roles import Role
from storage.staff import members
from tests.end_to_end.clocks import DrivenClock
from tests.end_to_end.colleague import Colleague, invitation, untried
from tests.end_to_end.stage import CODE, STAFF_BOT, SetUp, Stage


@pytest.fixture
async def city(set_up: SetUp) -> Stage:
    """A stage on which both bots run."""
    return await set_up(staff=True)


async def told(stage: Stage) -> list[tuple[str, str, str]]:
    return [(each.who, each.what, each.subject) for each in await lines(stage.database)]


def complaints(logs: list[MutableMapping[str, Any]]) -> list[str]:
    """What was logged as a warning or worse, by event; when other parts of the bot tell that they begin is chance."""
    return [each["event"] for each in logs if each["log_level"] != "info"]


async def test_an_invitation_lets_one_person_in_once(city: Stage) -> None:
    token = await invitation(city, Role.EDITOR, "maria")
    maria = await Colleague.stranger(city, language="ro")
    assert "Rolul dumneavoastră este editor" in await maria.says(f"/start i_{token}", "Bine ați venit")
    assert [(each.name, each.role, each.language) for each in await members(city.database)] == [
        ("maria", Role.EDITOR, "ro")
    ]
    await maria.says(f"/start i_{token}", "Bine ați venit")  # an update may come twice
    ion = await Colleague.stranger(city)
    assert "does not work any more" in await ion.says(f"/start i_{token}", "invitation")
    assert await told(city) == [
        ("cli:test", "staff member invited", "maria as editor"),
        ("staff:maria", "staff member joined", "maria as editor"),
    ]
    assert await verify(city.database) is None


async def test_wrong_and_expired_invitations_are_refused_alike(city: Stage) -> None:
    expired = await invitation(city, Role.OWNER, "late", at=datetime.now(UTC) - timedelta(days=8))
    for token in (expired, "wrong", ""):
        ion = await Colleague.stranger(city)
        assert "each works once" in await ion.says(f"/start i_{token}", "invitation")
    assert await members(city.database) == []


async def test_strangers_get_one_line_and_then_none(set_up: SetUp) -> None:
    city = await set_up(staff=True, clock=DrivenClock())
    ion = await Colleague.stranger(city, language="ro")
    assert "personalul primăriei" in await ion.says("/rounds", "bot")
    for text in ("/staff", "hello", "/start"):
        await ion.chat.say(text)
    # An invitation is looked at all the same, and its answer comes after what was typed before.
    await ion.says("/start i_wrong", "nu mai este valabilă")
    assert len(ion.chat.seen.from_bot) == 2


async def test_a_stranger_cannot_try_invitations_for_ever(set_up: SetUp) -> None:
    city = await set_up(staff=True, clock=DrivenClock())
    ion = await Colleague.stranger(city)
    for each in range(8):
        await ion.chat.say(f"/start i_{each}")
    await ion.says("/help", "public bot")
    assert len(ion.chat.seen.from_bot) == 5 + 1


async def test_help_and_menu_are_in_the_members_language_and_by_their_role(city: Stage) -> None:
    ana = await Colleague.invited(city, Role.ANALYST, "ana")
    text = await ana.says("/help", "as analyst")
    assert "/staff" not in text
    await ana.says("/language", "shall we speak")
    await ana.taps("Română", "În ce limbă")
    assert "Ce puteți face ca analist" in await ana.says("/help", "analist")
    commands = (await city.town.state(ana.person.id, STAFF_BOT.id))["commands"]
    assert {"command": "help", "description": "what I may do here"} in commands


async def test_a_role_that_may_not_is_told_so(city: Stage) -> None:
    ana = await Colleague.invited(city, Role.ANALYST, "ana")
    assert "As analyst you may not do that" in await ana.says("/staff", "may not")
    owner = await Colleague.invited(city, Role.OWNER, "olga")
    await owner.says("/staff", "ana – analyst")
    await ana.says("/help", "as analyst")
    # A button that was made up, or left from another role, is refused like the command.
    await ana.says("/language", "shall we speak")
    sent = await city.sent_by(STAFF_BOT, ana.person.id, "Remove", "removed.olga")
    await ana.chat.tap_data(sent, "removed.olga")
    await ana.chat.until(lambda seen: seen.toasts)
    assert "As analyst you may not do that" in ana.chat.seen.toasts[-1].text
    assert {each.name for each in await members(city.database)} == {"ana", "olga"}


async def test_owners_invite_change_roles_and_remove(city: Stage) -> None:
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    await olga.says("/staff", "olga – owner")
    await olga.taps("Invite somebody", "Invite somebody as …")
    await olga.chat.press(olga.button("editor"))
    await olga.chat.until(lambda seen: "short name" in seen.screen.text)
    await olga.says("No Spaces!", "small letters")
    link = (await olga.says("Ana", "ana is invited as editor")).split()[-1]
    assert link.startswith(f"https://t.me/{STAFF_BOT.username}?start=i_")
    ana = await Colleague.stranger(city)
    await ana.says(f"/start {link.partition('=')[2]}", "ana")
    await olga.says("/staff", "ana – editor")
    await olga.taps("ana", "ana", "editor")
    await olga.taps("Make ana: analyst", "analyst")
    await olga.taps("Remove ana", "Remove ana?")
    assert "ana" not in await olga.taps("Yes, remove ana", "Staff")
    assert "public bot" in await ana.says("/help", "bot")
    await olga.taps("olga", "owner")
    await olga.taps("Remove olga", "Remove olga?")
    await olga.taps("Yes, remove olga", "only owner")
    assert [each[1:] for each in (await told(city))[2:]] == [
        ("staff member invited", "ana as editor"),
        ("staff member joined", "ana as editor"),
        ("role of a staff member changed", "ana: editor to analyst"),
        ("staff member removed", "ana, analyst"),
    ]
    assert (await told(city))[2][0] == "staff:olga"


async def test_a_head_of_the_audit_that_was_kept_is_found_again_or_missed(city: Stage) -> None:
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    audit = (await olga.says("/audit", "lines is whole")).split("\n")
    [head] = [each for each in audit if len(each) == 64]
    await Colleague.invited(city, Role.EDITOR, "maria")
    assert f"head of line {len(await told(city)) - 2}" in await olga.says(head, "nothing was changed since")
    await olga.says("0" * 63 + "1", "No line has that head")
    await olga.says("/rounds", "Rounds")
    await olga.taps(CODE, "State: open")
    await olga.taps("Try it", "A trial")
    await olga.says(head, "nothing was changed since")
    await olga.taps("The audit", "lines is whole")


async def test_what_is_typed_after_a_restart_is_not_lost_silently(city: Stage) -> None:
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    await olga.says("/staff", "olga")
    await olga.taps("Invite somebody", "as …")
    await olga.chat.press(olga.button("analyst"))
    await olga.chat.until(lambda seen: "short name" in seen.screen.text)
    await city.stop_bot()
    city.start_bot()
    await olga.says("ana", "I was restarted meanwhile")
    assert [each.name for each in await members(city.database)] == ["olga"]


async def test_an_update_that_cannot_be_read_keeps_nobody_waiting(city: Stage) -> None:
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    with capture_logs() as logs:
        city.world.account_by_id(STAFF_BOT.id).queue.add("message", {"message_id": 1, "text": "Ion"})
        await olga.says("/help", "as owner")
    assert complaints(logs) == ["staff's update set aside"]


async def test_an_answer_that_cannot_be_read_is_logged_once_and_excused(city: Stage) -> None:
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    await city.town.fault(Kind.WRONG_SHAPE, "sendMessage", count=2)
    with capture_logs() as logs:
        for _ in range(2):
            await olga.chat.say("/help")
        await olga.says("/staff", "olga – owner")
    assert complaints(logs) == ["staff's update failed", "not sent to staff"]


async def test_no_telegram_id_of_staff_stands_in_the_database(city: Stage) -> None:
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    await olga.says("/staff", "olga")
    await city.stop_bot()
    stored = b"".join(each.read_bytes() for each in sorted(city.settings.data.glob("glas.sqlite*")))
    assert str(olga.person.id).encode() not in stored
    assert b"olga" in stored


async def test_updates_that_come_twice_do_nothing_twice(city: Stage) -> None:
    token = await invitation(city, Role.OWNER, "olga")
    await city.town.misbehave(duplicated=1, bot_id=STAFF_BOT.id)
    olga = await Colleague.stranger(city)
    await olga.chat.say(f"/start i_{token}")
    await olga.chat.until(lambda seen: len([each for each in seen.from_bot if "olga" in each.text]) == 2)
    assert [each.name for each in await members(city.database)] == ["olga"]
    assert [what for _, what, _ in await told(city)] == ["staff member invited", "staff member joined"]


async def test_a_slow_chat_holds_up_no_other_and_nothing_is_done_twice_when_it_is_cut_off(
    city: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def slow(_: object) -> None:
        begun.set()
        await never.wait()

    olga = await Colleague.invited(city, Role.OWNER, "olga")
    ana = await Colleague.invited(city, Role.ANALYST, "ana")
    monkeypatch.setattr("bot.staff.members.members", slow)
    staff, languages = await olga.chat.say("/staff"), await olga.chat.say("/language")
    await begun.wait()
    await ana.says("/help", "as analyst")
    await ana.says("/language", "shall we speak")
    queue = city.world.account_by_id(STAFF_BOT.id).queue
    assert queue.pending == 4, "nothing is acknowledged before what came first"
    await city.stop_bot()
    monkeypatch.undo()
    city.start_bot()
    await city.until(lambda: queue.pending == 0)
    await olga.chat.until(lambda seen: "shall we speak" in seen.screen.text)
    answers = [each.text for each in olga.chat.seen.from_bot if each.message_id > min(staff, languages)]
    assert ["olga – owner" in answers[0], "shall we speak" in answers[1]] == [True, True], "in order, and once"
    assert len(answers) == 2
    assert len(ana.chat.seen.from_bot) == 1 + 2


async def test_a_fault_is_told_kindly_and_logged_once_without_a_word_of_it(
    city: Stage, monkeypatch: pytest.MonkeyPatch, logs: list[MutableMapping[str, Any]]
) -> None:
    async def broken(_: object) -> None:
        raise LookupError("what somebody typed")

    olga = await Colleague.invited(city, Role.OWNER, "olga")
    monkeypatch.setattr("bot.staff.members.members", broken)
    await olga.says("/staff", "Something went wrong on our side")
    faults = [each for each in logs if each["log_level"] == "error"]
    assert [each["event"] for each in faults] == ["staff's update failed"]
    assert "typed" not in str(faults)
    assert str(olga.person.id) not in str(faults)
    monkeypatch.undo()
    await olga.says("/staff", "olga – owner")
    logs.clear()


async def test_a_token_that_telegram_does_not_know_is_no_reason_to_die(
    city: Stage, logs: list[MutableMapping[str, Any]]
) -> None:
    unknown = city.settings.model_copy(update={"staff_bot_token": SecretStr("9:NOBODY")})

    async def username() -> str:
        return "glas_demo_bot"

    await serve_staff(
        unknown,
        city.database,
        asyncio.Event(),
        now=lambda: datetime.now(UTC),
        clock=city.clock.of_the_bot,
        citizens=username,
        try_out=untried,
        measures=Measures(),
        lease=Lease(city.database, STAFF, "test", Measures()),
    )
    assert "staff are not served" in str([each for each in logs if each["log_level"] == "warning"])


async def test_bad_weather_is_no_fault_of_ours_and_429_is_obeyed(
    city: Stage, logs: list[MutableMapping[str, Any]]
) -> None:
    olga = await Colleague.invited(city, Role.OWNER, "olga")
    await city.town.fault(Kind.TOO_MANY_REQUESTS, "sendMessage", retry_after=3)
    await olga.says("/help", "as owner")
    await city.town.fault(Kind.SERVER_ERROR, "sendMessage")
    await olga.chat.say("/staff")
    await olga.says("/language", "shall we speak")
    assert complaints(logs) == ["staff were not answered"]
