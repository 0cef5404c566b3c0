"""Serbian in Latin letters."""

import pytest

from results.latin_script import in_latin_script


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Љубазни фењерџија чађавог лица хоће штос.", "Ljubazni fenjerdžija čađavog lica hoće štos."),
        ("ДА ЛИ ЈЕ ТО СВЕ? ЂАЧКА КЊИГА, ЏЕП И МАШЊ", "DA LI JE TO SVE? ĐAČKA KNJIGA, DŽEP I MAŠNJ"),
        ("Њ, Љ и Џ", "Nj, Lj i Dž"),
        (
            "„{title}” – погледајте /results, `label` и {n}. место",
            "„{title}” – pogledajte /results, `label` i {n}. mesto",
        ),
        ("Română, magyar, ç, ы, 12.345,6 %", "Română, magyar, ç, ы, 12.345,6 %"),
    ],
    ids=["a pangram", "capitals", "alone", "placeholders", "others"],
)
def test_letters(cyrillic: str, latin: str) -> None:
    assert in_latin_script(cyrillic) == latin


def test_every_letter_has_its_own() -> None:
    """So that nothing is lost: thirty letters in either case, thirty different ways to write them."""
    small = "абвгдђежзијклљмнњопрстћуфхцчџш"
    assert len({in_latin_script(each) for each in small + small.upper()}) == 60
