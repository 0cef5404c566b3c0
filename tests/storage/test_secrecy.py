"""Whoever has the file and not the keys: what can be found in it, commit by commit?

A scripted run of a few hundred batches is watched by somebody who copies database and write-ahead log after every
commit, who reads this source, and who even has the list of everybody's Telegram ids. What is tried, and finds nobody:

- traces: every id in every page of every copy, as decimal text, as integers of 4, 6 and 8 bytes in both byte orders,
  as SQLite's varint, as digests without a key; and in every value of every row;
- equal values: something that stands both with a chat and with a response;
- row order: the first row of chats belongs to the first of responses, or either to the first that came, or to the
  lowest id;
- timing: a chat and a response that change in one commit. This does pair *rows*: with a lone tap it must, they are
  one transaction (and the order in which a page was filled tells as much). But a paired row names nobody: neither
  digest follows from any id under any key that the file or the source could give.

Two copies of the file, before and after something, are compared as well (`TestTwoCopies`): whom a broadcast to a
segment was sent to, and who has tapped, shows in no row of a chat.

With the keys each of these does join, which is asserted too: so the tests can fail, and the pairs that timing finds
are shown to be the true ones. Telegram itself, which knows update and message ids, is another matter.
"""

import hashlib
import hmac
import itertools
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from structlog.testing import capture_logs

from flows.answers import Answers, Chosen, Rated, Said
from flows.places import Asking, Opening, Thanks
from flows.response import Response
from storage.batch import DELETED, Arrival, Batches, Chat, Decision, Sent
from storage.broadcasts.deliveries import Fate, Settled, claim, settle
from storage.broadcasts.segments import Segment
from storage.exchange import EVERYTHING
from storage.keys import KeyRing
from tests.storage.conftest import House, Request, obey, storing
from tests.storage.mailing import audience, started, subscribed

PAGE = 4096
BATCHES = 300
CHAT_SIDE = ("conversation", "subscriber", "update_seen")
RESPONSE_SIDE = ("response", "answer", "tombstone")

Row = tuple[object, ...]
Rows = Mapping[str, frozenset[Row]]


