"""What happened in the sandbox, in order: for tests that ask afterwards, and for people who look for a mistake."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import IO, Any, Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Happened:
    """A person did something (None: a bot left a group by itself), told to one bot.

    `update_id` is None when the bot was not told: it did not ask for this kind of update, or its privacy mode kept it
    from what was said in a group. `chat` is the group, or the person.
    """

    bot: int
    person: int | None
    kind: str
    update_id: int | None
    chat: int
    message_id: int | None = None
    data: str | None = None
    text: str | None = None
    callback_query_id: str | None = None


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The bot's offset passed these updates: from here on they are the bot's to keep."""

    bot: int
    update_ids: list[int]


@dataclass(frozen=True, slots=True)
class Dropped:
    """These updates are gone unfetched: nobody came in time, or the bot asked deleteWebhook to drop them."""

    bot: int
    update_ids: list[int]


@dataclass(frozen=True, slots=True)
class Called:
    """The bot called a method; `code` is the error's, None when it went through."""

    bot: int
    method: str
    chat: int | None
    message_id: int | None
    ok: bool
    code: int | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Faulted:
    """A fault that was asked for met a call. `done`: the call had its effect, and is in the journal as called, too.

    Of updates, `kind` is "duplicated" or "reordered", and `updates` tells which, in the order in which they went out.
    """

    bot: int
    method: str
    chat: int | None
    kind: str
    done: bool
    updates: list[int] | None = None


Entry: TypeAlias = Happened | Acknowledged | Dropped | Called | Faulted


LIMIT: Final = 200_000
"""So many of the newest entries are kept at least: about a hundred megabytes."""


class Journal:
    """Append-only. With a stream, each entry is also one JSON line there, flushed before `add` returns.

    The oldest entries go when there are twice as many as `limit`; numbers and counts go on as if they were there.
    """

    def __init__(self, stream: IO[str] | None = None, limit: int = LIMIT) -> None:
        self._stream = stream
        self._limit = limit
        self._entries: list[dict[str, Any]] = []
        self._first = 0
        self._counts: Counter[tuple[int, str, int]] = Counter()

    def add(self, at: float, entry: Entry) -> None:
        """`at` is in Unix seconds of the sandbox's clock."""
        number = self._first + len(self._entries)
        line = {"number": number, "at": at, "what": type(entry).__name__.lower(), **_fields(entry)}
        self._entries.append(line)
        if len(self._entries) > 2 * self._limit:
            del self._entries[: self._limit]
            self._first += self._limit
        if isinstance(entry, Called) and entry.ok and entry.chat is not None:
            self._counts[entry.bot, entry.method, entry.chat] += 1
        if self._stream is not None:
            self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._stream.flush()

    def since(self, number: int = 0, **wanted: object) -> list[dict[str, Any]]:
        """The entries from `number` on; with `wanted`, those whose fields have these values."""
        entries = self._entries[max(0, number - self._first) :]
        if not wanted:
            return entries
        return [entry for entry in entries if all(entry.get(name) == value for name, value in wanted.items())]

    def counts(self, bot: int | None = None, method: str | None = None) -> Counter[int]:
        """How many calls went through, by chat; of one bot, of one method."""
        found: Counter[int] = Counter()
        for (of_bot, of_method, chat), count in self._counts.items():
            if bot in {None, of_bot} and method in {None, of_method}:
                found[chat] += count
        return found


def _fields(entry: Entry) -> dict[str, Any]:
    """As `dataclasses.asdict`, without its deep copies: entries are many, and hold nothing that changes."""
    return {name: getattr(entry, name) for name in entry.__slots__}
