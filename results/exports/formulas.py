"""Texts that a spreadsheet would run.

https://owasp.org/www-community/attacks/CSV_Injection names the characters; full-width forms of them are run by some
spreadsheets in East Asian locales.
"""

_LEADS = frozenset("=+-@\t\r\n＝＋－＠")


def runs_as_formula(text: str) -> bool:
    """Whether a spreadsheet that reads this text from a CSV file could take it for a formula.

    White space before the sign does not help: some spreadsheets strip it.
    """
    return any(lead in _LEADS for lead in (text[:1], text.lstrip()[:1]))


def defused(text: str) -> str:
    """The text, with an apostrophe before it where it would run."""
    return f"'{text}" if runs_as_formula(text) else text
