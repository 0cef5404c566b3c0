"""Staff members and their roles; what is done once a day."""

import asyncio
from datetime import date, timedelta

import pytest

from storage.audit import Author, lines, verify
from storage.daily import LEASE, claim_day, day_done
from storage.keys import SealBroken
from storage.roles import ALLOWED, Permission, Role, may
from storage.staff import (
    InvitationUnusable,
    LastOwner,
    Member,
    NameTaken,
    NameUnusable,
    UnknownMember,
    accept,
    change_role,
    invitations,
    invite,
    member_of,
    members,
    remove,
    speak,
)
from tests.storage.conftest import House

DAY = timedelta(days=1)
OLGA, ANA = 5_000_000_001, 5_000_000_002


@pytest.fixture
def cli(empty: House) -> Author:
    return Author("cli:maria", empty.now)


async def joined(house: House, cli: Author, person: int, role: Role, name: str) -> Member:
    await invite(house.database, role, cli, token=name, days=7, name=name)
    return await accept(house.database, house.keys, name, person, language="ro", now=house.now)


async def test_an_invited_person_is_found_by_their_id_alone(empty: House, cli: Author) -> None:
    invited = await invite(empty.database, Role.OWNER, cli, token="t", days=7, name="olga")
    assert (invited.name, invited.role, invited.expires) == ("olga", Role.OWNER, empty.now + 7 * DAY)
    assert await invitations(empty.database, empty.now) == [invited]
    olga = await accept(empty.database, empty.keys, "t", OLGA, language="ro", now=empty.now)
    assert olga == Member(1, "olga", Role.OWNER, empty.keys.seal_staff(OLGA), "ro")
    assert await member_of(empty.database, empty.keys, OLGA) == olga
    assert await member_of(empty.database, empty.keys, ANA) is None
    assert await members(empty.database) == [olga]
    assert await invitations(empty.database, empty.now) == []
    assert empty.keys.unseal_staff(olga.sealed) == OLGA
    assert olga.author(empty.now).who == "staff:olga"
    assert olga.may(Permission.STAFF)


async def test_nothing_joins_a_colleague_to_the_citizen_they_also_are(empty: House, cli: Author) -> None:
    olga = await joined(empty, cli, OLGA, Role.OWNER, "olga")
    [(chat, sealed)] = await empty.rows("SELECT chat, sealed FROM staff")
    assert chat != empty.keys.chat(OLGA)
    assert sealed != empty.keys.seal(OLGA)
    with pytest.raises(SealBroken):
        empty.keys.unseal(olga.sealed)


async def test_the_token_is_not_stored_and_works_once(empty: House, cli: Author) -> None:
    await invite(empty.database, Role.EDITOR, cli, token="secret-token", days=7)
    assert "secret-token" not in str(await empty.rows("SELECT * FROM invitation"))
    first = await accept(empty.database, empty.keys, "secret-token", OLGA, language="en", now=empty.now)
    assert first.name == "editor-1"
    assert await accept(empty.database, empty.keys, "secret-token", OLGA, language="en", now=empty.now) == first
    with pytest.raises(InvitationUnusable):
        await accept(empty.database, empty.keys, "secret-token", ANA, language="en", now=empty.now)


