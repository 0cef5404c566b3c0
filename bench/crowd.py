"""A round that many have answered: written in bulk, in the state in which as many taps would have left it.

The reconstructed respondents of 2021 answer again and again, each time sending other sections: one in eight sends
everything, the others the profile, the problems, the vision or another section alone. What a response's rows and
tallies are is asked of the program itself, once for each of these 2,440 patterns; set statements make the copies.
"""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from flows.consultation import Consultation
from flows.counting import Cell, cells, counted_in
from flows.reading import load_consultation
from flows.replaying import recorded, replayed
from flows.response import Response
from storage.changes import counted
from storage.database import Database, open_database, upgrade
from storage.entering import Standing, written_entries
from storage.keys import new_keys, save_keys
from storage.rounds import Round, open_round
from storage.rows import iso_week, written

CONSULTATIONS = Path(__file__).parent.parent / "flows" / "consultations"

PROFILE = ("organisation", "about_you")
SENT = (PROFILE, ("dysfunctions",), ("vision",), PROFILE, ("needs",), ("dysfunctions",), ("vision_aspects",), ())
"""The sections that a pattern sends; all of them when it names none."""

_COPIES = """
    CREATE TEMP TABLE member (id INTEGER PRIMARY KEY, pattern INTEGER NOT NULL);
    INSERT INTO member WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {responses})
        SELECT random() & 0x7fffffffffffffff, i % {patterns} FROM n;
    INSERT INTO response (id, round, pseudonym, place, return_place, draft, closed, week, imported, entered)
        SELECT m.id, {round}, lower(hex(randomblob(32))), p.place, p.return_place, p.draft, p.closed, '{week}', false,
        p.entered FROM member m CROSS JOIN pattern p ON p.id = m.pattern ORDER BY m.id;
    INSERT INTO answer (response, question, option, number, text)
        SELECT m.id, p.question, p.option, p.number, p.text
        FROM member m CROSS JOIN part p ON p.pattern = m.pattern ORDER BY m.id, p.question, p.option;
"""
"""CROSS JOIN fixes the order of the loops: rows come sorted as the tables keep them."""


@dataclass(frozen=True, slots=True)
class Town:
    """A folder with a database and its key ring, as `glas` finds them by GLAS_DATA and GLAS_KEYS."""

    folder: Path
    database: Database
    round: Round

    @property
    def keys_path(self) -> Path:
        return keys_in(self.folder)


def keys_in(folder: Path) -> Path:
    """Where a town's key ring is."""
    return folder / "keys"


def timisoara() -> Consultation:
    """The consultation of 2021."""
    return load_consultation(CONSULTATIONS / "timisoara_2021.yaml")


@cache
def respondents() -> Sequence[Response]:
    """The 305 reconstructed respondents of 2021, each with every section sent."""
    consultation, now = timisoara(), datetime(2021, 9, 7, tzinfo=UTC)
    found = []
    for line in (CONSULTATIONS / "timisoara_2021_example.jsonl").read_text("utf-8").splitlines():
        record = recorded(line)
        assert not isinstance(record, tuple)
        response = replayed(consultation, record, record.respondent, now)
        assert isinstance(response, Response)
        found.append(response)
    return tuple(found)


async def founded(folder: Path, responses: int, now: datetime) -> Town:
    """A new town with one round that opened yesterday, and so many responses, their answers and their tallies."""
    await asyncio.to_thread(folder.mkdir, mode=0o700)
    file = folder / "glas.sqlite"
    url = f"sqlite+aiosqlite:///{file}"
    await upgrade(url)
    keys = new_keys().with_round_key(1)
    save_keys(keys_in(folder), keys)
    database = await open_database(url)
    of = await open_round(database, keys, timisoara(), "town", opens=now - timedelta(days=1))
    await database.close()
    if responses:
        _fill(file, of, responses, now)
    return Town(folder, await open_database(url), of)


def _fill(file: Path, of: Round, responses: int, now: datetime) -> None:
    everybody = respondents()
    patterns = [
        _sending(everybody[place % len(everybody)], SENT[place % len(SENT)])
        for place in range(len(everybody) * len(SENT))  # 305 and 8 share no divisor: every pair comes once
    ]
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        # Speed only: this file is thrown away, and the program sets its own pragmas when it opens it.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        _write_patterns(connection, of.consultation, patterns)
        sizes = {"responses": responses, "patterns": len(patterns), "round": of.number, "week": iso_week(now.date())}
        for statement in _COPIES.format(**sizes).split(";"):
            connection.execute(statement)
        tallies = _tallies(of.consultation, patterns, responses)
        rows = [(of.number, table, cell, n) for (table, cell), n in tallies.items()]
        connection.executemany("INSERT INTO tally (round, table_name, cell, n) VALUES (?, ?, ?, ?)", rows)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")


def _sending(response: Response, sections: tuple[str, ...]) -> Response:
    closed = {each: answers for each, answers in response.closed.items() if not sections or each in sections}
    return Response(seed="", place=response.place, closed=closed)


def _write_patterns(connection: sqlite3.Connection, consultation: Consultation, patterns: list[Response]) -> None:
    connection.execute(
        "CREATE TEMP TABLE pattern (id INTEGER PRIMARY KEY, place TEXT, return_place TEXT, draft TEXT, closed TEXT,"
        " entered TEXT)"
    )
    connection.execute(
        "CREATE TEMP TABLE part (pattern INTEGER, question TEXT, option TEXT, number REAL, text TEXT,"
        " PRIMARY KEY (pattern, question, option)) WITHOUT ROWID"
    )
    for place, response in enumerate(patterns):
        rows = written(consultation, response)
        entered = written_entries(consultation, _entries(consultation, response))
        head = (place, rows.place, rows.return_place, rows.draft, rows.closed, entered)
        connection.execute("INSERT INTO pattern VALUES (?, ?, ?, ?, ?, ?)", head)
        connection.executemany("INSERT INTO part VALUES (?, ?, ?, ?, ?)", [(place, *row) for row in rows.answers])


def _entries(consultation: Consultation, response: Response) -> dict[str, int]:
    return dict(Standing().after({}, counted_in(cells(consultation, response))))


def _tallies(consultation: Consultation, patterns: list[Response], responses: int) -> Counter[Cell]:
    total = Counter[Cell]()
    for place, response in enumerate(patterns):
        times = len(range(place, responses, len(patterns)))
        for cell, n in counted(consultation, response, _entries(consultation, response), imported=False).items():
            total[cell] += n * times
    return +total
