"""What the doctor says of the database, the keys and a round that is to go live."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.doctor.findings import Finding, Grade
from bot.doctor.machine import disk, fonts, versions
from bot.doctor.stored import condition, going_live, stored, workers
from bot.settings import Settings
from flows.consultation import Release
from storage.audit import Act, Author, lines, note
from storage.database import open_database, upgrade
from storage.keys import create_keys
from storage.leases import Holding
from tests.bot.conftest import TIMISOARA, round_of

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Bucharest")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, keys=tmp_path / "keys", database_url=None)


async def said(settings: Settings) -> dict[str, list[Finding]]:
    by_part: dict[str, list[Finding]] = {}
    async for each in stored(settings, NOW):
        by_part.setdefault(each.part, []).append(each)
    return by_part


def grades(findings: dict[str, list[Finding]]) -> dict[str, list[Grade]]:
    return {part: [each.grade for each in several] for part, several in findings.items()}


async def test_where_nothing_is_nothing_is_made(settings: Settings, tmp_path: Path) -> None:
    assert grades(await said(settings)) == {"database": [Grade.DOUBT], "keys": [Grade.DOUBT]}
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - a path of pathlib would be a blocking call


async def test_a_new_database_is_well_and_has_no_round(settings: Settings) -> None:
    await upgrade(settings.database)
    settings.database_file.chmod(0o600)
    ring = create_keys(settings.keys)
    found = await said(settings)
    assert grades(found) == {"database": [Grade.FINE, Grade.FINE], "keys": [Grade.FINE], "rounds": [Grade.DOUBT]}
    assert found["database"][0].says.startswith("SQLite 3.")
    assert f"chat {ring.fingerprint('chat')}, seal {ring.fingerprint('seal')}" in found["keys"][0].says
    assert ring.chat_key.hex() not in str(found)


def test_who_is_at_work_is_told_by_name(settings: Settings) -> None:
    def told(polling: Holding | None, staff: Holding | None, **changed: object) -> list[tuple[Grade, str]]:
        found = workers(settings.model_copy(update=changed), polling, staff)
        return [(each.grade, each.says.partition(":")[0]) for each in found]

    gone, there = Holding("old/7", ended=True), Holding("new/8", ended=False)
    token = {"staff_bot_token": SecretStr("2:STAFF")}
    assert told(None, gone) == []
    assert told(gone, None, **token) == [(Grade.FINE, "nobody serves staff at the moment")]
    assert told(there, there) == [
        (Grade.FINE, "new/8 polls for citizens"),
        (Grade.FINE, "new/8 serves staff; any other with the token takes over when that one ends"),
    ]
    assert told(there, None, webhook_url="https://example.org/telegram") == [
        (Grade.DOUBT, "new/8 polls for citizens, though there is a GLAS_WEBHOOK_URL")
    ]


async def test_modes_that_let_others_in(settings: Settings) -> None:
    await upgrade(settings.database)
    settings.database_file.chmod(0o644)
    create_keys(settings.keys).fingerprint("chat")
    settings.keys.chmod(0o640)
    found = grades(await said(settings))
    assert found["database"] == [Grade.FINE, Grade.DOUBT]
    assert found["keys"] == [Grade.FAULT]


async def test_a_database_that_is_none_or_of_another_version(settings: Settings) -> None:
    settings.database_file.write_text("no database")
    found = await said(settings)
    assert grades(found) == {"database": [Grade.FAULT], "keys": [Grade.DOUBT]}
    settings.database_file.unlink()
    await upgrade(settings.database)
    database = await open_database(settings.database)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    await database.close()
    found = await said(settings)
    assert "glas db upgrade" in found["database"][0].says


async def test_keys_of_another_database(settings: Settings, tmp_path: Path) -> None:
    await upgrade(settings.database)
    database = await open_database(settings.database)
    async with database.writing() as connection:
        await connection.execute(text("INSERT INTO key_fingerprint (purpose, fingerprint) VALUES ('chat', '00')"))
    await database.close()
    create_keys(settings.keys)
    [keys] = (await said(settings))["keys"]
    assert keys.grade is Grade.FAULT
    assert "GLAS_KEYS" in keys.says


@pytest.mark.parametrize(
    ("of", "grade"),
    [
        ({"version": "SQLite 3", "journal": "wal", "damage": "ok"}, Grade.FINE),
        ({"version": "SQLite 3", "journal": "wal", "damage": "row 1 missing"}, Grade.FAULT),
        ({"version": "SQLite 3", "journal": "memory", "damage": "ok"}, Grade.FAULT),
        ({"version": "PostgreSQL 15", "journal": "onon"}, Grade.FINE),
        ({"version": "PostgreSQL 15", "journal": "offon"}, Grade.FAULT),
    ],
)
def test_whether_a_commit_lasts(of: dict[str, str], grade: Grade) -> None:
    assert [each.grade for each in condition(of)] == [grade]


# --- going live


def live(*, closes: datetime | None = NOW + timedelta(days=30), **changed: object) -> Iterator[Finding]:
    round_ = round_of(TIMISOARA, closes=closes)
    consultation = round_.consultation.model_copy(update=changed)
    yield from going_live([type(round_)(1, "demo", consultation, "", round_.opens, closes)], [], NOW, ZONE)


def test_a_round_that_is_ready_but_for_a_backup() -> None:
    found = {each.part: each for each in live()}
    assert {part: each.grade for part, each in found.items()} == {
        "rounds": Grade.FINE,
        "results": Grade.FINE,
        "languages": Grade.FINE,
        "backup": Grade.DOUBT,
    }
    assert found["rounds"].says == "demo is open until 2026-12-25 14:00 (Europe/Bucharest)"
    assert "50 respondents" in found["results"].says


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("rounds", lambda: live(closes=None)),
        ("results", lambda: live(release=Release(smallest_cell=3))),
        ("languages", lambda: live(languages=("ro", "xx"))),
    ],
)
def test_what_is_doubtful_before_going_live(part: str, found: object) -> None:
    assert callable(found)
    assert [each.grade for each in found() if each.part == part] == [Grade.DOUBT]


def test_a_round_that_is_over_is_not_open() -> None:
    assert next(live(closes=NOW)).says.startswith("none is open")


async def test_a_backup_is_good_until_the_next_round(settings: Settings) -> None:
    await upgrade(settings.database)
    database = await open_database(settings.database)
    grades_ = []
    for act in (Act.OPENING, Act.KEYS_BACKED_UP, Act.CREATION, Act.KEYS_BACKED_UP):
        async with database.writing() as connection:
            await note(connection, Author("cli:maria", NOW), act, "a round")
        found = [*going_live([round_of(TIMISOARA)], await lines(database), NOW, ZONE)]
        grades_.append(found[-1].grade)
    await database.close()
    assert grades_ == [Grade.DOUBT, Grade.FINE, Grade.DOUBT, Grade.FINE]


# --- the machine


def test_room(tmp_path: Path) -> None:
    assert disk(tmp_path / "not" / "yet", 0, 0).grade is Grade.FINE
    assert disk(tmp_path, 0, 2**62).grade is Grade.DOUBT
    assert disk(tmp_path, 2**62, 2**62).grade is Grade.FAULT


def test_versions_and_fonts() -> None:
    assert "aiogram 3." in versions().says
    assert fonts().grade is Grade.FINE
