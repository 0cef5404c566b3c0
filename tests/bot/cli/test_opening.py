"""What a command makes by itself, and what it refuses to work with."""

import sqlite3

from storage.keys import new_keys, save_keys
from tests.bot.cli.command import CONSULTATION, Glas


def test_a_missing_key_ring_is_never_replaced(glas: Glas) -> None:
    glas.with_round()
    ring = glas.folder / "keys" / "ring"
    ring.unlink()
    told = glas.refused("round", "open", glas.folder / "town.yaml", "--code", "second")
    assert told.startswith(f"glas: there is no key ring {ring}, and this database was written with one")
    assert not ring.exists()


def test_another_key_ring_is_refused(glas: Glas) -> None:
    glas.with_round()
    save_keys(glas.folder / "keys" / "ring", new_keys())
    assert "the key ring has" in glas.refused("round", "open", glas.folder / "town.yaml", "--code", "second")


def test_an_outdated_database_asks_for_its_upgrade(glas: Glas) -> None:
    glas.with_round()
    database = sqlite3.connect(glas.folder / "data" / "glas.sqlite")
    with database:
        database.execute("DELETE FROM alembic_version")
    database.close()
    assert glas.refused("round", "list") == "glas: the database is not up to date: run `glas db upgrade`\n"


def test_upgrading_creates_the_database_and_may_be_repeated(glas: Glas) -> None:
    for _ in range(2):
        assert glas.ok("db", "upgrade") == "✓ The database is up to date.\n"
    assert "There is no round yet." in glas.ok("round", "list")


def test_a_copy_of_the_database_takes_its_place(glas: Glas) -> None:
    glas.with_round()
    database, copy = glas.folder / "data" / "glas.sqlite", glas.folder / "copy"
    assert "It holds every answer" in glas.ok("db", "backup", copy)
    assert (
        glas.refused("db", "backup", copy)
        == f"glas: {copy}: is there already, and is never overwritten; please choose another name\n"
    )
    before = glas.ok("round", "list")
    for each in database.parent.iterdir():
        each.unlink()
    copy.rename(database)
    assert glas.ok("round", "list") == before
    assert "database copied" in glas.ok("audit")


def test_a_folder_that_cannot_be_made_is_one_sentence(glas: Glas) -> None:
    (glas.folder / "data").write_text("in the way")
    said = f"glas: GLAS_DATA leads through {glas.folder}/data, which is no folder\n"
    assert glas.refused("round", "list") == said


def test_a_database_that_is_none_is_one_sentence(glas: Glas) -> None:
    (glas.folder / "data").mkdir()
    (glas.folder / "data" / "glas.sqlite").write_text("no database, though a long enough text to be looked at\n" * 50)
    assert glas.refused("round", "list") == "glas: the database cannot be opened: file is not a database\n"


def test_what_the_database_refuses_is_one_sentence(glas: Glas) -> None:
    glas.with_round()
    database = sqlite3.connect(glas.folder / "data" / "glas.sqlite", isolation_level=None)
    database.execute("CREATE TRIGGER full BEFORE INSERT ON round BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
    database.close()
    told = glas.refused("round", "open", glas.folder / "town.yaml", "--code", "second")
    assert told == "glas: the database refused: the disk is full\n"


def test_all_wrong_settings_are_named_at_once_without_their_values(glas: Glas) -> None:
    told = glas.refused("round", "list", GLAS_BOT_TOKEN="hush", GLAS_DATABASE_URL="mysql://hush", GLAS_TIME_ZONE="Mars")
    assert [line.split()[1] for line in told.splitlines()] == [
        "GLAS_BOT_TOKEN",
        "GLAS_DATABASE_URL",
        "GLAS_TIME_ZONE",
    ]
    assert "hush" not in told


def test_the_only_round_need_not_be_named_and_one_of_several_must(glas: Glas) -> None:
    assert "there is no round yet" in glas.refused("recount")
    glas.with_round("town")
    glas.ok("recount")
    glas.ok("round", "open", glas.file("town.yaml", CONSULTATION), "--code", "second")
    assert glas.refused("recount") == "glas: there are several rounds, name one of them: town, second\n"
    glas.ok("recount", "second")
