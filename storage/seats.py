"""What a batch knows of each person while it runs: as loaded, and as its steps leave it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from flows.consultation import Consultation
from flows.response import Response
from storage.database import Database
from storage.exchange import DELETED, Chat, Sent, Wish
from storage.keys import KeyRing
from storage.rounds import Round
from storage.rows import Stored, Written, stored, to_json, written

NOTHING_OWED = 0
"""The turn of a chat that has been shown its newest screen."""


@dataclass(slots=True)
class Revision:
    """A person's response in one round: as it is stored, and as it shall be. `rows` is None for no response."""

    pseudonym: str
    stored: Stored | None
    response: Response
    rows: Written | None
    changed: bool = False
    withdrawn: bool = False

    def rows_of(self, consultation: Consultation, response: Response | None) -> Written | None:
        """What `put` needs beside the response. Raises UnstorableText."""
        if response is None:
            return None
        # Most taps change a draft only: what was sent is written already.
        same = self.rows if response.closed is self.response.closed else None
        return written(consultation, response, same)

    def put(self, response: Response | None, rows: Written | None) -> None:
        """Let this be stored; None, without rows, erases."""
        self.response = Response(seed=self.pseudonym) if response is None else response
        self.rows = rows
        self.changed = True

    def withdraw(self) -> None:
        """Let nothing be stored but that there was something, which stays even if another response follows."""
        self.withdrawn = self.withdrawn or self.stored is not None or self.rows is not None
        self.put(None, None)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What is stored of a subscriber, beside the chat."""

    language: str | None
    wishes: frozenset[Wish]
    blocked: bool


@dataclass(slots=True)
class Seat:
    """A person's chat and responses.

    `exists`: whether the chat is to have a row; `changed`: whether that is to be written. `subscription` is
    the stored one; None for none. `turn` is a random mark, and only there while a screen is owed: a count would tell
    a copy of the database who has tapped often, and a mark that stays who has tapped since another copy.
    """

    person: int
    key: str
    chat: Chat = field(default_factory=Chat)
    turn: int = NOTHING_OWED
    owed: str | None = None
    exists: bool = False
    changed: bool = False
    subscription: Subscription | None = None
    revisions: dict[int, Revision] = field(default_factory=dict)

    def decided(self, chat: Chat, owed: str, turn: int) -> None:
        """A screen is owed, of this turn."""
        self.chat, self.owed, self.turn = chat, owed, turn
        self.exists = self.changed = True

    def noted(self, chat: Chat) -> None:
        """Nobody waits for an answer: neither a turn nor a screen comes of it."""
        self.changed = self.changed or chat != self.chat
        self.chat = chat

    def delivered(self, sent: Sent) -> None:
        """Take in what stands in the chat since a delivery."""
        if not self.exists:
            return
        newest = sent.turn == self.turn
        self.changed = True
        if newest and self.chat.page == DELETED:
            self.chat, self.owed, self.turn, self.exists = Chat(), None, NOTHING_OWED, False
            return
        latest = max(self.chat.latest, sent.message or 0, sent.latest)
        self.chat = replace(self.chat, message=sent.message, latest=latest, left=sent.left)
        if newest:
            self.owed, self.turn = None, NOTHING_OWED


def load_seats(
    connection: Connection,
    database: Database,
    keys: KeyRing,
    persons: Iterable[int],
    updates: Iterable[int] = (),
) -> tuple[dict[int, Seat], set[int]]:
    """The chats of these persons, by person, and which of these updates were seen before.

    On PostgreSQL no other worker touches those chats until the transaction ends.
    """
    seats = {person: Seat(person, keys.chat(person)) for person in persons}
    rows = to_json([[seat.key] for seat in sorted(seats.values(), key=lambda seat: seat.key)])
    statements, ids = database.statements, to_json([[each] for each in updates])
    lock = [] if statements.lock_chats is None else [(statements.lock_chats, rows)]
    *_, conversations, seen = database.run_together(
        connection, [*lock, (statements.conversations, rows), (statements.seen, ids)]
    )
    by_key = {seat.key: seat for seat in seats.values()}
    for key, turn, round_, language, page, message, latest, left, owed, *subscription in conversations:
        seat = by_key[key]
        if turn is not None:
            seat.chat = Chat(language, round_, page, message, latest, tuple(json.loads(left)))
            seat.turn, seat.owed, seat.exists = turn, owed, True
        spoken, wishes, blocked = subscription
        if wishes is not None:
            seat.subscription = Subscription(spoken, frozenset(map(Wish, json.loads(wishes))), bool(blocked))
            known, wished = seat.chat.language if seat.exists else spoken, seat.subscription.wishes
            seat.chat = replace(seat.chat, language=known, wishes=wished, blocked=seat.subscription.blocked)
    return seats, {update_id for (update_id,) in seen}


def load_revisions(
    connection: Connection,
    database: Database,
    rounds: Mapping[int, Round],
    keys: KeyRing,
    wanted: Iterable[tuple[Seat, int]],
) -> None:
    """Put the responses of these persons in these rounds into their seats, fresh ones where nothing is stored."""
    revisions: dict[tuple[int, str], Revision] = {}
    for seat, number in wanted:
        pseudonym = keys.pseudonym(number, seat.person)
        revision = Revision(pseudonym, None, Response(seed=pseudonym), None)
        revisions[number, pseudonym] = seat.revisions[number] = revision
    for row in database.run(connection, database.statements.responses, rows=to_json(list(revisions))):
        found = stored(lambda number: rounds[number].consultation, row)
        revision = revisions[found.round, found.pseudonym]
        revision.stored, revision.response, revision.rows = found, found.response, found.written
