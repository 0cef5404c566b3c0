"""The audit is only added to, by one chain of lines, and shows when somebody got around that."""

import asyncio
import hashlib
import json
from dataclasses import asdict, replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from flows.answers import Chosen, Rated, Said
from flows.consultation import Consultation
from flows.response import Response
from storage import audit
from storage.audit import (
    ORIGIN,
    Act,
    Author,
    Break,
    Fault,
    Line,
    first_break,
    head,
    head_of,
    line_of,
    lines,
    note,
    note_alone,
    note_once,
    verify,
)
from storage.database import open_database
from storage.digests import digest_of
from storage.own_words import Review, Verdict, decide, own_words, undo
from storage.paper import enter_sheet, withdraw_sheet
from storage.recount import recount
from storage.responses import import_responses
from storage.round_changes import close_round
from storage.snapshots import Snapshot, publish, settle
from tests.storage.conftest import NOW, House

MARIA = Author("cli:maria", NOW)
ANNA = 10**10


async def chain(house: House, length: int = 5) -> list[Line]:
    for number in range(1, length + 1):
        await note_alone(house.database, replace(MARIA, at=NOW + timedelta(hours=number)), Act.EXPORT, f"n{number}")
    return await lines(house.database)


async def tamper(house: House, *statements: str, **values: object) -> None:
    """Change the file as somebody may who has it, and drops its triggers first."""
    guards = ["audit_no_update", "audit_no_delete", "audit_next_only"]
    unguard = [f"DROP TRIGGER IF EXISTS {each}" for each in guards]
    if house.database.engine.dialect.name == "postgresql":
        unguard = ["ALTER TABLE audit DISABLE TRIGGER USER"]
    async with house.database.writing() as connection:
        for each in unguard:
            await connection.execute(text(each))
        for each in statements:
            await connection.execute(text(each), {name: values[name] for name in values if f":{name}" in each})


def hashed(line: Line) -> str:
    """The line's hash as the documentation says, reckoned here."""
    fields = {**asdict(line), "at": line.at.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")}
    del fields["hash"]
    return hashlib.sha256(
        json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


async def test_lines_are_chained_by_their_hashes(house: House) -> None:
    east = datetime(2026, 11, 22, 18, 30, 1, 17, tzinfo=timezone(timedelta(hours=3)))
    async with house.database.writing() as connection:
        first = await note(connection, MARIA, Act.CLOSING, "round one", before="a" * 64, after="b" * 64)
        await note(connection, Author("cli:ștefan", east), Act.EXPORT, "round one: csv")
    stored_first, second = await lines(house.database)
    assert stored_first == first
    assert first == Line(1, NOW, "cli:maria", "round closed", "round one", "a" * 64, "b" * 64, ORIGIN, hashed(first))
    assert (second.number, second.at, second.previous) == (2, east, first.hash)
    assert second.document["at"] == "2026-11-22T15:30:01.000017+00:00"
    assert (second.who, second.before, second.after, second.hash) == ("cli:ștefan", None, None, hashed(second))
    assert await head(house.database) == second.hash == head_of([first, second])
    assert await verify(house.database) is None


async def test_an_empty_chain_is_whole(house: House) -> None:
    assert await lines(house.database) == []
    assert await verify(house.database) is None
    assert await head(house.database) == ORIGIN == head_of([])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("who", "cli:nobody"),
        ("what", "nothing"),
        ("subject", "n1"),
        ("before", "0"),
        ("after", ""),
        ("previous", ORIGIN),
        ("hash", ORIGIN),
    ],
)
async def test_a_changed_line_is_found(house: House, column: str, value: str) -> None:
    await chain(house)
    await tamper(house, f"UPDATE audit SET {column} = :value WHERE number = 3", value=value)
    assert await verify(house.database) == Break(3, Fault.CHANGED)


async def test_a_changed_moment_is_found(house: House) -> None:
    await chain(house)
    await tamper(house, "UPDATE audit SET at = (SELECT at FROM audit WHERE number = 2) WHERE number = 3")
    assert await verify(house.database) == Break(3, Fault.CHANGED)


@pytest.mark.parametrize("number", [1, 3, 4])
async def test_a_changed_line_with_a_hash_to_match_is_found_by_the_line_behind(house: House, number: int) -> None:
    line = (await chain(house))[number - 1]
    forged = hashed(replace(line, subject="another"))
    forge = "UPDATE audit SET subject = 'another', hash = :forged WHERE number = :number"
    await tamper(house, forge, forged=forged, number=number)
    assert await verify(house.database) == Break(number, Fault.CHANGED)


@pytest.mark.parametrize("number", [1, 3])
async def test_a_removed_line_is_missed(house: House, number: int) -> None:
    await chain(house)
    await tamper(house, f"DELETE FROM audit WHERE number = {number}")
    assert await verify(house.database) == Break(number, Fault.MISSING)


