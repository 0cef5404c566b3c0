"""Groups come into being, people and bots come and go, and a group becomes a supergroup.

What bots are told, and in which order, is as telegram-bot-api #266 shows it: my_chat_member, then the service message;
at a migration the bot joins the supergroup, and of its leaving the old group nothing is ever said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.bots import Account
from sandbox.errors import PersonError
from sandbox.groups import Group, Kind, Standing
from sandbox.journal import Happened
from sandbox.messages import Created, Joined, Left, Member, Message, MigratedFrom, MigratedTo, Service
from sandbox.people import Person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.world import World


class Membership:
    """Everything raises PersonError when Telegram's apps would not let them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def create(self, kind: Kind, title: str, people: Sequence[Person], bots: Sequence[Account]) -> Group:
        """A group of people, the first of whom made it, and bots."""
        creator = people[0]
        group = self._world.groups.add(kind, title)
        group.people = {person.id: Standing.MEMBER for person in people} | {creator.id: Standing.CREATOR}
        for account in bots:
            self._change(group, creator, account, Standing.MEMBER)
        self._say(group, creator, Created(title))
        return group

    def add(self, group: Group, by: Person, member: Person | Account) -> None:
        self._check(group, by)
        match member:
            case Person():
                if group.has(member.id):
                    return
                group.people[member.id] = Standing.CREATOR if member.id == group.creator else Standing.MEMBER
                self._say(group, by, Joined(member))
            case Account(bot=bot):
                if group.has(bot.id):
                    return
                self._change(group, by, member, Standing.MEMBER)
                self._say(group, by, Joined(bot))
        self._world.tell_group(group)

    def remove(self, group: Group, by: Person, member: Person | Account) -> None:
        """Somebody goes, or is sent away by another."""
        self._check(group, by)
        match member:
            case Person():
                if not group.has(member.id):
                    return
                group.people[member.id] = Standing.LEFT if member == by else Standing.KICKED
                self._say(group, by, Left(member))
            case Account(bot=bot):
                if not group.has(bot.id):
                    return
                self._change(group, by, member, Standing.KICKED)
                self._say(group, by, Left(bot), also=member)
        self._world.tell_group(group)

    def leave(self, group: Group, account: Account) -> None:
        """The bot goes by itself."""
        self._change(group, account.bot, account, Standing.LEFT)
        self._say(group, account.bot, Left(account.bot), also=account)
        self._world.tell_group(group)

    def migrate(self, group: Group, by: Person) -> Group:
        """The supergroup that takes this group's place; it has the group's members, and none of its messages."""
        self._check(group, by)
        if group.kind is Kind.SUPERGROUP:
            raise PersonError(409, "this is a supergroup already")
        successor = self._world.groups.add(Kind.SUPERGROUP, group.title)
        successor.people = dict(group.people)
        group.migrated_to = successor.id
        for account in self._world.accounts_in(group):
            self._change(successor, by, account, Standing.MEMBER)
        self._say(group, by, MigratedTo(successor.id))
        self._say(successor, by, MigratedFrom(group.id))
        self._world.tell_group(group)
        return successor

    def _check(self, group: Group, by: Person) -> None:
        if not group.is_open:
            raise PersonError(409, f"this group became supergroup {group.migrated_to}")
        if not group.has(by.id):
            raise PersonError(409, "this person is not in the group")

    def _change(self, group: Group, by: Member, account: Account, new: Standing) -> None:
        """Tells the bot alone where it stands now."""
        old = group.bots.get(account.bot.id, Standing.LEFT)
        group.bots[account.bot.id] = new
        date = self._world.calendar.date()
        payload = self._world.wire.membership_json(group, by, account.bot, date=date, old=old, new=new)
        self._tell(account, group, by, "my_chat_member", payload)

    def _say(self, group: Group, by: Member, content: Service, *, also: Account | None = None) -> None:
        """A service message, for every bot of the group, and for one that has just gone."""
        message = Message(
            message_id=group.new_message_id(), date=self._world.calendar.date(), author=by, content=content
        )
        group.add(message)
        payload = self._world.wire.message_json(group, message)
        for account in [*self._world.accounts_in(group), *([also] if also else [])]:
            self._tell(account, group, by, "message", payload)

    def _tell(self, account: Account, group: Group, by: Member, kind: str, payload: dict[str, Any]) -> None:
        self._world.note(
            Happened(
                bot=account.bot.id,
                person=by.id if isinstance(by, Person) else None,
                kind=kind,
                update_id=account.queue.add(kind, payload),
                chat=group.id,
                message_id=payload.get("message_id"),
            )
        )
