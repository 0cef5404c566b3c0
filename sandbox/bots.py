"""The bots of a sandbox: who they are, and what the server keeps for each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sandbox.profile import Profile

if TYPE_CHECKING:
    from sandbox.callbacks import OpenQueries
    from sandbox.chats import PrivateChat
    from sandbox.pace import Pacer
    from sandbox.updates import UpdateQueue
    from sandbox.webhooks import Webhook

_TOKEN: Final = re.compile(r"([1-9][0-9]{0,15}):[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot as BotFather would have made it. Raises ValueError for a token that is not `<id>:<secret>`.

    `reads_groups`: its privacy mode is off.
    """

    token: str
    username: str
    first_name: str
    reads_groups: bool = False

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise ValueError(f"a bot's token looks like 1000001:SECRET, not {self.token!r}")

    @property
    def id(self) -> int:
        return int(self.token.partition(":")[0])


@dataclass(slots=True)
class Account:
    """One bot's side of the server. `chats` are its private ones, by the person's id."""

    bot: Bot
    queue: UpdateQueue
    pacer: Pacer
    queries: OpenQueries
    profile: Profile = field(default_factory=Profile)
    chats: dict[int, PrivateChat] = field(default_factory=dict)
    last_message_id: int = 0
    webhook: Webhook | None = None

    def new_message_id(self) -> int:
        self.last_message_id += 1
        return self.last_message_id
