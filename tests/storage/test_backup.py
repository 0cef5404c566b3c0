"""A copy of the database is whole, private, noted, and made beside a writer."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from flows.answers import Said
from flows.response import Response
from storage.audit import Author, lines
from storage.backup import NoCopy, back_up
from storage.database import open_database
from storage.recount import recount
from tests.storage.conftest import NOW, House

MARIA = Author("cli:maria", NOW)
on_sqlite = pytest.mark.parametrize("backend", [None], ids=["sqlite"])


def why(text: str) -> Response:
    return Response(seed="", closed={"views": {"why": Said(text)}})


@on_sqlite
async def test_the_copy_is_a_database_that_counts_right_and_says_who_made_it(house: House, tmp_path: Path) -> None:
    for person in range(20):
        await house.answer(10**10 + person, why(f"because {person}"))
    copy = tmp_path / "copy.sqlite"
    await back_up(house.database, copy, MARIA)
    assert copy.stat().st_mode & 0o777 == 0o600
    restored = await open_database(f"sqlite+aiosqlite:///{copy}")
    assert await recount(restored, house.round) == []
    assert [(line.who, line.what) for line in await lines(restored)][-1] == ("cli:maria", "database copied")
    await restored.close()


@on_sqlite
async def test_what_was_erased_is_not_in_it(house: House, tmp_path: Path) -> None:
    await house.answer(10**10, why("a telling sentence"))
    await house.answer(10**10, None)
    await back_up(house.database, tmp_path / "copy", MARIA)
    assert b"telling sentence" not in (tmp_path / "copy").read_bytes()


@on_sqlite
async def test_people_go_on_answering_while_it_is_made(house: House, tmp_path: Path) -> None:
    async def all_answer() -> None:
        for person in range(100):
            await house.answer(10**10 + person, why("because"))

    await asyncio.gather(all_answer(), back_up(house.database, tmp_path / "copy", MARIA))
    with closing(sqlite3.connect(tmp_path / "copy")) as copied:
        [[sound]] = copied.execute("PRAGMA integrity_check").fetchall()
    assert sound == "ok"
    assert await house.rows("SELECT count(*) FROM response") == [(100,)]


@on_sqlite
async def test_nothing_is_overwritten_and_nothing_half_is_left(house: House, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.write_text("another")
    with pytest.raises(FileExistsError):
        await back_up(house.database, copy, MARIA)
    assert copy.read_text() == "another"
    assert "database copied" not in [line.what for line in await lines(house.database)]
    copy.unlink()
    failing = replace(house.database, dialect=replace(house.database.dialect, copy="VACUUM nowhere INTO :file"))
    with pytest.raises(DBAPIError, match="nowhere"):
        await back_up(failing, copy, MARIA)
    assert not copy.exists()


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_postgresql_has_its_own_program(house: House, tmp_path: Path) -> None:
    with pytest.raises(NoCopy, match="pg_dump"):
        await back_up(house.database, tmp_path / "copy", MARIA)
    assert not (tmp_path / "copy").exists()
