"""The SPSS file, opened again by pyreadstat (ReadStat) and by PSPP."""

import asyncio
import csv
import shutil
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.response import Response
from results.exports.sav_format import Compressor, Format, Variable, cut, dictionary, elements
from results.exports.spss import write_sav
from tests.results.exports.answered import CONSULTATION, FULL, NASTY, UNSURE, saying, stream


def written(folder: Path, *responses: Response) -> Path:
    path = folder / "one.sav"
    with path.open("wb") as file:
        given = stream(responses)
        writing = write_sav(file, CONSULTATION, given, code="one", language="en", folder=folder)
        assert asyncio.run(writing) == len(responses)
    assert list(folder.iterdir()) == [path]
    return path


def read(path: Path) -> tuple[list[dict[str, object]], "pyreadstat.metadata_container"]:
    columns, about = pyreadstat.read_sav(path, output_format="dict")
    cells = zip(*(list(values) for values in columns.values()), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in cells], about


def present(row: Mapping[str, object]) -> dict[str, object]:
    """What is not missing: of numbers NaN, of texts an empty one."""
    return {name: cell for name, cell in row.items() if cell not in {"", None} and cell == cell}  # noqa: PLR0124 - NaN


def test_readstat_reads_what_was_answered(tmp_path: Path) -> None:
    [full, unsure], about = read(written(tmp_path, FULL, UNSURE))
    assert about.number_rows == 2
    full = present(full)
    assert (full["respondent"], full["roles__resident"], full["roles__visitor"]) == ("r001", 1, 0)
    assert (full["roles__own_words"], full["main_role"], full["years"]) == ("=HYPERLINK(1)", 2, 12.5)
    assert full["arrived"] == date(1999, 12, 31)
    assert (full["worst__litter"], full["worst__noise"]) == (1, 2)
    assert "worst__traffic" not in full
    assert (full["park"], full["praise"]) == (9, "trees")
    assert present(unsure) == {
        "respondent": "r002",
        "park__dont_know": 1,
        "sent__scores": 1,
        **dict.fromkeys(("sent__about", "sent__troubles", "sent__places", "sent__more"), 0),
    }


def test_labels_and_sets_and_the_warning_are_there(tmp_path: Path) -> None:
    _, about = read(written(tmp_path, FULL))
    assert about.variable_value_labels["main_role"] == {1: "Resident", 2: "Worker", 3: "Visitor"}
    assert about.variable_value_labels["park"] == {1: "1 = bad", 10: "10 = good"}
    assert about.column_names_to_labels["troubles__noise"] == "What troubles you?: Noise"
    assert about.file_label == "CONFIDENTIAL one"
    assert any("CONFIDENȚIAL" in line for line in about.notes)
    assert not any("…" in line for line in about.notes)
    assert about.mr_sets["troubles"]["variable_list"][0] == "troubles__noise"
    assert about.mr_sets["troubles"]["counted_value"] == 1
    assert about.variable_measure["park"] == "scale"
    assert about.creation_time is not None
    assert about.creation_time.year == 1970  # not the day of the export


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_readstat_reads_any_text(tmp_path: Path, text: str) -> None:
    [row, _], _ = read(written(tmp_path, saying(text), UNSURE))
    assert row["blame"] == text.replace("\n", " ").rstrip()


@settings(deadline=None, max_examples=50)
@given(st.lists(st.binary(max_size=1100).map(lambda each: each.replace(b"\0", b"").hex().encode()), max_size=4))
def test_strings_of_every_width_come_back(tmp_path_factory: pytest.TempPathFactory, texts: list[bytes]) -> None:
    width = max([1, *map(len, texts)])
    variables = [Variable("a", "a"), Variable("long", "l", width, form=Format.TEXT), Variable("b", "b", decimals=2)]
    path = tmp_path_factory.mktemp("sav") / "a.sav"
    compressor = Compressor()
    cases = [compressor.packed(elements(variables, [n, text, n / 4 - 1e9])) for n, text in enumerate(texts)]
    path.write_bytes(b"".join([*dictionary(variables, [], "", [], len(texts)), *cases, compressor.end()]))
    rows, _ = read(path)
    assert [row["long"] for row in rows] == [text.decode() for text in texts]
    assert [(row["a"], row["b"]) for row in rows] == [(n, n / 4 - 1e9) for n in range(len(texts))]


def test_a_cut_stays_between_characters_and_shows() -> None:
    assert cut("ș" * 5, 10) == ("ș" * 5).encode()
    assert cut("ș" * 6, 10).decode() == "ș" * 3 + "…"


@pytest.mark.skipif(shutil.which("pspp") is None, reason="PSPP is not installed")
def test_pspp_reads_it_too(tmp_path: Path) -> None:
    long = "ș and 👍 " * 200
    sav, out = written(tmp_path, FULL, UNSURE, saying(long)), tmp_path / "out.csv"
    syntax = tmp_path / "read.sps"
    syntax.write_text(
        f"GET FILE='{sav}'.\nDISPLAY DOCUMENTS.\nMRSETS /DISPLAY NAME=[$troubles].\n"
        f"SAVE TRANSLATE /OUTFILE='{out}' /TYPE=CSV /FIELDNAMES /CELLS=LABELS.\n"
    )
    done = subprocess.run(
        ["pspp", "--no-output", "--error-file=-", syntax], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with out.open(encoding="utf-8", newline="") as file:
        [full, unsure, wordy] = csv.DictReader(file)
    assert (full["main_role"], full["park"], full["praise"]) == ("Worker", "9", "trees")
    assert full["arrived"] in {"12/31/1999", "1999-12-31"}
    assert unsure["park__dont_know"] == "1"
    assert wordy["blame"] == long.strip()
