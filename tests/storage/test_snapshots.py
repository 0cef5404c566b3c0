"""Snapshots are kept for good, and an hour has one release."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from flows.answers import Rated
from flows.response import Response
from storage.audit import Act, Author, lines
from storage.database import migration_config
from storage.snapshots import (
    Counted,
    ReleasedMeanwhile,
    Snapshot,
    add,
    begin,
    digest,
    last_snapshot,
    settle,
    settled_hour,
    snapshots,
)
from tests.storage.conftest import House

ANA = 5_000_000_001
SCORE = Response(seed="", closed={"views": {"score": Rated(2)}})


async def test_there_is_none_at_first(house: House) -> None:
    assert await last_snapshot(house.database, house.round) is None
    assert await snapshots(house.database, house.round) == []
    assert await settled_hour(house.database, house.round) is None


async def test_the_last_is_the_newest_and_all_stay(house: House) -> None:
    await house.release("score")
    await house.release()
    last = await last_snapshot(house.database, house.round)
    assert last is not None
    assert (last.number, last.released, last.document, last.digest) == (2, house.now, "{}", digest("{}"))
    assert [each.number for each in await snapshots(house.database, house.round)] == [1, 2]
    assert await settled_hour(house.database, house.round) == house.now


async def test_a_snapshot_by_hand_leaves_a_line_and_takes_no_number_twice(house: House) -> None:
    await house.release("score")
    by_hand = Snapshot(2, house.now, '{"by": "hand"}', digest('{"by": "hand"}'))
    await add(house.database, house.round, by_hand, Author("cli:ana", house.now), Act.THEMES_RELEASED)
    assert await last_snapshot(house.database, house.round) == by_hand
    [line] = await lines(house.database)
    assert (line.what, line.after) == ("themes released", by_hand.digest)
    with pytest.raises(ReleasedMeanwhile, match="has had another release meanwhile"):
        await add(house.database, house.round, by_hand, Author("cli:ana", house.now), Act.THEMES_RELEASED)
    assert len(await lines(house.database)) == 1


async def test_an_hour_is_given_once(house: House) -> None:
    counted = await house.begin()
    assert await begin(house.database, house.round, house.now, worth=lambda _: True) is None
    assert await settled_hour(house.database, house.round) is None
    await settle(house.database, house.round, counted)
    assert await settled_hour(house.database, house.round) == house.now
    assert await begin(house.database, house.round, house.now, worth=lambda _: True) is None


async def test_an_hour_that_is_not_worth_a_release_is_over(house: House) -> None:
    await house.answer(ANA, SCORE)
    seen: list[Counted] = []
    later = house.now + timedelta(hours=1)

    def worth(counted: Counted) -> bool:
        seen.append(counted)
        return False

    assert await begin(house.database, house.round, later, worth=worth) is None
    assert seen[0].tallies["score"]["2"] == 1
    assert seen[0].newcomers["score"] == 1
    assert await settled_hour(house.database, house.round) == later


async def test_a_release_that_was_broken_off_showed_nobody(house: House) -> None:
    await house.answer(ANA, SCORE)
    await house.begin()
    await house.release("#round")
    assert (await house.newcomers())["score"] == 1


async def test_an_older_database_counts_everybody_as_new(house: House) -> None:
    """Migrated down and up again, for nothing was released before there were snapshots."""
    from alembic import command  # noqa: PLC0415 - only here

    await house.answer(ANA, Response(seed="", closed={**SCORE.closed, "you": {}}))
    await house.release("score")

    def again(connection: Connection) -> None:
        config = migration_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        command.upgrade(config, "head")

    async with house.database.writing() as connection:
        await connection.execute(text("DELETE FROM snapshot"))
        await connection.run_sync(again)
    assert (await house.newcomers())["score"] == 1
    assert await house.tallies_are_right()
