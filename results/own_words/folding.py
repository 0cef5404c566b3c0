"""Texts without what makes no difference to a reader: case, marks over letters, punctuation, spaces."""

import re
import unicodedata

_APART = re.compile(r"[^\w]+|_+")


def folded(text: str) -> str:
    """Words in lower case without marks, one space between them; may be empty.

    "Transport public!" and "transport  Public", "școli" and "scoli" are the same. Other scripts keep their letters.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in decomposed if not unicodedata.combining(each))
    return _APART.sub(" ", plain).strip()
