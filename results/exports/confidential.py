"""What every file with answers of single people says about itself, in Romanian and English."""

from flows.consultation import Consultation, text_in

MARK = "CONFIDENTIAL"
"""Stands in the name of such a file, or of the note beside it; nearly the same word in both languages."""

# At most 80 bytes a line: SPSS keeps no longer ones.
_WARNING = """\
CONFIDENȚIAL. Acest fișier conține răspunsuri individuale, rând cu rând.
Chiar și fără nume, o persoană poate fi recunoscută după combinația
răspunsurilor sale. Nu îl publicați și nu îl trimiteți mai departe;
ștergeți-l când nu mai este necesar. Pentru public există tabelele
publicate: glas export --public.

CONFIDENTIAL. This file holds the answers of single people, row by row.
Even without names, a person can be recognised by the combination of
their answers. Do not publish it or pass it on, and delete it once it is
no longer needed. For the public there are the released tables:
glas export --public."""

_ABOUT_TEXTS = """\
În CSV, un text care începe cu =, +, -, @, tab sau sfârșit de rând are un
apostrof în față, ca să nu fie executat ca formulă.

In CSV, a text that begins with =, +, -, @, a tab or a line end has an
apostrophe before it, so that no spreadsheet runs it as a formula."""


def warning(consultation: Consultation, code: str) -> list[str]:
    """The warning, a string a line, under the consultation's title and the round's code."""
    title = " ".join(text_in(consultation.title, consultation.languages[0]).split())
    return [title, code, "", *_WARNING.splitlines()]


def note(consultation: Consultation, code: str) -> str:
    """The text of a file that lies beside an export."""
    return "\n".join([*warning(consultation, code), "", *_ABOUT_TEXTS.splitlines(), ""])
