"""Who is new to a table: in it now, and in no version of it that was released.

A round counts eras: each time its tallies are read for a release, a new one begins. A response remembers in which era
it came into each table, and the tallies count those who are in it, by that era (`#entered@3`). A version is made from
what was there when its era began: who entered before is in it, who entered since is a newcomer. Edits leave the era
as it is, so they never count. Eras that make no difference any more are forgotten (`storage.eras`).

Who leaves a table is forgotten there, unless a version that was released, or is being made at this moment, holds them:
then coming back is no news. A withdrawn response leaves the names of those tables behind, its tombstone. Who deletes
what they answered leaves one in any case: they count as no further start either.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from flows.consultation import Consultation
from flows.counting import tables
from storage.database import Database
from storage.rows import to_json

RELEASED = -1
"""Entered before any era: a tombstone tells that a released version holds them."""

ENTERED = "#entered@"

WITHDRAWN = ""
"""The tombstone of who has withdrawn a response, whether a version holds it or not: by no table's name."""

Entries = Mapping[str, int]
"""The era of entering, by table."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a round's releases have got.

    `era`: the one that runs. `settled`: the last one that a release was finished for, or given up; a release is being
    made while it is behind. `versions`: by table, the era whose beginning its newest version shows.
    """

    era: int = 0
    settled: int = 0
    versions: Mapping[str, int] = field(default_factory=dict)

    def holds(self, table: str, entered: int) -> bool:
        """Whether a version of the table shows, or may be about to show, who entered it then."""
        being_made = self.settled < self.era and entered < self.era
        return being_made or entered < self.versions.get(table, 0)

    def after(self, entries: Entries, now_in: Iterable[str]) -> Entries:
        """The entries of a response that is in these tables now."""
        kept = {table: era for table, era in entries.items() if self.holds(table, era)}
        return kept | {table: entries.get(table, self.era) for table in now_in}

    @property
    def is_settled(self) -> bool:
        """Whether no release is being made."""
        return self.settled >= self.era

    def without_eras(self, entries: Entries) -> Entries:
        """Entries that tell only whether a version holds them; as good as these while releases are settled."""
        return {
            table: RELEASED if self.holds(table, era) else self.versions.get(table, 0) for table, era in entries.items()
        }

    def held(self, entries: Entries) -> frozenset[str]:
        """The tables of which a version holds the respondent."""
        return frozenset(table for table, era in entries.items() if self.holds(table, era))

    def newcomers(self, table: str, entered: Mapping[str, int]) -> int:
        """How many of those that a table's tallies count by era are new to it."""
        since = self.versions.get(table, 0)
        eras = ((cell.removeprefix(ENTERED), n) for cell, n in entered.items() if cell.startswith(ENTERED))
        return sum(n for era, n in eras if int(era) >= since)


@dataclass(frozen=True, slots=True)
class Releases:
    """What has been released so far, as far as a batch needs it: by round, and tombstones by round and pseudonym."""

    standings: Mapping[int, Standing] = field(default_factory=dict)
    tombstones: Mapping[tuple[int, str], frozenset[str]] = field(default_factory=dict)

    def standing(self, number: int) -> Standing:
        """Of a round; a fresh one where nothing was ever released."""
        return self.standings.get(number, Standing())

    def entries_left(self, number: int, pseudonym: str) -> Entries:
        """What a withdrawn response of this respondent has left behind."""
        return dict.fromkeys(self.tombstones.get((number, pseudonym), frozenset()) - {WITHDRAWN}, RELEASED)

    def has_withdrawn(self, number: int, pseudonym: str) -> bool:
        """Whether this respondent had a response there before, and deleted it."""
        return (number, pseudonym) in self.tombstones


def load_releases(connection: Connection, database: Database, respondents: Iterable[tuple[int, str]]) -> Releases:
    """For these (round, pseudonym). On PostgreSQL no new era begins in their rounds until the transaction ends."""
    wanted = list(dict.fromkeys(respondents))
    rounds = to_json([[number] for number in dict.fromkeys(number for number, _ in wanted)])
    standings: dict[int, Standing] = {}
    versions = defaultdict[int, dict[str, int]](dict)
    for number, era, settled, table, version in database.run(connection, database.statements.standings, rows=rounds):
        if table is not None:
            versions[number][table] = version
        standings[number] = Standing(era, settled, versions[number])
    tombstones = defaultdict[tuple[int, str], set[str]](set)
    for number, pseudonym, table in database.run(connection, database.statements.tombstones, rows=to_json(wanted)):
        tombstones[number, pseudonym].add(table)
    return Releases(standings, {respondent: frozenset(names) for respondent, names in tombstones.items()})


def written_entries(consultation: Consultation, entries: Entries) -> str:
    """As a row holds them: a JSON list of eras, in the order of the consultation's tables."""
    eras = [entries.get(table) for table in tables(consultation)]
    return to_json(eras)


def read_entries(consultation: Consultation, text: str) -> Entries:
    """The entries of a row."""
    eras = json.loads(text)
    return {table: era for table, era in zip(tables(consultation), eras, strict=False) if era is not None}
