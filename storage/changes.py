"""What a batch changes, as sets of rows, and how they are written."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from flows.consultation import Consultation
from flows.counting import IMPORTED, ROUND, Cell, cells, counted_in, has_begun
from flows.response import Response
from storage.database import Database
from storage.entering import (
    ENTERED,
    RELEASED,
    WITHDRAWN,
    Entries,
    Releases,
    load_releases,
    read_entries,
    written_entries,
)
from storage.keys import KeyRing
from storage.rows import Stored, to_json
from storage.seats import Revision, Seat, Subscription


def random_id() -> int:
    """63 random bits: the order of responses tells nothing of the order in which they came."""
    return secrets.randbits(63)


def random_turn() -> int:
    """Of 31 bits, and not 0: that stands for none."""
    return 1 + secrets.randbelow(2**31 - 1)


Row = tuple[object, ...]


def counted(consultation: Consultation, response: Response, entries: Entries, *, imported: bool) -> Counter[Cell]:
    """The cells to which a stored response adds one; `entries` of tables that it is not in count for nothing."""
    counter = cells(consultation, response)
    counter.update((table, f"{ENTERED}{entries.get(table, 0)}") for table in counted_in(counter))
    if imported:
        counter[ROUND, IMPORTED] = 1
    return counter


@dataclass(slots=True)
class Changes:
    """Rows to be written, a list a statement, with the columns that the statement names.

    `new_id` gives the ids of new responses: random ones, of 63 bits. `hour` is that of the counters. `counts_of` has
    the pseudonym behind the round: they become `counts` only of who has never withdrawn a response there.
    """

    new_id: Callable[[], int] = random_id
    hour: str = ""
    seen: list[Row] = field(default_factory=list)
    new: list[Row] = field(default_factory=list)
    responses: list[Row] = field(default_factory=list)
    withdrawn: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    answers_gone: list[Row] = field(default_factory=list)
    tombstones: list[Row] = field(default_factory=list)
    conversations: list[Row] = field(default_factory=list)
    conversations_gone: list[Row] = field(default_factory=list)
    subscribers: list[Row] = field(default_factory=list)
    subscribers_gone: list[Row] = field(default_factory=list)
    tallies: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    counts: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    counts_of: Counter[tuple[int, str, str, str]] = field(default_factory=Counter)
    releases: Releases = field(default_factory=Releases)

    def look_up(self, connection: Connection, database: Database, revisions: Iterable[tuple[int, Revision]]) -> None:
        """What has been released, for those of whom the tallies change, and whether those who count have come back
        after a deletion: before they are added.
        """
        changing = [(number, revision.pseudonym) for number, revision in revisions if tallies_change(revision)]
        if counting := [*changing, *((number, pseudonym) for number, pseudonym, _, _ in self.counts_of)]:
            self.releases = load_releases(connection, database, counting)
        for (number, pseudonym, kind, key), n in self.counts_of.items():
            if not self.releases.has_withdrawn(number, pseudonym):
                self.counts[number, kind, key] += n

    def add_revision(
        self, consultation: Consultation, number: int, revision: Revision, week: str, *, imported: bool = False
    ) -> None:
        """Store a response last touched in `week`, or erase it, and correct the tallies."""
        before = revision.stored
        entered = "[]" if before is None else before.entered
        if tallies_change(revision):
            entered = self._count(consultation, number, revision, imported=imported)
        old, new = None if before is None else before.written, revision.rows
        response_id = self.new_id() if before is None else before.id
        if new is not None:
            key = (response_id, number, revision.pseudonym)
            rows = self.new if before is None else self.responses
            rows.append((*key, new.place, new.return_place, new.draft, new.closed, week, int(imported), entered))
        elif before is not None:
            self.withdrawn.append((response_id,))
        was = frozenset() if old is None else old.answers
        becomes = frozenset() if new is None else new.answers
        self.answers_gone += [(response_id, question, option) for question, option, _, _ in was - becomes]
        self.answers += [(response_id, *row) for row in becomes - was]

    def add_entries(self, consultation: Consultation, found: Stored, entered: str) -> None:
        """Store a response as it is, but with other entries, and correct the tallies."""
        rows, key = found.written, (found.id, found.round, found.pseudonym)
        row = (rows.place, rows.return_place, rows.draft, rows.closed, found.week, int(found.imported), entered)
        self.responses.append((*key, *row))
        for written, sign in ((entered, 1), (found.entered, -1)):
            entries = read_entries(consultation, written)
            for cell, n in counted(consultation, found.response, entries, imported=found.imported).items():
                self.tallies[found.round, *cell] += sign * n

    def _count(self, consultation: Consultation, number: int, revision: Revision, *, imported: bool) -> str:
        """Correct the tallies; the entries that are stored with the response from now on."""
        before, standing = revision.stored, self.releases.standing(number)
        entries = self.releases.entries_left(number, revision.pseudonym)
        lost, won = Counter[Cell](), Counter[Cell]()
        if before is not None:
            were = cells(consultation, before.response)
            entries = {**dict.fromkeys(counted_in(were), 0), **entries, **read_entries(consultation, before.entered)}
            lost = counted(consultation, before.response, entries, imported=before.imported)
        if revision.withdrawn:
            held = standing.held(entries)
            self.tombstones += [(number, revision.pseudonym, table) for table in sorted(held)]
            entries = dict.fromkeys(held, RELEASED)
        if revision.rows is not None:
            entries = standing.after(entries, counted_in(cells(consultation, revision.response)))
            won = counted(consultation, revision.response, entries, imported=imported)
        won.subtract(lost)
        for cell, difference in won.items():
            self.tallies[number, *cell] += difference
        return written_entries(consultation, entries)

    def add_tombstone(self, number: int, revision: Revision) -> None:
        """Let it be known, until the key is erased, that this respondent has deleted what they had answered."""
        self.tombstones.append((number, revision.pseudonym, WITHDRAWN))

    def add_seat(self, seat: Seat, keys: KeyRing) -> None:
        """Store where a chat stands, and whether it is subscribed."""
        chat = seat.chat
        if seat.exists:
            where = (chat.round, chat.language, chat.page, chat.message, chat.latest, to_json(chat.left))
            self.conversations.append((seat.key, *where, seat.turn, seat.owed))
        else:
            self.conversations_gone.append((seat.key,))
        if chat.subscribed and seat.subscription != Subscription(chat.language, chat.wishes, chat.blocked):
            wishes, blocked = to_json(sorted(chat.wishes)), int(chat.blocked)
            self.subscribers.append((seat.key, keys.seal(seat.person), chat.language, wishes, blocked))
        if not chat.subscribed and seat.subscription is not None:
            self.subscribers_gone.append((seat.key,))

    def write(self, connection: Connection, database: Database) -> None:
        """Run the statements that have rows."""
        statements = database.statements
        tallies = [(*cell, difference) for cell, difference in self.tallies.items() if difference]
        counts = [(number, self.hour, kind, key, n) for (number, kind, key), n in self.counts.items()]
        written = (
            (statements.mark_seen, self.seen),
            (statements.remove_answers, self.answers_gone),
            (statements.remove_responses, self.withdrawn),
            (statements.add_responses, self.new),
            (statements.put_responses, self.responses),
            (statements.put_answers, self.answers),
            (statements.add_tallies, tallies),
            (statements.add_counters, counts),
            (statements.put_tombstones, self.tombstones),
            (statements.put_conversations, self.conversations),
            (statements.remove_conversations, self.conversations_gone),
            (statements.put_subscribers, self.subscribers),
            (statements.remove_subscribers, self.subscribers_gone),
        )
        database.run_together(connection, [(statement, to_json(rows)) for statement, rows in written if rows])


def tallies_change(revision: Revision) -> bool:
    """Whether the tallies change: most taps change a draft only, and reckoning is the dear part."""
    before, rows = revision.stored, revision.rows
    if before is None or rows is None or revision.withdrawn:
        return True
    same_sent = rows.closed == before.written.closed and rows.answers == before.written.answers
    return not same_sent or has_begun(revision.response) != has_begun(before.response)
