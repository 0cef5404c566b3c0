"""A call of a Bot API method: who calls, with what, and which parameters the method takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sandbox.errors import stricter

if TYPE_CHECKING:
    from sandbox.bots import Account
    from sandbox.parameters import Parameters
    from sandbox.world import World


@dataclass(frozen=True, slots=True)
class Call:
    world: World
    account: Account
    given: Parameters
    execute: Execute


Execute: TypeAlias = "Callable[[Account, str, Parameters], Awaitable[Any]]"
"""Calls a method by its name, as a webhook's reply does. Raises ApiError."""
Run: TypeAlias = Callable[[Call], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Method:
    """`takes` are the parameters that it heeds or may pass over; `unmodelled` those that only Telegram knows.

    Telegram ignores a parameter that it does not know. Here it is refused: it is a slip of the pen, or counts on
    something that the sandbox would not do.
    """

    name: str
    run: Run
    takes: frozenset[str] = frozenset()
    unmodelled: frozenset[str] = frozenset()

    def check(self, given: Parameters) -> None:
        """Raises ApiError for a parameter that this method has not."""
        for name in sorted(given.names - self.takes):
            if name in self.unmodelled:
                raise stricter(f"the parameter {name!r} of {self.name} is not modelled")
            raise stricter(f"{self.name} has no parameter {name!r}")