async def test_of_two_who_come_at_once_one_gets_in(empty: House, cli: Author) -> None:
    await invite(empty.database, Role.EDITOR, cli, token="t", days=7, name="maria")
    came = await asyncio.gather(
        *(accept(empty.database, empty.keys, "t", each, language="en", now=empty.now) for each in (OLGA, ANA)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in came) == ["InvitationUnusable", "Member"]


async def test_an_invitation_expires_and_gives_its_name_free(empty: House, cli: Author) -> None:
    await invite(empty.database, Role.EDITOR, cli, token="t", days=1, name="maria")
    later = empty.now + DAY
    assert await invitations(empty.database, later) == []
    with pytest.raises(InvitationUnusable):
        await accept(empty.database, empty.keys, "t", OLGA, language="en", now=later)
    await invite(empty.database, Role.EDITOR, Author("cli:maria", later), token="u", days=1, name="maria")


async def test_who_is_a_member_leaves_an_invitation_unused(empty: House, cli: Author) -> None:
    olga = await joined(empty, cli, OLGA, Role.OWNER, "olga")
    await invite(empty.database, Role.ANALYST, cli, token="t", days=7, name="ana")
    assert await accept(empty.database, empty.keys, "t", OLGA, language="en", now=empty.now) == olga
    assert [each.name for each in await invitations(empty.database, empty.now)] == ["ana"]


@pytest.mark.parametrize("name", ["", "Olga", "a b", "x" * 33, "olga\n", "ș"])
async def test_names_are_short_and_plain(empty: House, cli: Author, name: str) -> None:
    with pytest.raises(NameUnusable, match="1 to 32"):
        await invite(empty.database, Role.OWNER, cli, token="t", days=7, name=name)


async def test_names_are_never_given_twice(empty: House, cli: Author) -> None:
    await joined(empty, cli, OLGA, Role.OWNER, "olga")
    await joined(empty, cli, ANA, Role.EDITOR, "editor-1")
    await remove(empty.database, "editor-1", cli)
    for name in ("olga", "editor-1"):
        with pytest.raises(NameTaken):
            await invite(empty.database, Role.EDITOR, cli, token="t", days=7, name=name)
    assert (await invite(empty.database, Role.EDITOR, cli, token="t", days=7)).name == "editor-2"


async def test_who_is_removed_leaves_a_name_and_no_way_to_the_chat(empty: House, cli: Author) -> None:
    await joined(empty, cli, OLGA, Role.OWNER, "olga")
    await joined(empty, cli, ANA, Role.EDITOR, "ana")
    await remove(empty.database, "ana", cli)
    assert await member_of(empty.database, empty.keys, ANA) is None
    assert await empty.rows("SELECT name, chat, sealed FROM staff WHERE removed IS NOT NULL") == [("ana", None, None)]
    with pytest.raises(UnknownMember):
        await remove(empty.database, "ana", cli)
    again = await joined(empty, cli, ANA, Role.ANALYST, "ana-2")
    assert (again.number, again.role) == (3, Role.ANALYST)


async def test_an_invitation_is_taken_back(empty: House, cli: Author) -> None:
    await invite(empty.database, Role.OWNER, cli, token="t", days=7, name="olga")
    await remove(empty.database, "olga", cli)
    with pytest.raises(InvitationUnusable):
        await accept(empty.database, empty.keys, "t", OLGA, language="en", now=empty.now)


async def test_an_owner_is_left(empty: House, cli: Author) -> None:
    await joined(empty, cli, OLGA, Role.OWNER, "olga")
    await joined(empty, cli, ANA, Role.EDITOR, "ana")
    with pytest.raises(LastOwner):
        await remove(empty.database, "olga", cli)
    with pytest.raises(LastOwner):
        await change_role(empty.database, "olga", Role.EDITOR, cli)
    assert (await change_role(empty.database, "ana", Role.OWNER, cli)).role is Role.OWNER
    await change_role(empty.database, "olga", Role.ANALYST, cli)
    await change_role(empty.database, "olga", Role.ANALYST, cli)
    assert [each.role for each in await members(empty.database)] == [Role.ANALYST, Role.OWNER]


async def test_every_change_is_a_line(empty: House, cli: Author) -> None:
    await joined(empty, cli, OLGA, Role.OWNER, "olga")
    await joined(empty, cli, ANA, Role.EDITOR, "ana")
    await change_role(empty.database, "ana", Role.ANALYST, cli)
    await invite(empty.database, Role.EDITOR, cli, token="t", days=7, name="ion")
    await remove(empty.database, "ion", cli)
    await remove(empty.database, "ana", cli)
    chain = await lines(empty.database)
    assert [(each.who, each.what, each.subject) for each in chain[2:]] == [
        ("cli:maria", "staff member invited", "ana as editor"),
        ("staff:ana", "staff member joined", "ana as editor"),
        ("cli:maria", "role of a staff member changed", "ana: editor to analyst"),
        ("cli:maria", "staff member invited", "ion as editor"),
        ("cli:maria", "invitation taken back", "ion"),
        ("cli:maria", "staff member removed", "ana, analyst"),
    ]
    assert chain[3].after == chain[4].before != chain[4].after == chain[7].before
    assert await verify(empty.database) is None


async def test_a_language_is_remembered(empty: House, cli: Author) -> None:
    olga = await joined(empty, cli, OLGA, Role.OWNER, "olga")
    await speak(empty.database, olga, "en")
    assert [each.language for each in await members(empty.database)] == ["en"]


def test_who_may_do_more_may_do_all_that_others_may() -> None:
    assert ALLOWED[Role.ANALYST] < ALLOWED[Role.EDITOR] < ALLOWED[Role.OWNER] == set(Permission)
    assert ALLOWED.keys() == set(Role)
    assert may(Role.OWNER, Permission.REOPEN)
    assert not may(Role.EDITOR, Permission.EXACT)


async def test_a_day_is_claimed_once_however_many_ask(empty: House) -> None:
    async def claim(what: str, day: date) -> bool:
        return await claim_day(empty.database, what, day, empty.now)

    day = date(2026, 11, 22)
    assert sorted(await asyncio.gather(*(claim("head", day) for _ in range(3)))) == [False, False, True]
    assert await claim("digest", day)
    assert not await claim("head", day - DAY)
    assert await claim("head", day + DAY)
    assert not await claim("head", day + DAY)


async def test_what_was_claimed_and_never_done_falls_to_the_next_who_asks(empty: House) -> None:
    day, later = date(2026, 11, 22), empty.now + LEASE + timedelta(seconds=1)
    assert await claim_day(empty.database, "head", day, empty.now)
    assert not await claim_day(empty.database, "head", day, empty.now + LEASE), "it may still be on its way"
    assert await claim_day(empty.database, "head", day, later)
    await day_done(empty.database, "head", day)
    assert not await claim_day(empty.database, "head", day, later + 2 * LEASE)
