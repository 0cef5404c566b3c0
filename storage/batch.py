"""Inputs that wait together are one batch, and a batch is one transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection
from sqlmodel import col, select

from storage.changes import Changes, random_id, random_turn
from storage.database import Database
from storage.exchange import DELETED, Arrival, Chat, Decision, Outcome, Owed, Sent, Step
from storage.keys import KeyRing
from storage.rounds import Round
from storage.rows import hour_of, iso_week
from storage.tables import ConversationRow
from storage.transaction import Transaction, UnfitDecision

__all__ = ["DELETED", "Arrival", "Batches", "Chat", "Decision", "Outcome", "Owed", "Sent", "Step", "UnfitDecision"]

R = TypeVar("R")
E = TypeVar("E")


class Batches:
    """The only way in which taps are stored.

    `rounds` is read anew with every batch, so it may be a mapping that follows what is opened and closed. `new_id`
    gives the ids of new responses: random ones, of 63 bits. `new_turn` marks what an arrival leaves a chat owed:
    random ones too, of 31 bits, so that they count nothing.
    """

    def __init__(
        self,
        database: Database,
        keys: KeyRing,
        rounds: Mapping[int, Round],
        new_id: Callable[[], int] = random_id,
        new_turn: Callable[[], int] = random_turn,
    ) -> None:
        self._database = database
        self._keys = keys
        self._rounds = rounds
        self._new_id = new_id
        self._new_turn = new_turn

    async def commit(
        self, arrivals: Sequence[Arrival[R]], sent: Sequence[Sent], step: Step[R, E], now: datetime
    ) -> list[Outcome[R, E]]:
        """Run the step on each arrival in order and store what comes of it: all in one transaction, or nothing.

        When this returns, everything is on the disk. Deliveries are taken in first. A step that raises takes only its
        own arrival with it. Each outcome is as things stood right after its arrival.
        """
        if not arrivals and not sent:
            return []

        def work(connection: Connection) -> list[Outcome[R, E]]:
            changes = Changes(self._new_id, hour_of(now))
            transaction = Transaction(connection, self._database, self._keys, self._rounds, changes, self._new_turn)
            transaction.load(arrivals, sent)
            outcomes = [transaction.take(arrival, step) for arrival in arrivals]
            transaction.write(iso_week(now.date()))
            return outcomes

        async with self._database.writing() as connection:
            return await connection.run_sync(work)

    async def owed(self) -> list[Owed]:
        """Every chat whose newest screen may not have reached it, with that person's responses."""
        query = select(ConversationRow.owed).where(col(ConversationRow.owed).is_not(None))

        def work(connection: Connection) -> list[Owed]:
            sealed = connection.execute(query).scalars()
            waiting = [Arrival(None, self._keys.unseal(each), None, whole=True) for each in sealed if each is not None]
            transaction = Transaction(connection, self._database, self._keys, self._rounds)
            transaction.load(waiting)
            seats = transaction.seats
            return [
                Owed(each.person, seats[each.person].chat, transaction.responses(each), seats[each.person].turn)
                for each in waiting
            ]

        async with self._database.reading() as connection:
            return await connection.run_sync(work)
