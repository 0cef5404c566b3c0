"""`glas replay` and `glas export`."""

import asyncio
import json
from pathlib import Path

import pytest

from storage.database import open_database
from storage.rounds import mark_served
from tests.bot.cli.command import Glas

RIGHT = [
    {
        "respondent": "r1",
        "language": "en",
        "answers": {"streets": ["noise", "dust"], "calm": 7, "remarks": "trees"},
    },
    {"respondent": "r2", "closed": ["problems"], "answers": {"streets": {"chosen": ["holes"], "own_words": "mud"}}},
    {"respondent": "r3", "answers": {"streets": ["dust"], "calm": "dont_know"}},
]


def lines(*records: object) -> str:
    return "".join(f"{record if isinstance(record, str) else json.dumps(record)}\n" for record in records)


def test_what_was_replayed_comes_out_again_in_an_order_drawn_by_lot(glas: Glas) -> None:
    told = glas.with_round().ok("replay", glas.file("a.jsonl", lines(*RIGHT)))
    assert told == "3 responses stored in round town.\n"
    exported = [json.loads(line) for line in glas.ok("export").splitlines()]
    assert sorted(each.pop("respondent") for each in exported) == ["r001", "r002", "r003"]
    wanted = [{key: value for key, value in each.items() if key not in {"respondent", "language"}} for each in RIGHT]
    assert sorted(exported, key=json.dumps) == sorted(wanted, key=json.dumps)


def test_an_export_replayed_elsewhere_gives_the_same_results(glas: Glas, tmp_path: Path) -> None:
    glas.with_round().ok("replay", glas.file("a.jsonl", lines(*RIGHT)))
    elsewhere = Glas(tmp_path / "elsewhere")
    elsewhere.folder.mkdir()
    elsewhere.with_round().ok("replay", "-", typed=glas.ok("export"))
    asked = ("results", "--exact", "--format", "json")
    assert elsewhere.ok(*asked) == glas.ok(*asked)


def test_mistakes_are_told_by_line_and_question_and_the_other_lines_are_stored(glas: Glas) -> None:
    file = glas.file(
        "a.jsonl",
        lines(
            RIGHT[0],
            {"respondent": "bad1", "answers": {"streets": ["noise", "dust", "holes"], "calm": 11}},
            "",
            {"respondent": "bad2", "closed": ["problems"], "answers": {"streets": ["fog"]}},
            "no JSON",
            RIGHT[1],
        ),
    )
    found = glas.with_round()("replay", file)
    assert found.exit_code == 1
    assert found.stdout == "2 responses stored in round town; 3 left out because of mistakes.\n"
    told = found.stderr.splitlines()
    assert [line.split(": ")[0] for line in told] == [
        "line 2, question streets",
        "line 2, question calm",
        "line 4, question streets",
        "line 5",
    ]
    assert "at most 2" in told[0]
    assert "between 1 and 10" in told[1]
    assert "'fog'" in told[2]
    assert "tallies are equal to the answers" in glas.ok("recount")


def test_a_respondent_is_stored_once_and_the_first_line_counts(glas: Glas) -> None:
    again = {"respondent": "r1", "answers": {"streets": ["holes"]}}
    glas.with_round().ok("replay", glas.file("a.jsonl", lines(RIGHT[0], again)))
    told = glas.ok("replay", glas.file("b.jsonl", lines(again, RIGHT[2])))
    assert told == ("1 response stored in round town; 1 left out because their respondent was stored before.\n")
    figures = json.loads(glas.ok("results", "--exact", "--format", "json"))
    assert [each["count"] for each in figures["questions"][0]["options"]] == [1, 2, 0]


def test_more_lines_than_one_transaction_takes(glas: Glas) -> None:
    many = ({"respondent": f"r{n}", "closed": ["problems"], "answers": {"streets": ["dust"]}} for n in range(1001))
    told = glas.with_round().ok("replay", "-", typed=lines(*many))
    assert told == "1001 responses stored in round town.\n"
    figures = json.loads(glas.ok("results", "--exact", "--format", "json"))
    assert (figures["n_answered"], figures["n_submitted"], figures["n_imported"]) == (1001, 0, 1001)
    assert len(glas.ok("export").splitlines()) == 1001


def test_bytes_that_are_no_text_are_a_mistake_of_their_line_and_a_mark_at_the_beginning_is_none(glas: Glas) -> None:
    typed = b"\xef\xbb\xbf" + json.dumps(RIGHT[0]).encode() + b"\n\xff\xfe\n"
    found = glas.with_round()("replay", "-", typed=typed)
    assert found.stderr == "line 2: It is not UTF-8.\n"
    assert found.stdout == "1 response stored in round town; 1 left out because of mistakes.\n"


def test_nothing_is_imported_into_a_round_that_a_token_has_served(glas: Glas) -> None:
    glas.with_round()
    asyncio.run(_serve(f"sqlite+aiosqlite:///{glas.folder}/data/glas.sqlite"))
    assert glas.refused("replay", glas.file("a.jsonl", lines(RIGHT[0]))) == (
        "glas: a bot's token has served round town: nothing is imported into it any more\n"
    )


async def _serve(url: str) -> None:
    database = await open_database(url)
    await mark_served(database, [1])
    await database.close()


def test_an_export_into_a_file_is_for_its_owner_alone_and_overwrites_nothing(glas: Glas) -> None:
    glas.with_round().ok("replay", glas.file("a.jsonl", lines(*RIGHT)))
    out = glas.folder / "out.jsonl"
    assert glas.ok("export", "--output", out) == ""
    assert out.stat().st_mode & 0o777 == 0o600
    before = out.read_text()
    assert len(before.splitlines()) == 3
    assert (
        glas.refused("export", "town", "--output", out)
        == f"glas: {out}: is there already, and is never overwritten; please choose another name\n"
    )
    assert out.read_text() == before


def test_an_export_that_fails_leaves_no_file(glas: Glas, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise OSError(28, "No space left on device")

    glas.with_round().ok("replay", glas.file("a.jsonl", lines(*RIGHT)))
    monkeypatch.setattr("results.exports.lines.record_of", broken)
    out = glas.folder / "out.jsonl"
    assert "No space left on device" in glas.refused("export", "--output", out)
    assert [each.name for each in glas.folder.glob("out*")] == []
