"""A broadcast as it stands: its state is computed from what is stored and the moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from storage.broadcasts.quiet_hours import QuietHours
from storage.broadcasts.segments import Segment
from storage.broadcasts.words import Words
from storage.digests import digest_of
from storage.exchange import Wish
from storage.rounds import Dates, State


class Kind(StrEnum):
    """What a broadcast is for."""

    ANNOUNCE = "announce"
    REMIND = "remind"
    THANK = "thank"
    RESULTS = "results"
    DEEDS = "deeds"

    @property
    def wish(self) -> Wish:
        """What a subscriber has to have asked for to get it."""
        return _WISHES[self]

    @property
    def invites(self) -> bool:
        """Whether it calls people to answer: then it goes out only while the round is open."""
        return self in {Kind.ANNOUNCE, Kind.REMIND}


_WISHES = {
    Kind.ANNOUNCE: Wish.ROUNDS,
    Kind.REMIND: Wish.REMINDERS,
    Kind.THANK: Wish.RESULTS,
    Kind.RESULTS: Wish.RESULTS,
    Kind.DEEDS: Wish.DEEDS,
}


class Standing(StrEnum):
    """The state of a broadcast at a moment."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


ENDED = frozenset({Standing.DONE, Standing.CANCELLED})
"""Nothing goes out any more."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How far it has got. `recipients` are the deliveries that were made; what is in none of the others is to come.

    `outside`: subscribers for whom it was not meant. `unasked`: those who did not ask for its kind, or have blocked the
    bot. `too_late`: those whose turn had not come when the round closed, whether or not it was meant for them.
    """

    recipients: int = 0
    sent: int = 0
    blocked: int = 0
    deactivated: int = 0
    failed: int = 0
    unknown: int = 0
    outside: int = 0
    unasked: int = 0
    too_late: int = 0

    @property
    def settled(self) -> int:
        """Deliveries of which it is known what became of them, or that nobody will know."""
        return self.reached + self.outside + self.unasked + self.too_late

    @property
    def reached(self) -> int:
        """Deliveries that were meant for somebody, whatever became of them."""
        return self.sent + self.blocked + self.deactivated + self.failed + self.unknown


_UNDATED = Dates()


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One broadcast. The first of `words` is for subscribers who have no language; `dates` are those of its round."""

    number: int
    round: int
    kind: Kind
    segment: Segment
    words: Mapping[str, Words]
    stopped_by: str | None = None
    quiet: QuietHours | None = None
    starts: datetime | None = None
    paused: bool = False
    cancelled: bool = False
    prepared: bool = False
    ended: datetime | None = None
    counts: Counts = Counts()
    dates: Dates = _UNDATED

    def standing(self, now: datetime) -> Standing:
        """Computed, so that a broadcast starts by itself."""
        if self.cancelled:
            return Standing.CANCELLED
        if self.ended is not None:
            return Standing.DONE
        if self.starts is None:
            return Standing.DRAFT
        if self.paused:
            return Standing.PAUSED
        return Standing.SCHEDULED if now < self.starts else Standing.RUNNING

    def barred(self, now: datetime) -> State | None:
        """The state of its round now, or at a start that is to come, if nothing of its kind goes out then; else None.

        It waits for the round to open or to be resumed, and ends when the round closes.
        """
        if not self.kind.invites or self.standing(now) in ENDED:
            return None
        state = self.dates.state(max(now, self.starts or now))
        return None if state is State.OPEN else state

    def quiet_until(self, now: datetime) -> datetime | None:
        """Until when it waits for its quiet hours to end, of one that runs; `now` carries the city's time zone."""
        if self.quiet is None or self.standing(now) is not Standing.RUNNING:
            return None
        return self.quiet.until(now)

    @property
    def digest(self) -> str:
        """Of what staff decide about it, for the audit: neither texts nor pictures stand there."""
        pictures = {each: words.picture and sha256(words.picture).hexdigest() for each, words in self.words.items()}
        starts = None if self.starts is None else self.starts.astimezone(UTC).isoformat()
        texts = {each: words.text for each, words in self.words.items()}
        decided = [self.round, self.kind, self.segment, self.stopped_by, str(self.quiet), starts]
        return digest_of([*decided, self.paused, self.cancelled, texts, pictures])
