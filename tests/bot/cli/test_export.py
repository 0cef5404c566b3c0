"""`glas export` in its formats."""

import asyncio
import csv
import io
import json
from datetime import UTC, datetime

import openpyxl
import pyreadstat
import pytest

from results.published import OptionLine, Published, QuestionTable
from storage.database import open_database
from storage.rounds import round_by_code
from storage.snapshots import Counted, Snapshot, publish
from tests.bot.cli.command import Glas

LINES = """
{"respondent": "r1", "answers": {"streets": {"chosen": ["noise"], "own_words": "=1+1"}, "calm": 7}}
{"respondent": "r2", "closed": ["problems"], "answers": {"streets": ["dust"]}}
"""


@pytest.fixture
def answered(glas: Glas) -> Glas:
    glas.with_round().ok("replay", "-", typed=LINES)
    return glas


def test_csv_on_standard_output(answered: Glas) -> None:
    rows = list(csv.DictReader(io.StringIO(answered.ok("export", "--format", "csv").removeprefix("\ufeff"))))
    assert {(row["question"], row["kind"], row["option"], row["number"], row["text"]) for row in rows} == {
        ("streets", "option", "noise", "", ""),
        ("streets", "option", "dust", "", ""),
        ("streets", "own_words", "", "", "'=1+1"),
        ("calm", "rating", "", "7", ""),
    }
    assert {row["respondent"] for row in rows} == {"r001", "r002"}


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx", "sav"])
def test_a_file_lies_beside_a_note_and_both_are_for_their_owner_alone(answered: Glas, form: str) -> None:
    out = answered.folder / f"out.{form}"
    found = answered("export", "--format", form, "--output", out)
    note = answered.folder / f"out.{form}.CONFIDENTIAL.txt"
    assert (found.exit_code, found.stdout) == (0, "")
    assert found.stderr == f"glas: 2 responses written to {out}. It is confidential: see {note.name}\n"
    assert [each.stat().st_mode & 0o777 for each in (out, note)] == [0o600, 0o600]
    assert {each.name for each in answered.folder.glob("*out*")} == {out.name, note.name}
    assert "CONFIDENȚIAL" in note.read_text("utf-8")
    assert (
        answered.refused("export", "--format", form, "--output", out)
        == f"glas: {out}: is there already, and is never overwritten; please choose another name\n"
    )


def test_texts_are_in_the_language_that_was_asked_for(answered: Glas) -> None:
    book, sav = answered.folder / "a.xlsx", answered.folder / "a.sav"
    answered.ok("export", "--format", "xlsx", "--language", "ro", "--output", book)
    answered.ok("export", "--format", "sav", "--language", "ro", "--output", sav)
    options = [row[6] for row in openpyxl.load_workbook(book)["codebook"].iter_rows(values_only=True)]
    assert "Zgomot" in options
    _, about = pyreadstat.read_sav(sav, output_format="dict")
    assert about.column_names_to_labels["streets__noise"] == "Ce nu merge pe străzi?: Zgomot"
    assert answered.refused(
        "export", "--format", "xlsx", "--language", "hu", "--output", answered.folder / "b.xlsx"
    ) == ("glas: the consultation has no texts in hu, only in en, ro\n")
    assert not list(answered.folder.glob("b.xlsx*"))


@pytest.mark.parametrize("form", ["xlsx", "sav"])
def test_what_is_no_text_needs_a_file(answered: Glas, form: str) -> None:
    assert answered.refused("export", "--format", form) == f"glas: --format {form} needs --output FILE\n"


def test_a_folder_that_is_not_there_is_told(answered: Glas) -> None:
    out = answered.folder / "no" / "where.csv"
    assert answered.refused("export", "--format", "csv", "--output", out) == f"glas: {out}: No such file or directory\n"


def test_an_unknown_format_or_round_is_told(answered: Glas) -> None:
    assert answered("export", "--format", "docx").exit_code == 2
    assert answered.refused("export", "elsewhere", "--format", "csv") == "glas: there is no round elsewhere\n"


@pytest.mark.parametrize("form", ["csv", "xlsx", "sav"])
def test_a_round_without_answers_gives_an_empty_file(glas: Glas, form: str) -> None:
    out = glas.folder / "out"
    glas.with_round().ok("export", "--format", form, "--output", out)
    assert out.stat().st_size > 0


def test_nothing_is_public_before_the_first_snapshot(answered: Glas) -> None:
    assert (
        answered.refused("export", "--public", "--format", "csv")
        == "glas: nothing of round town has been released yet\n"
    )


def test_public_tables_are_those_of_the_last_snapshot(answered: Glas) -> None:
    asyncio.run(_release(f"sqlite+aiosqlite:///{answered.folder}/data/glas.sqlite"))
    [first, *_] = [json.loads(line) for line in answered.ok("export", "--public").splitlines()]
    assert (first["snapshot"], first["measure"], first["value"]) == (2, "n_answered", 50)
    text = answered.ok("export", "--public", "--format", "csv", "--language", "ro").removeprefix("\ufeff")
    [noise] = [row for row in csv.DictReader(io.StringIO(text)) if row["line"] == "noise"]
    assert (noise["line_text"], noise["measure"], noise["value"]) == ("Zgomot", "count", "30")
    out = answered.folder / "public.xlsx"
    found = answered("export", "--public", "--format", "xlsx", "--output", out)
    assert found.stderr == f"glas: 5 figures of snapshot 2 written to {out}\n"
    assert len(list(openpyxl.load_workbook(out)["figures"].iter_rows())) == 6
    assert [each.name for each in answered.folder.glob("public*")] == ["public.xlsx"]
    assert "csv, xlsx or jsonl" in answered.refused("export", "--public", "--format", "sav")


async def _release(url: str) -> None:
    database = await open_database(url)
    of = await round_by_code(database, "town")
    now = datetime(2026, 11, 22, 14, tzinfo=UTC)
    for number, count in ((1, 20), (2, 30)):
        table = QuestionTable(
            question="streets", version=number, n=50, options=(OptionLine(option="noise", count=count),)
        )
        published = Published(
            round="town",
            number=number,
            released=now,
            exact=False,
            n_answered=50,
            n_submitted=None,
            n_imported=0,
            questions=(table,),
        )
        snapshot = Snapshot(number, now, published.model_dump_json(), "digest")
        await publish(database, of, Counted(number, {}, {}), snapshot, ["streets"])
    await database.close()
