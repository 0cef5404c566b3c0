"""For whom a broadcast is meant: found through the keys, at the moment when it matters."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.broadcasts.broadcast import Broadcast
from storage.broadcasts.segments import Membership, Segment, membership_of
from storage.database import Database
from storage.keys import KeyRing
from storage.rounds import Round
from storage.rows import stored, to_json


@dataclass(frozen=True, slots=True)
class Audience:
    """A broadcast, the round it is about, and the keys that lead from people to what they have answered there."""

    database: Database
    keys: KeyRing
    of: Broadcast
    round: Round

    def among(self, connection: Connection, persons: Sequence[int]) -> set[int]:
        """Those of these persons for whom it is meant, as of this transaction."""
        return {person for person, (_, meant) in self.memberships(connection, persons).items() if meant}

    def memberships(self, connection: Connection, persons: Sequence[int]) -> dict[int, Membership]:
        """Where each of these persons stands, as of this transaction.

        Once the round's key is erased its answers are anonymous: then it is meant for everybody or nobody.
        """
        wanted, week, consultation = self.of.segment, self.of.stopped_by, self.round.consultation
        if wanted is Segment.ALL or not self.keys.has_round(self.round.number):
            return dict.fromkeys(persons, (wanted, wanted is Segment.ALL))
        names = {person: self.keys.pseudonym(self.round.number, person) for person in persons}
        rows = self.database.run(
            connection,
            self.database.statements.responses,
            rows=to_json([(self.round.number, each) for each in names.values()]),
        )
        found = {each.pseudonym: each for each in (stored(lambda _: consultation, row) for row in rows)}
        return {person: membership_of(wanted, week, consultation, found.get(name)) for person, name in names.items()}
