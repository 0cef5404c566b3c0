"""`glas check`."""

from tests.bot.cli.command import CONSULTATION, Glas

SPOILT = CONSULTATION.replace("max: 2", "max: 20").replace("type: rating", "type: ratin").replace("intro: Hello\n", "")


def test_a_consultation_without_mistakes_is_told_in_numbers(glas: Glas) -> None:
    assert glas.ok("check", glas.file("town.yaml", CONSULTATION)) == ("✓ 3 questions in 3 sections, languages en, ro\n")


def test_every_mistake_is_told_with_line_question_and_field(glas: Glas) -> None:
    file = glas.file("town.yaml", SPOILT)
    lines = glas.refused("check", file).splitlines()
    assert all(line.startswith(f"glas: {file}: ") for line in lines)
    places = [line.removeprefix(f"glas: {file}: ") for line in lines]
    assert places[0] == "line 2, `intro`: is missing"
    assert places[1].startswith("line 23, question `streets`, `max`: ")
    assert places[2].startswith("line 35, question `calm`, `type`: must be one of ")
    assert len(places) == 3


def test_a_file_that_is_not_there(glas: Glas) -> None:
    assert glas.refused("check", glas.folder / "town.yaml") == (
        f"glas: {glas.folder}/town.yaml: No such file or directory\n"
    )


def test_checking_touches_neither_folder_nor_settings(glas: Glas) -> None:
    glas.ok("check", glas.file("town.yaml", CONSULTATION), GLAS_TIME_ZONE="Nowhere")
    assert [each.name for each in glas.folder.iterdir()] == ["town.yaml"]
