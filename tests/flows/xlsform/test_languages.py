"""What languages are called in a workbook."""

import pytest

from flows.xlsform.languages import code_of, name_of


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("ro", "Română (ro)"),
        ("sr", "Српски (sr)"),
        ("sr-Latn", "Srpski (sr-Latn)"),
        ("rom", "Romany (rom)"),
        ("rmy", "Rmy (rmy)"),
    ],
)
def test_each_in_its_own_words_and_letters_and_read_again(code: str, name: str) -> None:
    assert name_of(code) == name
    assert code_of(name) == code
