"""Everything that one sandbox holds, and how its parts find each other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sandbox.bots import Account, Bot
from sandbox.callbacks import OpenQueries
from sandbox.chats import Chat
from sandbox.errors import PersonError
from sandbox.feeds import Feeds
from sandbox.files import FileStore
from sandbox.journal import Acknowledged, Dropped, Entry, Journal
from sandbox.pace import Pace, Pacer
from sandbox.page_view import page_message
from sandbox.people import People, Person
from sandbox.updates import UpdateQueue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from sandbox.clock import Calendar

_FIRST_UPDATE_IDS: Final = range(100_000_000, 900_000_000)


class World:
    """The whole state of a sandbox; nothing of it outlives the process.

    All of it is used from one event loop, and none of its methods awaits: between two awaits of a handler, the
    world is still.
    """

    def __init__(
        self, bots: Sequence[Bot], *, pace: Pace, calendar: Calendar, random: Random, journal: Journal
    ) -> None:
        self.calendar = calendar
        self.journal = journal
        self.feeds = Feeds()
        self.people = People(random)
        self.files = FileStore(lambda: f"{random.getrandbits(64):016x}")
        self._random = random
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

    def chat_of(self, account: Account, person: Person) -> Chat:
        """Their chat; an empty one that nobody has started is made when there is none."""
        chat = account.chats.get(person.id)
        if chat is None:
            publish = partial(self.feeds.publish, (account.bot.id, person.id))
            chat = Chat(person, str(self._random.getrandbits(62)), publish)
            account.chats[person.id] = chat
        return chat

    def new_query_id(self) -> str:
        """Unguessable, and as long as Telegram's."""
        return str(self._random.randrange(1 << 60, 1 << 62))

    def note(self, entry: Entry) -> None:
        self.journal.add(self.calendar.unix(), entry)

    def state_of(self, account: Account, chat: Chat) -> dict[str, Any]:
        """The people API's first event of a chat: everything that the page has to show."""
        bot = account.bot
        commands = account.profile.commands_seen_by(chat.person.id, (chat.person.language_code or "")[:2])
        return {
            "kind": "state",
            "messages": [page_message(message) for message in chat.messages.values()],
            "commands": [command.to_json() for command in commands],
            "blocked": chat.blocked,
            "bot": {
                "id": bot.id,
                "username": bot.username,
                "first_name": account.profile.name.get((chat.person.language_code or "")[:2]) or bot.first_name,
                "description": account.profile.description.get((chat.person.language_code or "")[:2]),
            },
        }

    def tell_state(self, account: Account, chat: Chat) -> None:
        """Sends the watchers of a chat its whole state anew."""
        chat.publish(lambda: self.state_of(account, chat))

    def close(self) -> None:
        """Ends every poll and every feed, so that the server can stop at once."""
        for account in self._accounts.values():
            account.queue.close()
        self.feeds.close()

    def _account(self, bot: Bot, pace: Pace) -> Account:
        now = self.calendar.now
        queue = UpdateQueue(
            first_id=self._random.choice(_FIRST_UPDATE_IDS),
            now=now,
            acknowledged=lambda ids: self.note(Acknowledged(bot.id, ids)),
            dropped=lambda ids: self.note(Dropped(bot.id, ids)),
        )
        return Account(bot, queue, Pacer(pace, now), OpenQueries(now))