async def test_a_gap_that_was_closed_is_found(house: House) -> None:
    await chain(house)
    await tamper(
        house,
        "DELETE FROM audit WHERE number = 3",
        "UPDATE audit SET number = 3 WHERE number = 4",
        "UPDATE audit SET number = 4 WHERE number = 5",
    )
    assert await verify(house.database) == Break(3, Fault.CHANGED)


@pytest.mark.parametrize("number", [0, 3])
async def test_an_inserted_line_is_found(house: House, number: int) -> None:
    before = (await chain(house))[max(number - 2, 0)]
    new = Line(number, NOW, "cli:maria", "round closed", "round one", None, None, before.hash, "")
    await tamper(
        house,
        *(f"UPDATE audit SET number = {each + 1} WHERE number = {each} AND {number} > 0" for each in (5, 4, 3)),
        "INSERT INTO audit (number, at, who, what, subject, previous, hash) "
        "SELECT :number, at, who, what, subject, :previous, :hash FROM audit WHERE number = 1",
        number=number,
        previous=new.previous,
        hash=hashed(new),
    )
    assert await verify(house.database) == Break(number, Fault.CHANGED)


async def test_lines_in_another_order_are_found(house: House) -> None:
    await chain(house)
    await tamper(
        house,
        "UPDATE audit SET number = 9 WHERE number = 2",
        "UPDATE audit SET number = 2 WHERE number = 4",
        "UPDATE audit SET number = 4 WHERE number = 9",
    )
    assert await verify(house.database) == Break(2, Fault.CHANGED)


async def test_a_first_line_with_something_before_it_is_found() -> None:
    line = Line(1, NOW, "cli:maria", "round closed", "round one", None, None, "f" * 64, "")
    assert first_break([replace(line, hash=hashed(line))]) == Break(1, Fault.CHANGED)


async def test_a_cut_off_end_is_missed_by_who_noted_the_head(house: House) -> None:
    noted = (await chain(house))[-1].hash
    await tamper(house, "DELETE FROM audit WHERE number > 3")
    assert await verify(house.database) is None
    assert line_of(await lines(house.database), noted) is None
    assert line_of(await lines(house.database), await head(house.database)) == 3
    assert line_of([], ORIGIN) == 0
    assert await head(house.database) != noted


REFUSED = {
    "sqlite": (
        "UPDATE audit SET who = 'cli:nobody'",
        "DELETE FROM audit WHERE number = 5",
        "INSERT INTO audit SELECT number + 1, at, who, what, subject, before, after, previous, hash FROM audit",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE number = 2",
        "INSERT INTO audit SELECT 7, at, who, what, subject, before, after, previous, hash FROM audit WHERE number = 1",
    ),
    "postgresql": (
        "UPDATE audit SET who = 'cli:nobody'",
        "DELETE FROM audit WHERE number = 5",
        "INSERT INTO audit SELECT number + 1, at, who, what, subject, before, after, previous, hash FROM audit",
        "TRUNCATE audit",
    ),
}


async def test_the_database_refuses_all_but_the_next_line(house: House) -> None:
    before, dialect = await chain(house), house.database.engine.dialect.name

    async def attempt(statement: str) -> None:
        async with house.database.writing() as connection:
            await connection.execute(text(statement))

    for statement in REFUSED[dialect]:
        by_key = dialect == "postgresql" and "INSERT" in statement
        with pytest.raises(DBAPIError, match="duplicate key" if by_key else "the audit can only be added to"):
            await attempt(statement)
    assert await lines(house.database) == before


async def test_two_writers_keep_one_chain(house: House) -> None:
    second = await open_database(house.url)
    databases = (house.database, second)
    await asyncio.gather(*(note_alone(databases[each % 2], MARIA, Act.EXPORT, f"n{each}") for each in range(20)))
    await second.close()
    found = await lines(house.database)
    assert [each.number for each in found] == list(range(1, 21))
    assert {each.subject for each in found} == {f"n{each}" for each in range(20)}
    assert first_break(found) is None


