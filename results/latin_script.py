"""Serbian in Latin letters: the same words, each Cyrillic letter written as its Latin one or two."""

import re
from typing import Final

_CYRILLIC: Final = "абвгдђежзијклмнопрстћуфхцчш"
_LATIN: Final = "abvgdđežzijklmnoprstćufhcčš"
_TWO: Final = {"љ": "lj", "њ": "nj", "џ": "dž", "Љ": "Lj", "Њ": "Nj", "Џ": "Dž"}
_TABLE: Final = str.maketrans(dict(zip(_CYRILLIC + _CYRILLIC.upper(), _LATIN + _LATIN.upper(), strict=True)) | _TWO)

_CAPITAL: Final = "[АБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШ]"
_AMONG_CAPITALS: Final = re.compile(f"(?<={_CAPITAL})[ЉЊЏ]|[ЉЊЏ](?={_CAPITAL})")


def in_latin_script(text: str) -> str:
    """The Serbian text in Latin letters; a letter that becomes two is "Nj", and "NJ" beside other capitals.

    Whatever is no letter of Serbian Cyrillic stays as it is.
    """
    capitals = _AMONG_CAPITALS.sub(lambda found: _TWO[found[0]].upper(), text)
    return capitals.translate(_TABLE)
