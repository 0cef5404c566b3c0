"""One batch at work, inside its transaction: everything is loaded, each arrival is decided, everything is written."""

import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from flows.response import Response
from storage.changes import Changes, random_turn
from storage.database import Database
from storage.exchange import Arrival, Decision, Outcome, Sent, Step
from storage.keys import KeyRing
from storage.rounds import Round
from storage.rows import check_text
from storage.seats import Seat, load_revisions, load_seats

R = TypeVar("R")
E = TypeVar("E")

_log = structlog.get_logger()


class UnfitDecision(ValueError):
    """A step wants to store what it was not given, or names a round that there is not."""


@dataclass(slots=True)
class Transaction:
    """Used once, inside `run_sync`: `load`, then `take` each arrival in order, then `write`."""

    connection: Connection
    database: Database
    keys: KeyRing
    rounds: Mapping[int, Round]
    changes: Changes = field(default_factory=Changes)
    new_turn: Callable[[], int] = random_turn
    seats: dict[int, Seat] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def load(self, arrivals: Sequence[Arrival[R]], sent: Sequence[Sent] = ()) -> None:
        """All that these are about, in one statement a table; deliveries are taken in."""
        persons = dict.fromkeys([*(each.person for each in sent), *(each.person for each in arrivals)])
        updates = [each.update_id for each in arrivals if each.update_id is not None]
        self.seats, self.seen = load_seats(self.connection, self.database, self.keys, persons, updates)
        for each in sent:
            self.seats[each.person].delivered(each)
        self._load_revisions(arrivals)

    def take(self, arrival: Arrival[R], step: Step[R, E]) -> Outcome[R, E]:
        """Let the step decide, unless the update was seen before; how things stand then."""
        seat = self.seats[arrival.person]
        duplicate, decision = arrival.update_id in self.seen, None
        if not duplicate:
            if arrival.update_id is not None:
                self.seen.add(arrival.update_id)
                self.changes.seen.append((arrival.update_id, self.changes.hour))
            # Arrivals of the same chat in this batch may have moved it to a round that this one did not name.
            self._load_revisions([arrival])
            decision = self._decide(seat, arrival, step)
        self._load_revisions([arrival])
        return Outcome(
            arrival,
            seat.chat,
            self.responses(arrival),
            () if decision is None else decision.events,
            seat.turn,
            duplicate=duplicate,
            failed=decision is None and not duplicate,
            silent=decision is not None and decision.silent,
        )

    def write(self, week: str) -> None:
        """Everything that was decided; responses that changed were last touched in this ISO week."""
        revisions = [each for seat in self.seats.values() for each in seat.revisions.items() if each[1].changed]
        self.changes.look_up(self.connection, self.database, revisions)
        for number, revision in revisions:
            self.changes.add_revision(self.rounds[number].consultation, number, revision, week)
            if revision.withdrawn:
                self.changes.add_tombstone(number, revision)
        for seat in self.seats.values():
            if seat.changed:
                self.changes.add_seat(seat, self.keys)
        self.changes.write(self.connection, self.database)

    def responses(self, arrival: Arrival[R]) -> Mapping[int, Response]:
        """The responses that the arrival is about, as they are now."""
        revisions = self.seats[arrival.person].revisions
        return {number: revisions[number].response for number in self._needed(arrival)}

    def _decide(self, seat: Seat, arrival: Arrival[R], step: Step[R, E]) -> Decision[E] | None:
        chat = replace(seat.chat, latest=max(seat.chat.latest, arrival.latest))
        owed = self.keys.seal(seat.person)
        given = self.responses(arrival)
        try:
            decision = step(chat, given, arrival.request)
            self._check(decision, given)
            rows = {
                number: seat.revisions[number].rows_of(self.rounds[number].consultation, response)
                for number, response in decision.responses.items()
            }
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one input, the others go through
            _log_failure(arrival.update_id, error)
            seat.decided(chat, owed, self.new_turn())
            return None
        self._count(seat, decision)
        for number, response in decision.responses.items():
            if response is None:
                seat.revisions[number].withdraw()
            else:
                seat.revisions[number].put(response, rows[number])
        if decision.silent:
            seat.noted(decision.chat)
        else:
            seat.decided(decision.chat, owed, self.new_turn())
        return decision

    def _count(self, seat: Seat, decision: Decision[E]) -> None:
        """One each, but for who has withdrawn a response there: one person is not to make up many."""
        for number, kind, key in decision.counts:
            revision = seat.revisions.get(number)
            if revision is None:  # its key is erased: nobody can tell
                self.changes.counts[number, kind, key] += 1
            elif not revision.withdrawn:
                self.changes.counts_of[number, revision.pseudonym, kind, key] += 1

    def _needed(self, arrival: Arrival[R]) -> list[int]:
        """The rounds that the arrival is about; none whose key is erased."""
        named = {arrival.round, self.seats[arrival.person].chat.round}
        return [number for number in self.rounds if (arrival.whole or number in named) and self.keys.has_round(number)]

    def _load_revisions(self, arrivals: Iterable[Arrival[R]]) -> None:
        missing = [
            (self.seats[each.person], number)
            for each in arrivals
            for number in self._needed(each)
            if number not in self.seats[each.person].revisions
        ]
        if missing:
            load_revisions(self.connection, self.database, self.rounds, self.keys, missing)

    def _check(self, decision: Decision[E], given: Mapping[int, Response]) -> None:
        """What would break the whole transaction is refused before it gets there."""
        if not decision.responses.keys() <= given.keys():
            raise UnfitDecision("the step changed a response that it was not given")
        named = {number for number, _, _ in decision.counts} | ({decision.chat.round} - {None})
        if not named <= self.rounds.keys():
            raise UnfitDecision("the step named a round that there is not")
        for _, kind, key in decision.counts:
            check_text(kind + key)


def _log_failure(update_id: int | None, error: Exception) -> None:
    """Without the error's message, which may quote what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    _log.error("input set aside", update=update_id, error=type(error).__name__, where=where)