async def test_where_several_may_write_they_take_turns(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The turn is taken before the newest line is read."""
    turn = "INSERT INTO audit SELECT 1, '2026-11-22', '', '', '', NULL, NULL, '', 'the newest'"
    monkeypatch.setattr(audit, "dialect_named", lambda _: replace(house.database.dialect, turn_to_audit=turn))
    line = await note_alone(house.database, MARIA, Act.EXPORT, "round one")
    assert (line.number, line.previous) == (2, "the newest")


async def test_a_line_stands_and_falls_with_its_transaction(house: House) -> None:
    async def fail() -> None:
        async with house.database.writing() as connection:
            await note(connection, MARIA, Act.EXPORT, "round one")
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await lines(house.database) == []


async def told(house: House) -> list[tuple[str, str]]:
    return [(each.what, each.subject) for each in await lines(house.database)]


async def test_opening_and_closing_leave_lines_that_meet(house: House, consultation: Consultation) -> None:
    await house.open(consultation, "two", by=MARIA)
    later = Author("cli:ion", NOW + timedelta(hours=1))
    for _ in range(2):  # the second time it is closed already
        await close_round(house.database, "two", later.at, later)
    opened, closed = await lines(house.database)
    assert (opened.who, opened.what, opened.subject, opened.before) == ("cli:maria", "round opened", "round two", None)
    assert (closed.who, closed.at, closed.what) == ("cli:ion", later.at, "round closed")
    assert opened.after == closed.before
    assert closed.after not in {None, closed.before}


async def test_an_import_leaves_its_number(house: House) -> None:
    said = [(f"r{each}", Response(seed="", closed={"views": {"why": Said("trees")}})) for each in range(3)]
    for _ in range(2):  # the second time all are known
        await import_responses(house.database, house.keys, house.round, said, NOW, by=MARIA)
    assert await told(house) == [("responses imported", "round one: 3 responses")]


async def test_only_a_recount_that_corrects_leaves_a_line(house: House) -> None:
    await house.answer(ANNA, Response(seed="", closed={"views": {"score": Rated(3)}}))
    await recount(house.database, house.round, MARIA)
    assert await told(house) == []
    async with house.database.writing() as connection:
        await connection.execute(text("UPDATE tally SET n = 8 WHERE table_name = 'score' AND cell = '3'"))
    await recount(house.database, house.round, MARIA)
    [line] = await lines(house.database)
    assert (line.what, line.subject) == ("tallies corrected", "round one: 1 counts")
    assert (line.before, line.after) == (digest_of([["score", "3", 8]]), digest_of([["score", "3", 1]]))


async def test_a_release_by_hand_leaves_a_line_whatever_came_of_it(house: House) -> None:
    counted = await house.begin()
    await publish(house.database, house.round, counted, Snapshot(1, NOW, "{}", "f" * 64), [], by=MARIA)
    await settle(house.database, house.round, await house.begin(), MARIA)
    assert [(each.what, each.subject, each.after) for each in await lines(house.database)] == [
        ("release by hand", "round one: snapshot 1", "f" * 64),
        ("release by hand", "round one: nothing moved", None),
    ]


async def test_a_sheet_leaves_neither_code_nor_digest(house: House) -> None:
    response = Response(seed="", closed={"you": {"types": Chosen(("ngo",))}})
    await enter_sheet(house.database, house.keys, house.round, "7QX4", response, now=NOW, by=MARIA)
    await withdraw_sheet(house.database, house.keys, house.round, "7QX4", now=NOW, by=MARIA)
    found = await lines(house.database)
    assert [(each.what, each.subject, each.before, each.after) for each in found] == [
        ("sheet entered", "round one", None, None),
        ("sheet withdrawn", "round one", None, None),
    ]


async def test_who_looks_again_and_again_leaves_one_line(house: House) -> None:
    later = replace(MARIA, at=MARIA.at + timedelta(hours=2))
    for by, subject in ((MARIA, "why"), (later, "why"), (later, "types")):
        await note_once(house.database, by, Act.WORDS_READ, subject, since=MARIA.at)
    await note_once(house.database, later, Act.WORDS_READ, "why", since=later.at)
    assert [(each.at, each.subject) for each in await lines(house.database)] == [
        (MARIA.at, "why"),
        (later.at, "types"),
        (later.at, "why"),
    ]


async def test_decisions_on_own_words_leave_digests_only(house: House) -> None:
    await house.answer(ANNA, Response(seed="", closed={"views": {"why": Said("my neighbour Ion")}}))
    [words] = await own_words(house.database, house.round)
    review = Review(Verdict.QUOTED, shown="my neighbour […]", themes=frozenset({"Ion's noise"}))
    for _ in range(2):  # the second time nothing changes
        await decide(house.database, house.round, Act.WORDS_QUOTED, {words: review}, by=MARIA)
    await undo(house.database, house.round, MARIA)
    await undo(house.database, house.round, MARIA)
    quoted, undone = await lines(house.database)
    assert (quoted.what, quoted.subject) == ("own words approved", "round one: 1 texts")
    assert (undone.what, undone.subject) == ("decision on own words undone", "round one: 1 texts")
    assert (quoted.before, quoted.after) == (undone.after, undone.before)
    assert quoted.before != quoted.after
    assert not any(part in str([quoted, undone]) for part in ("Ion", "neighbour", "noise"))
