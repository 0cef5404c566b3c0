"""How long people take, measured in memory: of each conversation only a bucket of minutes is stored, with no moment.

What was begun before this process started, in another one, or a day ago is not measured. With several processes behind
a load balancer few conversations stay with one, and those that do say the same.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from flows.response import Response
from results.watching.durations import bucket_of
from storage.exchange import Decision

E = TypeVar("E")

MOST: Final = 50_000
"""Conversations that are remembered, of some 250 bytes each; beyond, the oldest are forgotten."""

DAY_SECONDS: Final = 24 * 3600.0


class Durations:
    """When conversations began, by round and pseudonym. `now` is in monotonic seconds."""

    def __init__(self, now: Callable[[], float], most: int = MOST) -> None:
        self._now = now
        self._most = most
        self._begun: OrderedDict[tuple[int, str], float] = OrderedDict()

    def timed(self, before: Mapping[int, Response], decision: Decision[E]) -> Decision[E]:
        """The decision; with one count more when it submits what was seen to begin.

        A batch that is tried again decides again: what is remembered stays, so that it comes to the same.
        """
        now, counts = self._now(), []
        for number, kind, _ in decision.counts:
            if kind == "started":
                self._begin((number, before[number].seed), now)
            elif kind == "submitted" and (bucket := self._bucket((number, before[number].seed), now)) is not None:
                counts.append((number, "duration", bucket))
        return replace(decision, counts=(*decision.counts, *counts)) if counts else decision

    def __len__(self) -> int:
        """Conversations that are remembered."""
        return len(self._begun)

    def _begin(self, who: tuple[int, str], now: float) -> None:
        self._begun[who] = now
        self._begun.move_to_end(who)
        while len(self._begun) > self._most or now - next(iter(self._begun.values())) >= DAY_SECONDS:
            self._begun.popitem(last=False)

    def _bucket(self, who: tuple[int, str], now: float) -> str | None:
        begun = self._begun.get(who)
        return None if begun is None else bucket_of(now - begun)
