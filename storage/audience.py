"""For whom a broadcast is meant: found through the keys, at the moment when it matters."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.broadcasts import Broadcast
from storage.database import Database
from storage.keys import KeyRing
from storage.rounds import Round
from storage.rows import stored, to_json
from storage.segments import Segment, belongs


@dataclass(frozen=True, slots=True)
class Audience:
    """A broadcast, the round it is about, and the keys that lead from people to what they have answered there."""

    database: Database
    keys: KeyRing
    of: Broadcast
    round: Round

    def among(self, connection: Connection, persons: Sequence[int]) -> set[int]:
        """Those of these persons for whom it is meant, as of this transaction.

        Once the round's key is erased its answers are anonymous: then it is meant for everybody or nobody.
        """
        if self.of.segment is Segment.ALL:
            return set(persons)
        if not self.keys.has_round(self.round.number):
            return set()
        consultation = self.round.consultation
        names = {person: self.keys.pseudonym(self.round.number, person) for person in persons}
        wanted = to_json([(self.round.number, each) for each in names.values()])
        rows = self.database.run(connection, self.database.statements.responses, rows=wanted)
        found = {each.pseudonym: each for each in (stored(lambda _: consultation, row) for row in rows)}
        segment, week = self.of.segment, self.of.stopped_by
        return {person for person, name in names.items() if belongs(segment, week, consultation, found.get(name))}
