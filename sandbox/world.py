"""Everything that one sandbox holds, and how its parts find each other."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sandbox.bots import Account, Bot
from sandbox.callbacks import OpenQueries
from sandbox.chats import PrivateChat
from sandbox.errors import PersonError
from sandbox.faults import Faults
from sandbox.feeds import Feeds
from sandbox.files import FileStore
from sandbox.groups import Group, Groups
from sandbox.journal import Acknowledged, Dropped, Entry, Faulted, Journal
from sandbox.pace import Pace, Pacer
from sandbox.page_state import group_state, private_state
from sandbox.people import People, Person
from sandbox.updates import UpdateQueue
from sandbox.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from sandbox.clock import Calendar
    from sandbox.feeds import Event

_FIRST_UPDATE_IDS: Final = range(100_000_000, 900_000_000)


class World:
    """The whole state of a sandbox; nothing of it outlives the process.

    All of it is used from one event loop, and none of its methods awaits: between two awaits of a handler, the
    world is still.
    """

    def __init__(
        self,
        bots: Sequence[Bot],
        *,
        pace: Pace,
        calendar: Calendar,
        random: Random,
        journal: Journal,
        webhook_seconds: float,
        tap_seconds: float,
    ) -> None:
        self.calendar = calendar
        self.journal = journal
        self.feeds = Feeds()
        self.faults = Faults(self.note)
        self.closed = asyncio.Event()
        self.people = People(random)
        self.groups = Groups(random, self.feeds.publish_to_all, self._tell)
        self.wire = Wire(self.people, self._name_of)
        self.files = FileStore(lambda: f"{random.getrandbits(64):016x}")
        self.random = random
        self.webhook_seconds = webhook_seconds
        self.tap_seconds = tap_seconds
        self._accounts = {bot.token: self._account(bot, pace) for bot in bots}
        self._by_id = {account.bot.id: account for account in self._accounts.values()}

    @property
    def accounts(self) -> list[Account]:
        return list(self._accounts.values())

    def account_of(self, token: str) -> Account | None:
        return self._accounts.get(token)

    def account_by_id(self, bot_id: int) -> Account:
        """Raises PersonError 404 for an unknown bot."""
        account = self._by_id.get(bot_id)
        if account is None:
            raise PersonError(404, f"there is no bot {bot_id}")
        return account

    def accounts_in(self, group: Group) -> list[Account]:
        """The bots of a group."""
        return [account for account in self._accounts.values() if group.has(account.bot.id)]

    def chat_of(self, account: Account, person: Person) -> PrivateChat:
        """Their chat; an empty one that nobody has started is made when there is none."""
        chat = account.chats.get(person.id)
        if chat is None:
            publish = partial(self.feeds.publish, (account.bot.id, person.id))
            chat = PrivateChat(
                id=person.id,
                instance=str(self.random.getrandbits(62)),
                publish=publish,
                tell=lambda _, event: publish(event),
                account=account,
                person=person,
            )
            account.chats[person.id] = chat
        return chat

    def new_query_id(self) -> str:
        """Unguessable, and as long as Telegram's."""
        return str(self.random.randrange(1 << 60, 1 << 62))

    def note(self, entry: Entry) -> None:
        self.journal.add(self.calendar.unix(), entry)

    def state_of(self, chat: PrivateChat) -> dict[str, Any]:
        """The people API's first event of a chat: everything that the page has to show."""
        return private_state(chat, deactivated=self.people.is_deactivated(chat.person))

    def state_of_group(self, group: Group, person: Person) -> dict[str, Any]:
        """The same for one person in a group."""
        return group_state(group, person, self.accounts_in(group), deactivated=self.people.is_deactivated(person))

    def tell_state(self, chat: PrivateChat) -> None:
        """Sends the watchers of a chat its whole state anew."""
        chat.publish(lambda: self.state_of(chat))

    def tell_group(self, group: Group) -> None:
        """The same for a group; each person's is their own."""
        for person_id in self.feeds.watchers(group.id):
            self._tell(group.id, person_id, partial(self.state_of_group, group, self.people.get(person_id)))

    def close(self) -> None:
        """Ends every poll, feed and silence, so that the server can stop at once."""
        for account in self._accounts.values():
            account.queue.close()
        self.feeds.close()
        self.closed.set()

    def _account(self, bot: Bot, pace: Pace) -> Account:
        now = self.calendar.now
        queue = UpdateQueue(
            first_id=self.random.choice(_FIRST_UPDATE_IDS),
            now=now,
            acknowledged=lambda ids: self.note(Acknowledged(bot.id, ids)),
            dropped=lambda ids: self.note(Dropped(bot.id, ids)),
            faulted=lambda kind, ids: self.note(Faulted(bot.id, "", None, kind, done=True, updates=ids)),
        )
        return Account(bot, queue, Pacer(pace, now), OpenQueries(now, self.tap_seconds))

    def _tell(self, where: int, person_id: int, event: Callable[[], Event]) -> None:
        self.feeds.publish((where, person_id), event)

    def _name_of(self, bot: Bot) -> str:
        return self._by_id[bot.id].profile.name.get("")
