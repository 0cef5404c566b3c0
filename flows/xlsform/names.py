"""Names of XLSForm as ids of Glas, which have small letters, digits and underscores only."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from flows.sentence import Sentence, sentence

_LONGEST = 64
_MOST_TOLD = 20


def id_of(name: str, *, first: str, dash: str = "_") -> str:
    """The id that the name becomes: itself, if it is one already. `first` goes before what begins with no letter."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9_]+" if dash == "_" else r"[^a-z0-9]+", dash, plain).strip(dash if dash == "-" else "")
    if not plain[:1].isalpha():
        plain = f"{first}{dash}{plain}" if plain.strip(dash) else first
    return plain[:_LONGEST].rstrip("-")


def unused(wanted: str, taken: Iterable[str]) -> str:
    """The wanted id, or with a number behind it when it is taken."""
    used = set(taken)
    number, name = 2, wanted
    while name in used:
        ending = f"_{number}"
        name, number = f"{wanted[: _LONGEST - len(ending)]}{ending}", number + 1
    return name


def became_ids(renamed: Mapping[str, str]) -> Sentence:
    """What is said of names that could not stay as they are."""
    told = ", ".join(f"{name} → {new}" for name, new in list(renamed.items())[:_MOST_TOLD])
    return sentence("names became ids of Glas, which begin with a letter and have a-z, 0-9 and _: {names}", names=told)