def varint(number: int) -> bytes:
    """As SQLite writes rowids and lengths (https://www.sqlite.org/fileformat2.html#varint); below 2**56."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))


def traces(person: int) -> dict[str, bytes]:
    """How an id could stand in a file."""
    text = str(person).encode()
    found = {"text": text, "varint": varint(person)}
    for length, order in itertools.product((4, 6, 8), ("big", "little")):
        if person < 1 << 8 * length:
            found[f"{length} bytes {order}"] = person.to_bytes(length, order)  # type: ignore[arg-type]  # one of the two
    for name in ("md5", "sha1", "sha256"):
        digest = hashlib.new(name, text)
        found |= {name: digest.digest(), f"{name} in hex": digest.hexdigest().encode()}
    return found


@dataclass
class Watched:
    """What the watcher has seen, beside the truth."""

    people: list[int]
    keys: KeyRing
    pages: set[bytes] = field(default_factory=set)
    """Every page of every copy."""
    copies: list[Rows] = field(default_factory=list)
    """Every row of each copy, by table."""
    lone: dict[int, int] = field(default_factory=dict)
    """The persons of batches that brought one tap, by the number of the copy."""


def pages_of(file: Path) -> Iterator[bytes]:
    """Of the database and its log, which is a header of 32 bytes and frames: 24 bytes of numbers, and a page."""
    content, log = file.read_bytes(), file.with_name(f"{file.name}-wal").read_bytes()
    yield from (content[at : at + PAGE] for at in range(0, len(content), PAGE))
    yield from (log[at + 24 : at + 24 + PAGE] for at in range(32, len(log), 24 + PAGE))


def rows_of(file: Path, copy: Path) -> Rows:
    """What is read in a copy of the database and its log."""
    shutil.copyfile(file, copy)
    shutil.copyfile(file.with_name(f"{file.name}-wal"), copy.with_name(f"{copy.name}-wal"))
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # nobody needs the copy after a power cut
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: frozenset(connection.execute(f"SELECT * FROM {name}")) for name in names}


def behaviour(random: Random, person: int) -> Request:
    """What a person does next, from what they have done."""

    def act(chat: Chat, responses: Mapping[int, Response]) -> Decision[str]:
        response, does = responses[1], random.randrange(12)
        here = replace(chat, round=1, language=chat.language or random.choice(("ro", "en")), page="")
        counts = ((1, "start", "link"),) if not response.closed else ()
        if does == 0 and response.closed:
            return Decision(replace(here, page=DELETED, wishes=frozenset()), {1: None})
        if does == 1:
            return Decision(replace(here, wishes=EVERYTHING - chat.wishes))
        if does == 2:
            return Decision(here, {1: replace(response, place=Opening("you"))}, counts=counts)
        if does == 3:
            raise LookupError(f"what {person} said")
        answers: Answers = {"types": Chosen(tuple(random.sample(("ngo", "citizens", "firm"), 2)), "în cuvintele mele")}
        if does < 8:
            return Decision(here, {1: replace(response, place=Asking("types"), draft={"you": answers})})
        views: Answers = {
            "score": Rated(random.randint(1, 10)),
            "why": Said("pentru că " + "da " * random.randint(1, 2000)),
        }
        return Decision(here, {1: replace(response, place=Thanks(), draft={}, closed={"you": answers, "views": views})})

    return act


@pytest.fixture
def backend() -> None:
    """SQLite alone: of PostgreSQL there is no file to copy."""


@pytest.fixture(scope="module")
def people() -> list[int]:
    """Ids as Telegram gives them: of 32 bits and longer."""
    random = Random(5)
    return [
        *(random.randrange(2**31, 2**32) for _ in range(8)),
        *(random.randrange(2**32, 8 * 10**9) for _ in range(22)),
    ]


@pytest.fixture
async def watched(house: House, people: list[int], tmp_path: Path) -> Watched:
    random = Random(7)
    keys = KeyRing(random.randbytes(32), random.randbytes(64), {1: random.randbytes(32)})
    batches = Batches(house.database, keys, house.rounds, new_id=lambda: random.getrandbits(63))
    seen = Watched(people, keys)
    updates = itertools.count(870_000_000)
    delivered: list[Sent] = []
    for number in range(BATCHES):
        chosen = random.sample(people, 1 if random.random() < 0.8 else random.randint(2, 6))
        arrivals = [
            Arrival(
                next(updates), each, behaviour(random, each), round=1, whole=random.random() < 0.1, latest=3 * number
            )
            for each in chosen
        ]
        with capture_logs():
            outcomes = await batches.commit(arrivals, delivered, obey, house.now)
        if len(chosen) == 1 and not delivered:
            seen.lone[number] = chosen[0]
        delivered = [Sent(each.arrival.person, each.turn, 3 * number + 1) for each in outcomes if random.random() < 0.4]
        seen.pages.update(pages_of(tmp_path / "glas.db"))
        seen.copies.append(rows_of(tmp_path / "glas.db", tmp_path / "copy.db"))
        if number % 10 == 0:
            await house.database.empty_log()  # so that a copy is small
    return seen


async def test_no_copy_tells_who(watched: Watched) -> None:
    # One run for all of it: it is the run that takes time.
    _no_page_holds_an_id(watched)
    _no_value_holds_an_id(watched)
    _no_value_stands_on_both_sides(watched)
    _the_order_of_rows_tells_nothing(watched)
    _what_changes_together_is_paired_but_names_nobody(watched)


def _no_page_holds_an_id(watched: Watched) -> None:
    assert len(watched.pages) > BATCHES, "every commit writes pages"
    everything = b"".join(watched.pages)
    assert all(watched.keys.chat(each).encode() in everything for each in watched.people), "with the key they are found"
    for person in watched.people:
        for kind, trace in traces(person).items():
            assert trace not in everything, f"the id stands in a page as {kind}"


def _no_value_holds_an_id(watched: Watched) -> None:
    values = "\n".join({str(value) for copy in watched.copies for value in _values(copy, copy)})
    assert not [person for person in watched.people if str(person) in values]
    sealed = {str(value) for copy in watched.copies for value in _values(copy, ["subscriber"])}
    assert sealed & {watched.keys.seal(each) for each in watched.people}, "sealed it is there"


def _no_value_stands_on_both_sides(watched: Watched) -> None:
    with_chats = {each for copy in watched.copies for each in _values(copy, CHAT_SIDE)}
    with_responses = {each for copy in watched.copies for each in _values(copy, RESPONSE_SIDE)}
    # Numbers below a thousand and short words (a round, a place in a ranking, a language) are everybody's.
    telling = {each for each in with_chats & with_responses if _is_telling(each)}
    assert telling == set()
    by_key = {watched.keys.chat(each) for each in watched.people}
    assert by_key <= with_chats, "the digests are there"


def _the_order_of_rows_tells_nothing(watched: Watched) -> None:
    rows = watched.copies[-1]
    chats, pseudonyms = _in_file_order(rows)
    keys = watched.keys
    present = [each for each in watched.people if keys.chat(each) in chats and keys.pseudonym(1, each) in pseudonyms]
    assert len(present) > 15
    chats = [each for each in chats if each in {keys.chat(person) for person in present}]
    pseudonyms = [each for each in pseudonyms if each in {keys.pseudonym(1, person) for person in present}]
    came = list(dict.fromkeys(each for each in _first_seen(watched) if each in chats))
    truth = {keys.chat(each): keys.pseudonym(1, each) for each in present}
    person_of = {keys.chat(each): each for each in present}
    assert _right(came, [person_of[each] for each in came], person_of) == len(present), "the measure can be full"
    by_id = sorted(present)
    for guess in (
        _right(chats, pseudonyms, truth),
        _right(came, pseudonyms, truth),
        _right(chats, by_id, person_of),
        _right(pseudonyms, by_id, {keys.pseudonym(1, each): each for each in present}),
    ):
        assert guess <= 4, "of random orders one is right on average; five or more by chance once in 270 times"


def _what_changes_together_is_paired_but_names_nobody(watched: Watched) -> None:
    keys = watched.keys
    commits = enumerate(itertools.pairwise(watched.copies), start=1)
    pairs = {number: pair for number, (before, after) in commits for pair in _pairs(before, after)}
    pairs = {number: pair for number, pair in pairs.items() if number in watched.lone}
    right = [
        number
        for number, (chat, pseudonym) in pairs.items()
        if (chat, pseudonym) == (keys.chat(watched.lone[number]), keys.pseudonym(1, watched.lone[number]))
    ]
    assert len(right) == len(pairs) > 50, "timing pairs rows, and the keys say that it pairs them rightly"
    named = {digest for pair in pairs.values() for digest in pair}
    named |= {str(each) for copy in watched.copies for each in _values(copy, ("subscriber", "conversation"))}
    for person in watched.people:
        assert not named & set(_guessed(watched.copies[-1], person))
    assert keys.chat(watched.people[0]) in named


def _guessed(tables: Rows, person: int) -> Iterator[str]:
    """Digests of an id under every key that the file or the source could give."""
    labels = [f"glas/chat/{person}", f"glas/round/1/person/{person}", f"glas/round/1/imported/{person}", str(person)]
    stored = {str(value) for value in _values(tables, ("key_fingerprint", "round", "consultation"))}
    for key in {"", "chat", "seal", "round/1", "glas", *stored}:
        for label in labels:
            yield hmac.digest(key.encode(), label.encode(), "sha256").hex()
            yield hashlib.sha256((key + label).encode()).hexdigest()


def _values(tables: Rows, names: Iterable[str]) -> Iterator[object]:
    return (value for name in names for row in tables[name] for value in row)


def _is_telling(value: object) -> bool:
    match value:
        case int():
            return value >= 1000
        case str():
            return len(value) > 12
        case _:
            return False


def _in_file_order(tables: Rows) -> tuple[list[str], list[str]]:
    """Both tables as a scan gives them: clustered by digest, and by response id."""
    chats = sorted(str(row[0]) for row in tables["conversation"])
    return chats, [str(row[2]) for row in sorted(tables["response"], key=lambda row: int(str(row[0])))]


def _first_seen(watched: Watched) -> Iterator[str]:
    for copy in watched.copies:
        yield from sorted(str(row[0]) for row in copy["conversation"])


def _right(left: Iterable[Any], right: Iterable[object], truth: Mapping[Any, object]) -> int:
    return sum(truth[one] == other for one, other in zip(left, right, strict=True))


def _pairs(before: Rows, after: Rows) -> Iterator[tuple[str, str]]:
    """The chat and the response that alone changed in a commit."""
    chats = {str(row[0]) for row in before["conversation"] ^ after["conversation"]}
    responses = {str(row[2]) for row in before["response"] ^ after["response"]}
    if len(chats) == len(responses) == 1:
        yield chats.pop(), responses.pop()


@pytest.mark.parametrize("kind", traces(2**31 + 12345))
async def test_an_id_that_did_stand_there_would_be_found(house: House, tmp_path: Path, kind: str) -> None:
    person = 2**31 + 12345
    connection = sqlite3.connect(tmp_path / "glas.db")
    connection.execute("INSERT INTO key_fingerprint VALUES ('planted', CAST(? AS BLOB))", [traces(person)[kind]])
    connection.commit()
    found = [traces(person)[kind] in page for page in pages_of(tmp_path / "glas.db")]
    connection.close()
    assert any(found)


class TestTwoCopies:
    """Six subscribers, of whom three have begun, each with a conversation that has been shown."""

    BEGUN = (1, 2, 3)
    ALL = range(1, 7)

    @pytest.fixture
    async def town(self, house: House) -> House:
        begun = Response(seed="", place=Asking("types"), draft={"you": {"types": Chosen(("ngo",))}})
        await subscribed(house, *self.ALL)
        for each in self.ALL:
            said = storing({1: begun}) if each in self.BEGUN else lambda chat, _: Decision(replace(chat, round=1))
            await house.commit(Arrival(None, each, said, round=1))
        await self._shown(house, *self.ALL)
        return house

    @staticmethod
    async def _shown(house: House, *people: int) -> None:
        """Their newest screens came, each in the message that is the conversation."""
        owed = {each.person: each.turn for each in await house.batches.owed()}
        await house.commit(sent=[Sent(each, owed[each], 10) for each in people])

    @staticmethod
    async def _broadcast(house: House, segment: Segment) -> None:
        of = await started(house, segment=segment)
        taken = await claim(house.database, audience(house, of), house.now, most=50, rate=25)
        sent = [Settled(each.chat, Fate.SENT) for each in taken.recipients]
        assert len(sent) == 3, "half of them"
        await settle(house.database, of.number, [*sent, *taken.others])

    @pytest.mark.parametrize("segment", [Segment.IN_PROGRESS, Segment.NEVER_STARTED])
    async def test_whom_a_segment_had_shows_in_no_row(self, town: House, tmp_path: Path, segment: Segment) -> None:
        before = rows_of(tmp_path / "glas.db", tmp_path / "before.db")
        await self._broadcast(town, segment)
        after = rows_of(tmp_path / "glas.db", tmp_path / "after.db")
        changed = {table for table in after if after[table] != before[table]}
        assert changed == {"audit", "broadcast", "broadcast_message", "conversation", "pace"}
        assert {row[1:] for row in before["conversation"]} == {(1, "ro", "", 10, 10, "[]", 0, None)}
        assert {row[1:] for row in after["conversation"]} == {(1, "ro", "", 10, 11, "[]", 0, None)}, "all alike"

    async def test_who_has_tapped_meanwhile_shows_in_no_chat(self, town: House, tmp_path: Path) -> None:
        before = rows_of(tmp_path / "glas.db", tmp_path / "before.db")
        further = Response(seed="", place=Asking("main"), draft={"you": {"types": Chosen(("firm",))}})
        await town.commit(*[Arrival(None, each, storing({1: further}), round=1) for each in self.BEGUN] * 3)
        owing = rows_of(tmp_path / "glas.db", tmp_path / "owing.db")
        assert len(owing["conversation"] - before["conversation"]) == len(self.BEGUN), "as long as a screen is owed"
        await self._shown(town, *self.BEGUN)
        after = rows_of(tmp_path / "glas.db", tmp_path / "after.db")
        assert after["response"] != before["response"]
        assert {each: after[each] for each in CHAT_SIDE} == {each: before[each] for each in CHAT_SIDE}


def test_varints_are_those_of_sqlite(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "rowids.db")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)")
    connection.execute("INSERT INTO t VALUES (7000000001, 'x')")
    connection.commit()
    connection.close()
    assert varint(7_000_000_001) in (tmp_path / "rowids.db").read_bytes()
