"""`glas check`, `import`, `export-form` and `template`: consultations as YAML and as workbooks."""

from pathlib import Path

from flows.reading import load_consultation, read_consultation
from flows.xlsform.writing import workbook
from tests.bot.cli.command import CONSULTATION, Glas

FORMS = Path(__file__).parents[2] / "data" / "xlsforms"
TOWN = read_consultation(CONSULTATION)


def as_workbook(glas: Glas, content: bytes | None = None) -> Path:
    file = glas.folder / "town.xlsx"
    file.write_bytes(workbook(TOWN) if content is None else content)
    return file


def test_a_workbook_is_checked_like_yaml(glas: Glas) -> None:
    assert glas.ok("check", as_workbook(glas)) == "✓ 3 questions in 3 sections, languages en, ro\n"


def test_a_round_opens_with_a_workbook(glas: Glas) -> None:
    glas.ok("round", "open", as_workbook(glas), "--code", "town")
    assert "small-town: 3 questions in 3 sections" in glas.ok("round", "show", "town")


def test_mistakes_of_a_workbook_come_with_sheet_row_and_column(glas: Glas) -> None:
    file = FORMS / "example_xls" / "loop.xlsx"
    told = [line for line in glas.refused("check", file).splitlines() if "missing" not in line]
    assert told == [
        f"glas: {file}: sheet survey, row {row}, column A (type): `{what}` repeats questions, which a consultation does"
        " not; write them out"
        for row, what in ((3, "begin loop over toilet_type"), (5, "end loop"))
    ]


def test_a_form_from_elsewhere_is_imported_and_what_it_lacks_is_named(glas: Glas) -> None:
    output = glas.folder / "town.yaml"
    found = glas("import", FORMS / "example_xls" / "yes_or_no_question.xlsx", "--output", output)
    assert found.exit_code == 0
    assert "glas: still missing: sheet consultation, `organiser`: is missing; give it a row" in found.stderr
    written = output.read_text(encoding="utf-8")
    assert written.startswith("# Before a round can open:\n# - id is missing\n")
    assert "question: " not in written
    lacking = glas.refused("check", output).splitlines()
    assert [line.rpartition(", ")[2] for line in lacking] == [
        f"`{name}`: is missing" for name in ("id", "organiser", "title", "intro", "thanks")
    ]


def test_what_is_missing_of_a_workbook_fails_its_check(glas: Glas) -> None:
    file = FORMS / "example_xls" / "text_and_integer.xlsx"
    assert f"glas: {file}: sheet consultation, `intro`: is missing; give it a row" in glas.refused("check", file)


def test_yaml_becomes_a_workbook_and_comes_back_unchanged(glas: Glas) -> None:
    source, form, back = glas.file("town.yaml", CONSULTATION), glas.folder / "a.xlsx", glas.folder / "b.yaml"
    assert "written to" in glas("export-form", source, "--output", form).stderr
    glas.ok("import", form, "--output", back)
    assert load_consultation(back) == TOWN
    assert read_consultation(glas.ok("import", form)) == TOWN
    assert (
        glas.refused("export-form", source, "--output", form)
        == f"glas: {form}: is there already, and is never overwritten; please choose another name\n"
    )


def test_the_template_is_a_consultation_without_a_privacy_notice(glas: Glas) -> None:
    file = glas.folder / "start.xlsx"
    glas.ok("template", "--output", file)
    found = glas("check", file)
    assert found.stdout == "✓ 4 questions in 2 sections, languages ro, en\n"
    assert "the privacy notice lacks: who is responsible (`controller`), a contact for data" in found.stderr
    assert "fill in the sheet `privacy`" in found.stderr
    assert "privacy notice" in glas.refused("round", "open", file)


def test_a_file_that_is_none_is_one_sentence(glas: Glas) -> None:
    told = glas.refused("check", as_workbook(glas, b"PK\x03\x04 and nothing"))
    assert told.endswith(
        "town.xlsx: the workbook is damaged, or none: open it, and save it as an Excel workbook (.xlsx)\n"
    )
    assert "No such file" in glas.refused("import", glas.folder / "nowhere.xlsx")
