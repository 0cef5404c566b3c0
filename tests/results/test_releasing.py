"""A release goes from the database through the audit into a snapshot: on the hour, once, and once more at closing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.answers import Answers, Chosen, Rated
from flows.consultation import Consultation
from flows.response import Response
from results.published import Published
from results.release.apart import Decided, DecisionFailed, Task, decided, decided_apart
from results.releasing import Released, hour_at, release_due
from storage.database import Database, open_database, upgrade
from storage.keys import KeyRing, new_keys
from storage.responses import import_responses
from storage.rounds import Round, open_round
from storage.snapshots import last_snapshot, snapshots
from tests.results.disclosure.test_release import consultation as town

NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Hall:
    """A database with one open round."""

    database: Database
    keys: KeyRing
    round: Round
    people: int = 0

    async def answers(self, times: int, option: str, score: int = 5) -> None:
        closed: dict[str, Answers] = {"problems": {"one": Chosen((option,))}, "values": {"score": Rated(score)}}
        lines = [(f"r{self.people + each}", Response(seed="", closed=closed)) for each in range(times)]
        self.people += times
        await import_responses(self.database, self.keys, self.round, lines, NOW)

    async def release(self, now: datetime) -> Released | None:
        async def here(task: Task) -> Decided:
            return decided(Task.model_validate_json(task.model_dump_json(by_alias=True)))

        return await release_due(self.database, self.round, now, decide=here)

    async def published(self) -> Published:
        found = await last_snapshot(self.database, self.round)
        assert found is not None
        return Published.model_validate_json(found.document)


def opened_town() -> Consultation:
    """The town's consultation with a complete privacy notice."""
    document = town().model_dump(mode="json", by_alias=True)
    notice = {key: {"*": "text"} for key in ("controller", "contact", "legal_basis", "complaints", "on_paper")}
    document["privacy"] = {**notice, "retention_months": 12, "key_erased_after_days": 30, "minimum_age": 16}
    return Consultation.model_validate(document)


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'glas.db'}"
    await upgrade(url)
    database = await open_database(url)
    keys = new_keys().with_round_key(1)
    of = await open_round(database, keys, opened_town(), "town", opens=NOW - HOUR)
    yield Hall(database, keys, of)
    await database.close()


async def test_nothing_is_released_of_a_draft_or_of_nothing(hall: Hall) -> None:
    assert await hall.release(NOW) is None
    hall.round = replace(hall.round, opens=None)
    assert await hall.release(NOW + HOUR) is None


async def test_a_release_is_stored_with_its_digest_and_its_hour(hall: Hall) -> None:
    await hall.answers(40, "a", 3)
    await hall.answers(25, "b", 8)
    released = await hall.release(NOW)
    assert released is not None
    assert released.moved >= {"#round", "one", "score"}
    assert released.snapshot == await last_snapshot(hall.database, hall.round)
    found = await hall.published()
    assert (found.number, found.released, found.n_answered) == (1, hour_at(NOW), 65)


async def test_an_hour_has_one_release_and_newcomers_move_the_next(hall: Hall) -> None:
    await hall.answers(40, "a", 3)
    await hall.answers(25, "b", 8)
    await hall.release(NOW)
    await hall.answers(20, "b", 8)
    assert await hall.release(NOW + timedelta(minutes=29)) is None
    released = await hall.release(NOW + timedelta(minutes=30))
    assert released is not None
    assert (await hall.published()).number == 2
    await hall.answers(9, "b", 8)
    assert await hall.release(NOW + 2 * HOUR) is None
    assert len(await snapshots(hall.database, hall.round)) == 2


async def test_at_closing_there_is_one_release_more(hall: Hall) -> None:
    await hall.answers(40, "a", 3)
    await hall.answers(25, "b", 8)
    await hall.release(NOW)
    hall.round = replace(hall.round, closes=NOW + timedelta(minutes=10))
    released = await hall.release(NOW + HOUR)
    assert released is not None
    assert released.moved == {"score"}
    assert [table.question for table in (await hall.published()).questions if table.groups] == ["score"]
    await hall.answers(30, "b", 8)
    assert await hall.release(NOW + 2 * HOUR) is None


async def test_what_fails_released_nothing_and_is_tried_with_the_next_hour(hall: Hall) -> None:
    await hall.answers(40, "a", 3)
    await hall.answers(25, "b", 8)

    async def fail(task: Task) -> Decided:
        raise DecisionFailed("out of memory")

    with pytest.raises(DecisionFailed):
        await release_due(hall.database, hall.round, NOW, decide=fail)
    assert await last_snapshot(hall.database, hall.round) is None
    assert await hall.release(NOW + HOUR) is not None


async def test_nothing_is_stored_when_the_audit_holds_all_back(hall: Hall) -> None:
    await hall.answers(60, "a", 10)

    async def nothing(task: Task) -> Decided:
        return Decided(document=None, moved=frozenset(), waiting=frozenset({"one"}))

    found = await release_due(hall.database, hall.round, NOW, decide=nothing)
    assert found == Released(None, frozenset(), frozenset({"one"}))


async def test_the_decision_of_a_child_process_is_the_same(hall: Hall) -> None:
    task = Task(
        consultation=hall.round.consultation,
        code="town",
        tallies={"one": {"#respondents": 65, "a": 40, "b": 25}, "#round": {"#answered": 65}},
        newcomers={"one": 65, "#round": 65},
        history=(),
        hour=NOW,
        closed=False,
    )
    first = decided(task)
    assert await decided_apart(task) == first
    assert first.document is not None
    later = task.model_copy(update={"history": (first.document.model_dump_json(),), "hour": NOW + HOUR})
    second = decided(later)
    assert await decided_apart(later) == second
    assert second.document is not None
    assert second.document.number == 2


async def test_a_child_process_that_fails_says_why(hall: Hall) -> None:
    task = Task(
        consultation=hall.round.consultation,
        code="town",
        tallies={},
        newcomers={},
        history=("no document",),
        hour=NOW,
        closed=False,
    )
    with pytest.raises(DecisionFailed):
        await decided_apart(task)
