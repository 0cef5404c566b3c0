"""Staff members: invited by a token that works once, known by a name, found by an HMAC of their Telegram id.

Names are never given twice, so that a line of the audit means one person for good: who is removed leaves the name and
nothing that leads to a chat. Changes are made one after the other, so that none overlooks another.

errors:
    StaffError
    ├── NameUnusable        not of [a-z0-9-], at most 32
    │   └── NameTaken       somebody has or had it, or is invited by it
    ├── UnknownMember
    ├── InvitationUnusable  unknown, used or expired: which of them is not told
    └── LastOwner           somebody has to be left who may invite
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, delete, func, insert, select, update

from storage.audit import Act, Author, note, take_turn
from storage.database import Database
from storage.digests import digest_of
from storage.keys import KeyRing
from storage.roles import Permission, Role, may
from storage.tables import InvitationRow, StaffRow

LONGEST_NAME = 32
_NAME = re.compile(rf"[a-z0-9-]{{1,{LONGEST_NAME}}}")


class StaffError(Exception):
    """It cannot be done; the message is one sentence for the person at the command line."""


class NameUnusable(StaffError):
    """The name cannot stand in the audit."""


class NameTaken(NameUnusable):
    """Somebody has the name, had it, or is invited by it."""


class UnknownMember(StaffError):
    """Nobody of that name is a staff member or invited."""


class InvitationUnusable(StaffError):
    """There is no such invitation, or not any more."""


class LastOwner(StaffError):
    """Nobody would be left who may invite."""


@dataclass(frozen=True, slots=True)
class Member:
    """A staff member. `sealed`: the chat, for writing to them; `language` of their conversation."""

    number: int
    name: str
    role: Role
    sealed: str
    language: str

    def may(self, permission: Permission) -> bool:
        """Whether the member's role is allowed that."""
        return may(self.role, permission)

    def author(self, at: datetime) -> Author:
        """The member as the audit names them."""
        return Author(f"staff:{self.name}", at)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that was not used yet."""

    name: str
    role: Role
    expires: datetime


async def invite(
    database: Database, role: Role, by: Author, *, token: str, days: int, name: str | None = None
) -> Invitation:
    """Let whoever brings the token within so many days be a staff member, once.

    `token`: a random text of at least 128 bits; only its hash is stored. Without a name one is made of the role.
    Raises NameUnusable, NameTaken.
    """
    if name is not None and not _NAME.fullmatch(name):
        raise NameUnusable(f"a name is 1 to {LONGEST_NAME} lower-case letters (a-z), digits and hyphens")
    async with database.writing() as connection:
        await take_turn(connection)
        await _forget_expired(connection, by.at)
        taken = await _names(connection)
        if name in taken:
            raise NameTaken(f"the name {name} is or was somebody's: names are not given twice")
        given = name or next(each for n in range(1, len(taken) + 2) if (each := f"{role.value}-{n}") not in taken)
        invitation = Invitation(given, role, by.at + timedelta(days=days))
        await connection.execute(
            insert(InvitationRow).values(digest=_digest(token), name=given, role=role.value, expires=invitation.expires)
        )
        await note(connection, by, Act.STAFF_INVITED, f"{given} as {role.value}", after=digest_of([given, role.value]))
    return invitation


async def accept(database: Database, keys: KeyRing, token: str, person: int, *, language: str, now: datetime) -> Member:
    """Let the person be the invited staff member; who is one already stays who they are, and the token unused.

    Raises InvitationUnusable.
    """
    async with database.writing() as connection:
        await take_turn(connection)
        await _forget_expired(connection, now)
        if (known := await _member(connection, keys.staff(person))) is not None:
            return known
        used = delete(InvitationRow).where(col(InvitationRow.digest) == _digest(token))
        found = (
            await connection.execute(used.returning(col(InvitationRow.name), col(InvitationRow.role)))
        ).one_or_none()
        if found is None:
            raise InvitationUnusable("this invitation does not work any more")
        number = ((await connection.execute(select(func.max(StaffRow.number)))).scalar() or 0) + 1
        member = Member(number, found.name, Role(found.role), keys.seal_staff(person), language)
        await connection.execute(
            insert(StaffRow).values(
                number=number,
                name=member.name,
                role=member.role.value,
                chat=keys.staff(person),
                sealed=member.sealed,
                language=language,
                joined=now,
            )
        )
        subject = f"{member.name} as {member.role.value}"
        await note(connection, member.author(now), Act.STAFF_JOINED, subject, after=_told(member))
    return member


async def member_of(database: Database, keys: KeyRing, person: int) -> Member | None:
    """The staff member who the person is, if they are one."""
    async with database.reading() as connection:
        return await _member(connection, keys.staff(person))


async def members(database: Database) -> list[Member]:
    """Everybody, the oldest first."""
    async with database.reading() as connection:
        return await _members(connection)


async def invitations(database: Database, now: datetime) -> list[Invitation]:
    """Those that can still be used, the first to expire first."""
    query = select(InvitationRow.name, InvitationRow.role, InvitationRow.expires).where(
        col(InvitationRow.expires) > now
    )
    async with database.reading() as connection:
        rows = await connection.execute(query.order_by(col(InvitationRow.expires)))
        return [Invitation(row.name, Role(row.role), row.expires) for row in rows]


async def remove(database: Database, name: str, by: Author) -> None:
    """Let the member, or the invitation by that name, be no more; what leads to the chat is erased.

    Raises UnknownMember, LastOwner.
    """
    async with database.writing() as connection:
        await take_turn(connection)
        taken_back = delete(InvitationRow).where(col(InvitationRow.name) == name)
        if (await connection.execute(taken_back)).rowcount:
            await note(connection, by, Act.STAFF_UNINVITED, name)
            return
        found = await _named(connection, name)
        await _refuse_last_owner(connection, found)
        gone = update(StaffRow).where(col(StaffRow.number) == found.number)
        await connection.execute(gone.values(chat=None, sealed=None, removed=by.at))
        await note(connection, by, Act.STAFF_REMOVED, f"{name}, {found.role.value}", before=_told(found))


async def change_role(database: Database, name: str, role: Role, by: Author) -> Member:
    """Give the member another role. Raises UnknownMember, LastOwner."""
    async with database.writing() as connection:
        await take_turn(connection)
        found = await _named(connection, name)
        if found.role is role:
            return found
        await _refuse_last_owner(connection, found)
        changed = replace(found, role=role)
        await connection.execute(update(StaffRow).where(col(StaffRow.number) == found.number).values(role=role.value))
        subject = f"{name}: {found.role.value} to {role.value}"
        await note(connection, by, Act.STAFF_ROLE, subject, before=_told(found), after=_told(changed))
    return changed


async def speak(database: Database, member: Member, language: str) -> None:
    """Let the conversation with the member be in this language from now on."""
    async with database.writing() as connection:
        await connection.execute(
            update(StaffRow).where(col(StaffRow.number) == member.number).values(language=language)
        )


async def _members(connection: AsyncConnection) -> list[Member]:
    query = select(StaffRow.number, StaffRow.name, StaffRow.role, StaffRow.sealed, StaffRow.language)  # type: ignore[call-overload]  # SQLModel declares overloads for four columns
    rows = await connection.execute(query.where(col(StaffRow.removed).is_(None)).order_by(col(StaffRow.number)))
    return [Member(row.number, row.name, Role(row.role), row.sealed, row.language) for row in rows]


async def _member(connection: AsyncConnection, chat: str) -> Member | None:
    query = select(StaffRow.number).where(col(StaffRow.chat) == chat)
    number = (await connection.execute(query)).scalar()
    return next((each for each in await _members(connection) if each.number == number), None)


async def _named(connection: AsyncConnection, name: str) -> Member:
    for each in await _members(connection):
        if each.name == name:
            return each
    raise UnknownMember(f"nobody of the name {name} is a staff member")


async def _refuse_last_owner(connection: AsyncConnection, leaving: Member) -> None:
    others = (each for each in await _members(connection) if each.number != leaving.number)
    if leaving.role is Role.OWNER and not any(each.role is Role.OWNER for each in others):
        raise LastOwner(f"{leaving.name} is the only owner: somebody has to be left who may invite")


async def _names(connection: AsyncConnection) -> set[str]:
    members_ = (await connection.execute(select(StaffRow.name))).scalars()
    return {*members_, *(await connection.execute(select(InvitationRow.name))).scalars()}


async def _forget_expired(connection: AsyncConnection, now: datetime) -> None:
    await connection.execute(delete(InvitationRow).where(col(InvitationRow.expires) <= now))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _told(member: Member) -> str:
    return digest_of([member.name, member.role.value])
