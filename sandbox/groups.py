"""Groups and supergroups: who is in them, and which bots hear what is said there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

from sandbox import utf16
from sandbox.chats import Chat, PrivateChat
from sandbox.errors import PersonError
from sandbox.messages import Message, body_of, is_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from sandbox.bots import Bot
    from sandbox.feeds import Event

_SUPERGROUP: Final = 1_000_000_000_000
"""Telegram writes the id of supergroup 12 as -1000000000012, that of group 12 as -12."""


class Kind(Enum):
    GROUP = "group"
    SUPERGROUP = "supergroup"


class Standing(Enum):
    """A bot's or a person's status in a group, in the Bot API's words."""

    CREATOR = "creator"
    MEMBER = "member"
    LEFT = "left"
    KICKED = "kicked"


@dataclass(slots=True, kw_only=True)
class Group(Chat):
    """People and bots by id, each with their standing; who was never here is missing.

    `spoke_last` is the bot that wrote here last. `migrated_to` is the supergroup that took this group's place.
    """

    kind: Kind
    title: str
    people: dict[int, Standing] = field(default_factory=dict)
    bots: dict[int, Standing] = field(default_factory=dict)
    spoke_last: int | None = None
    migrated_to: int | None = None
    last_message_id: int = 0

    def new_message_id(self) -> int:
        """Ids count through the group, as in a supergroup; a basic group's differ from bot to bot in Telegram."""
        self.last_message_id += 1
        return self.last_message_id

    @property
    def is_open(self) -> bool:
        """Whether it can be written in: a group that became a supergroup can't."""
        return self.migrated_to is None

    @property
    def size(self) -> int:
        """How many are in it, bots included."""
        return sum(self.has(member_id) for member_id in (*self.people, *self.bots))

    @property
    def creator(self) -> int:
        """The person who made it; they are that again when they come back."""
        return next(iter(self.people))

    def has(self, member_id: int) -> bool:
        return self.standing_of(member_id) in {Standing.CREATOR, Standing.MEMBER}

    def standing_of(self, member_id: int) -> Standing | None:
        return self.people.get(member_id) or self.bots.get(member_id)

    def hears(self, bot: Bot, message: Message) -> bool:
        """Privacy mode: service messages, commands and replies to the bot, unless the bot reads everything.

        A command without a bot's name is for the bot that wrote last, and for all before any wrote.
        """
        if not self.has(bot.id):
            return False
        if bot.reads_groups or is_service(message.content):
            return True
        if (addressed := _command(message)) is not None:
            return addressed == bot.username.lower() or (not addressed and self.spoke_last in {None, bot.id})
        replied = self.messages.get(message.reply_to) if message.reply_to is not None else None
        return replied is not None and replied.author == bot


AnyChat: TypeAlias = PrivateChat | Group


class Groups:
    """Every group of a sandbox, by id."""

    def __init__(
        self,
        random: Random,
        publish: Callable[[int, Callable[[], Event]], None],
        tell: Callable[[int, int, Callable[[], Event]], None],
    ) -> None:
        """`publish` gives an event to all who watch a group, `tell` to one of them."""
        self._random = random
        self._publish = publish
        self._tell = tell
        self._groups: dict[int, Group] = {}

    def add(self, kind: Kind, title: str) -> Group:
        """A new group, empty of members."""
        number = self._random.randrange(1_000_000_000, 4_000_000_000)
        group_id = -number if kind is Kind.GROUP else -(_SUPERGROUP + number)
        group = Group(
            id=group_id,
            instance=str(self._random.getrandbits(62)),
            publish=lambda event: self._publish(group_id, event),
            tell=lambda person_id, event: self._tell(group_id, person_id, event),
            kind=kind,
            title=title,
        )
        self._groups[group_id] = group
        return group

    def find(self, group_id: int) -> Group | None:
        return self._groups.get(group_id)

    def get(self, group_id: int) -> Group:
        """Raises PersonError 404 for an unknown group."""
        group = self._groups.get(group_id)
        if group is None:
            raise PersonError(404, f"there is no group {group_id}")
        return group

    def __iter__(self) -> Iterator[Group]:
        return iter(self._groups.values())


def _command(message: Message) -> str | None:
    """The username that a command at the beginning is addressed to, "" for none; None when there is no command."""
    body = body_of(message.content)
    for entity in body.entities:
        if entity.type == "bot_command" and entity.offset == 0:
            return body.text[: utf16.index_of(body.text, entity.end)].partition("@")[2].lower()
    return None
