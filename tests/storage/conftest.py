"""A database with one open round, and a step that lets each arrival bring its own decision."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from flows.consultation import Consultation
from flows.response import Response
from storage.batch import Arrival, Batches, Chat, Decision, Outcome, Sent
from storage.changes import counted
from storage.database import Database, open_database, upgrade
from storage.entering import read_entries
from storage.keys import KeyRing, new_keys, save_keys
from storage.rounds import Round, next_number, open_round, rounds
from storage.rows import stored
from storage.snapshots import Counted, Snapshot, begin, digest, publish, settle
from storage.tallies import all_tallies
from tests.postgresql import database_on

NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)  # a Sunday

Request = Callable[[Chat, Mapping[int, Response]], Decision[str]]


def obey(chat: Chat, responses: Mapping[int, Response], request: Request) -> Decision[str]:
    return request(chat, responses)


@dataclass
class House:
    """One database and what is needed to use it. Turns are numbered, whoever they are of."""

    url: str
    database: Database
    keys_path: Path
    keys: KeyRing
    rounds: dict[int, Round] = field(default_factory=dict)
    now: datetime = NOW
    turns: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def round(self) -> Round:
        return self.rounds[1]

    @property
    def batches(self) -> Batches:
        return Batches(self.database, self.keys, self.rounds, new_turn=lambda: next(self.turns))

    async def open(self, consultation: Consultation, code: str, **given: Any) -> Round:
        number = await next_number(self.database)
        self.keys = self.keys.with_round_key(number)
        save_keys(self.keys_path, self.keys)
        opened = await open_round(
            self.database, self.keys, consultation, code, **{"opens": NOW - timedelta(days=1), "closes": None} | given
        )
        await self.look()
        return opened

    async def look(self) -> None:
        self.rounds = {each.number: each for each in await rounds(self.database)}

    async def commit(
        self, *arrivals: Arrival[Any], sent: Sequence[Sent] = (), now: datetime | None = None
    ) -> list[Outcome[Any, str]]:
        return await self.batches.commit(arrivals, sent, obey, now or self.now)

    async def answer(self, person: int, response: Response | None, number: int = 1) -> Outcome[Any, str]:
        """What the person has said becomes this."""
        [outcome] = await self.commit(Arrival(None, person, storing({number: response}), round=number))
        return outcome

    async def response(self, person: int, number: int = 1) -> Response:
        """As a new batch would find it."""
        [outcome] = await self.commit(Arrival(None, person, keeping, round=number))
        return outcome.responses[number]

    async def begin(self, number: int = 1) -> Counted:
        """The next hour's release begins."""
        self.now += timedelta(hours=1)
        begun = await begin(self.database, self.rounds[number], self.now, worth=lambda _: True)
        assert begun is not None
        return begun[0]

    async def publish(self, counted: Counted, *moved: str, number: int = 1) -> None:
        """A release that moves these tables ends."""
        snapshot = Snapshot(counted.era, self.now, "{}", digest("{}"))
        await publish(self.database, self.rounds[number], counted, snapshot, moved)

    async def release(self, *moved: str, number: int = 1) -> Counted:
        """A whole release."""
        counted = await self.begin(number)
        await self.publish(counted, *moved, number=number)
        return counted

    async def newcomers(self, number: int = 1) -> dict[str, int]:
        """Who is new to each table, as the next release would find it."""
        counted = await self.begin(number)
        await settle(self.database, self.rounds[number], counted)
        return {table: n for table, n in counted.newcomers.items() if n}

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        async with self.database.reading() as connection:
            return [tuple(row) for row in await connection.execute(text(sql))]

    async def counted_by_hand(self, number: int = 1) -> dict[str, dict[str, int]]:
        """The tallies as the sum over all responses, reckoned here."""
        of = self.rounds[number]
        total: dict[str, dict[str, int]] = {}
        sql = self.database.statements.responses_after
        async with self.database.reading() as connection:
            rows = await connection.run_sync(
                lambda sync: self.database.run(sync, sql, round=number, after="", limit=10_000)
            )
        for row in rows:
            found = stored(lambda _: of.consultation, row)
            entries = read_entries(of.consultation, found.entered)
            for (table, cell), n in counted(of.consultation, found.response, entries, imported=found.imported).items():
                total.setdefault(table, {}).setdefault(cell, 0)
                total[table][cell] += n
        return total

    async def tallies_are_right(self) -> bool:
        async with self.database.reading() as connection:
            found = {number: await all_tallies(connection, number) for number in self.rounds}
        return all([found[number] == await self.counted_by_hand(number) for number in self.rounds])


