"""What a batch changes, as sets of rows, and how they are written."""

import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from flows.consultation import Consultation
from flows.counting import Cell, cells, has_begun
from flows.response import Response
from storage.database import Database
from storage.keys import KeyRing
from storage.rows import Stored, Written, to_json
from storage.seats import Place, Seat

IMPORTED: Cell = ("#round", "#imported")

_WISHES = to_json(["messages"])


def random_id() -> int:
    """63 random bits: the order of responses tells nothing of the order in which they came."""
    return secrets.randbits(63)


Row = tuple[object, ...]


def counted(consultation: Consultation, response: Response, *, imported: bool) -> Counter[Cell]:
    """The cells to which a stored response adds one."""
    counter = cells(consultation, response)
    if imported:
        counter[IMPORTED] = 1
    return counter


@dataclass(slots=True)
class Changes:
    """Rows to be written, a list a statement, with the columns that the statement names.

    `new_id` gives the ids of new responses: random ones, of 63 bits. `hour` is that of the counters.
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

    def add_place(
        self, consultation: Consultation, number: int, place: Place, week: str, *, imported: bool = False
    ) -> None:
        """Store a response last touched in `week`, or erase it, and correct the tallies."""
        before = place.stored
        old, new = None if before is None else before.written, place.rows
        response_id = self.new_id() if before is None else before.id
        if new is not None:
            key = (response_id, number, place.pseudonym)
            rows = self.new if before is None else self.responses
            rows.append((*key, new.place, new.return_place, new.draft, new.closed, week, int(imported)))
        elif before is not None:
            self.withdrawn.append((response_id,))
        was = frozenset() if old is None else old.answers
        becomes = frozenset() if new is None else new.answers
        self.answers_gone += [(response_id, question, option) for question, option, _, _ in was - becomes]
        self.answers += [(response_id, *row) for row in becomes - was]
        if before is None or new is None or place.withdrawn or _counts_differ(before, place.response, new):
            self._count(consultation, number, place, imported=imported)

    def _count(self, consultation: Consultation, number: int, place: Place, *, imported: bool) -> None:
        before = place.stored
        lost = Counter[Cell]() if before is None else counted(consultation, before.response, imported=before.imported)
        won = Counter[Cell]() if place.rows is None else counted(consultation, place.response, imported=imported)
        won.subtract(lost)
        for cell, difference in won.items():
            self.tallies[number, *cell] += difference
        if place.withdrawn:
            self.tombstones += [(number, place.pseudonym, table) for table in sorted({table for table, _ in lost})]

    def add_seat(self, seat: Seat, keys: KeyRing) -> None:
        """Store where a chat stands, and whether it is subscribed."""
        chat = seat.chat
        if seat.exists:
            where = (chat.round, chat.language, chat.page, chat.message, chat.latest, to_json(chat.left))
            self.conversations.append((seat.key, *where, seat.turn, seat.owed))
        else:
            self.conversations_gone.append((seat.key,))
        if chat.subscribed and seat.subscription != (chat.language,):
            self.subscribers.append((seat.key, keys.seal(seat.person), chat.language, _WISHES))
        if not chat.subscribed and seat.subscription is not None:
            self.subscribers_gone.append((seat.key,))

    def write(self, connection: Connection, database: Database) -> None:
        """Run the statements that have rows."""
        statements = database.statements
        tallies = [(*cell, difference) for cell, difference in self.tallies.items() if difference]
        counts = [(number, self.hour, kind, key, n) for (number, kind, key), n in self.counts.items()]
        for statement, rows in (
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
        ):
            if rows:
                database.run(connection, statement, rows=to_json(rows))


def _counts_differ(before: Stored, response: Response, rows: Written) -> bool:
    """Whether the tallies change: most taps change a draft only, and reckoning is the dear part."""
    same_sent = rows.closed == before.written.closed and rows.answers == before.written.answers
    return not same_sent or has_begun(response) != has_begun(before.response)
