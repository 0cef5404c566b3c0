"""Faults on demand: which calls of the Bot API go wrong, and how. What is not asked for never happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

from sandbox.journal import Faulted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_POLLS: Final = frozenset({"getupdates"})


class Kind(Enum):
    """How a call goes wrong.

    Before its effect, so that nothing was done: TOO_MANY_REQUESTS (429), SERVER_ERROR (5xx, as JSON), HTML (a proxy's
    502 page), DROPPED_CALL (the connection ends), SILENCE_BEFORE (nothing comes until the bot gives up).
    After it: DROPPED_REPLY, SILENCE_AFTER, TRUNCATED (half of the JSON), WRONG_SHAPE (valid JSON, another result).
    """

    TOO_MANY_REQUESTS = "too_many_requests"
    SERVER_ERROR = "server_error"
    HTML = "html"
    DROPPED_CALL = "dropped_call"
    SILENCE_BEFORE = "silence_before"
    DROPPED_REPLY = "dropped_reply"
    SILENCE_AFTER = "silence_after"
    TRUNCATED = "truncated"
    WRONG_SHAPE = "wrong_shape"

    @property
    def is_done(self) -> bool:
        """Whether the call has its effect all the same."""
        return self in _DONE


_DONE: Final = frozenset({Kind.DROPPED_REPLY, Kind.SILENCE_AFTER, Kind.TRUNCATED, Kind.WRONG_SHAPE})


@dataclass(slots=True)
class Fault:
    """The next `count` calls (None: all) go wrong, once `after` calls went through.

    Only calls of these `methods` are counted, of this `chat` and this `bot`. No methods are all but getUpdates: how
    many polls there are depends on time. `retry_after` and `code` are those of 429 and 5xx.
    """

    kind: Kind
    methods: frozenset[str] = frozenset()
    bot: int | None = None
    chat: int | None = None
    after: int = 0
    count: int | None = 1
    retry_after: int = 1
    code: int = 500
    counted: int = 0
    happened: int = 0

    @property
    def is_over(self) -> bool:
        return self.count is not None and self.happened >= self.count

    def concerns(self, bot: int, method: str, chat: int | None) -> bool:
        """`method` in lower case."""
        of_method = method in self.methods if self.methods else method not in _POLLS
        return of_method and self.bot in {None, bot} and self.chat in {None, chat}


@dataclass(slots=True)
class Faults:
    """The faults that were asked for, in that order; each one that happens is told to `note`."""

    note: Callable[[Faulted], None]
    _faults: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults)

    def next_for(self, bot: int, method: str, chat: int | None) -> Fault | None:
        """Counts the call with every fault that it concerns, and returns the first that it meets."""
        met: Fault | None = None
        for fault in self._faults:
            if fault.is_over or not fault.concerns(bot, method.lower(), chat):
                continue
            fault.counted += 1
            if met is None and fault.counted > fault.after:
                met = fault
        if met is not None:
            met.happened += 1
            self.note(Faulted(bot, method, chat, met.kind.value, met.kind.is_done))
        return met
