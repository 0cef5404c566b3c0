"""What looks wrong is noticed while the bot runs, once a minute; who tells it to staff is `bot.staff`.

Counters are everybody's, so any process notices a burst; faults and holds are noticed by the one that has them. The
database sees to it that one incident is one, whoever notices it and however often.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.measures import Measures
from bot.repeating import repeating
from flows.consultation import Release
from results.releasing import hour_at
from results.rounding import told
from results.watching.alarms import MEMORY, WINDOW_SECONDS, Alarm, Burst, Faults, Held, Sample, bursts, troubles
from storage.counters import counters
from storage.database import Database
from storage.incidents import notice
from storage.rounds import Round, State, rounds

LOOK_SECONDS = 60.0
_HOUR = timedelta(hours=1)

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Noticing:
    """Looks at the counters of open rounds, and at what this process measures of itself."""

    def __init__(self, database: Database, measures: Measures, monotonic: Callable[[], float]) -> None:
        self._database = database
        self._measures = measures
        self._monotonic = monotonic
        self._samples = deque([self._sample()], maxlen=int(WINDOW_SECONDS / LOOK_SECONDS) + 2)

    async def look(self, now: datetime) -> None:
        """Note what looks wrong."""
        self._samples.append(self._sample())
        for trouble in troubles(self._samples):
            await self._note(trouble, "", {}, now)
        for of in await rounds(self._database):
            if of.state(now) is State.OPEN:
                await self._look_at(of, now)

    async def _look_at(self, of: Round, now: datetime) -> None:
        hour = hour_at(now)
        counts = await counters(self._database, of, "source", since=hour - _HOUR - MEMORY)
        # The hour before as well: what came in its last minute was seen by nobody then.
        for burst in (*bursts(counts, hour - _HOUR), *bursts(counts, hour)):
            about = {"round": of.code, **_told(burst, of.consultation.release)}
            await self._note(burst, f"{of.code}/{burst.source}", about, now)

    async def _note(self, alarm: Alarm, subject: str, about: Mapping[str, str | int], now: datetime) -> None:
        kind, facts = _written(alarm)
        if await notice(self._database, kind, subject, {**facts, **about}, now):
            log.warning("incident", kind=kind)  # its subject can be a link's source, which a person may have made up

    def _sample(self) -> Sample:
        measures = self._measures
        return Sample(
            at=self._monotonic(),
            set_aside=measures.total("glas_updates_set_aside_total"),
            logged=measures.value("glas_log_lines_total", level="error"),
            held_seconds=measures.value("glas_token_held_seconds_total"),
        )


async def noticing(
    database: Database,
    measures: Measures,
    monotonic: Callable[[], float],
    now: Callable[[], datetime],
    stop: asyncio.Event,
) -> None:
    """Notice until `stop`; what fails is tried again a minute later."""
    watch = Noticing(database, measures, monotonic)
    await repeating(lambda: watch.look(now()), stop, seconds=LOOK_SECONDS, failure="noticing failed")


def _written(alarm: Alarm) -> tuple[str, dict[str, str | int]]:
    """Kind and facts, as an incident has them."""
    match alarm:
        case Burst(source):
            return "burst", {"source": source}
        case Faults(set_aside, logged):
            return "faults", {"set_aside": set_aside, "logged": logged}
        case Held(seconds):
            return "held", {"seconds": seconds}
        case _:
            assert_never(alarm)


def _told(burst: Burst, policy: Release) -> dict[str, str | int]:
    """The counts as staff may see them, without one that is under `smallest`."""
    counts = {"n": told(burst.n, policy), "usual": told(burst.usual, policy), "smallest": policy.smallest_cell}
    return {name: n for name, n in counts.items() if n is not None}