def storing(responses: Mapping[int, Response | None], *events: str, **chat: Any) -> Request:
    """A request to store these responses, and these parts of the chat."""
    return lambda before, _: Decision(replace(before, round=next(iter(responses)), **chat), responses, events)


def keeping(chat: Chat, responses: Mapping[int, Response]) -> Decision[str]:
    """A request that changes nothing but the turn."""
    return Decision(chat)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file with current tables: made once, because that takes longer than most tests."""
    file = tmp_path_factory.mktemp("template") / "glas.db"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def migrated(postgresql: str) -> Iterator[str]:
    """The name of a database on PostgreSQL's server with current tables, for the same reason."""
    with asyncio.Runner() as runner:
        database = database_on(postgresql)
        url = runner.run(database.__aenter__())
        runner.run(upgrade(url))
        yield str(make_url(url).database)
        runner.run(database.__aexit__(None, None, None))


@pytest.fixture
def like(backend: str | None, request: pytest.FixtureRequest) -> str:
    """What a database with current tables is copied from: a file, or a database of the server."""
    return str(request.getfixturevalue("template" if backend is None else "migrated"))


@pytest.fixture
async def current(backend: str | None, like: str, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database with current tables and nothing in them."""
    if backend is None:
        yield f"sqlite+aiosqlite:///{shutil.copyfile(like, tmp_path / 'glas.db')}"
        return
    async with database_on(backend, like=like) as made:
        yield made


@pytest.fixture
async def empty(current: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house without a round."""
    database = await open_database(current)
    keys, path = new_keys(), tmp_path / "keys"
    save_keys(path, keys)
    yield House(current, database, path, keys)
    await database.close()


@pytest.fixture
async def house(empty: House, consultation: Consultation) -> House:
    """A house with round 1 open, of the code "one"."""
    await empty.open(consultation, "one")
    return empty


@pytest.fixture(scope="session")
def consultation() -> Consultation:
    """Every type of question, a net, a section by mentions and a crosstab."""
    return Consultation.model_validate(DOCUMENT)


DOCUMENT = {
    "id": "everything",
    "languages": ["ro", "en"],
    "organiser": "Primăria",
    "title": {"ro": "Totul", "en": "Everything"},
    "intro": "Intro",
    "thanks": "Mulțumim",
    "privacy": {
        "controller": "Primăria",
        "contact": "dpo@example.org",
        "legal_basis": "public task",
        "retention_months": 12,
        "key_erased_after_days": 30,
        "minimum_age": 16,
        "complaints": "ANSPDCP",
        "on_paper": "At the desk",
    },
    "crosstabs": [{"rows": "main", "columns": "score"}],
    "nets": [{"id": "civil", "question": "types", "options": ["ngo", "citizens"], "text": "Civil society"}],
    "sections": [
        {
            "id": "you",
            "title": "You",
            "ranking": "mentions",
            "questions": [
                {
                    "id": "types",
                    "type": "multiple",
                    "own_words": True,
                    "text": "Types?",
                    "options": [
                        {"id": "ngo", "text": "NGO"},
                        {"id": "citizens", "text": "Citizens"},
                        {"id": "firm", "text": "Firm"},
                        {"id": "none", "text": "None", "exclusive": True, "pinned": "last"},
                    ],
                },
                {"id": "main", "type": "single", "own_words": True, "options_from": "types", "text": "Main?"},
            ],
        },
        {
            "id": "views",
            "title": "Views",
            "questions": [
                {"id": "score", "type": "rating", "low": "low", "high": "high", "dont_know": True, "text": "Score?"},
                {"id": "why", "type": "text", "text": "Why?"},
                {"id": "staff", "type": "number", "decimals": 3, "text": "How many?"},
                {
                    "id": "order",
                    "type": "ranking",
                    "text": "Order?",
                    "options": [{"id": each, "text": each} for each in ("parks", "trams", "schools")],
                },
                {"id": "since", "type": "date", "text": "Since?"},
            ],
        },
    ],
}
