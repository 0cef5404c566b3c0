"""Languages as XLSForm names them, "Română (ro)", and the codes that Glas knows them by."""

import re
from functools import cache

from babel import Locale

from flows.consultation import LANGUAGE_CODE

_CODE = re.compile(LANGUAGE_CODE)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)\s*$")
_NATIVE = [
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "es",
    "et",
    "fi",
    "fr",
    "ga",
    "hr",
    "hu",
    "it",
    "lt",
    "lv",
    "mt",
    "nl",
    "pl",
    "pt",
    "ro",
    "sk",
    "sl",
    "sr",
    "sv",
    "tr",
    "uk",
]


def code_of(name: str) -> str | None:
    """The code in "Română (ro)", or that of "Romanian", "română" or "ro"; None for what names no language."""
    if in_brackets := _IN_BRACKETS.search(name):
        return _code(in_brackets.group(1))
    code = _code(name)
    if code is not None and code.partition("-")[0] in Locale("en").languages:
        return code
    return _codes().get(name.strip().casefold())


def name_of(code: str) -> str:
    """The language in its own words and letters, with its code: "Română (ro)"."""
    language = code.partition("-")[0]
    known = Locale.parse(code, sep="-").languages.get(language) if language in _NATIVE else None
    name = known or Locale("en").languages.get(language, code)
    return f"{name[0].upper()}{name[1:]} ({code})"


def _code(text: str) -> str | None:
    language, _, script = text.strip().replace("_", "-").partition("-")
    code = f"{language.lower()}-{script.title()}" if script else language.lower()
    return code if _CODE.fullmatch(code) else None


@cache
def _codes() -> dict[str, str]:
    """Codes by the names of languages, in English and in the languages themselves."""
    english = {str(name).casefold(): str(code) for code, name in Locale("en").languages.items() if _code(str(code))}
    native = {str(Locale(code).languages[code]).casefold(): code for code in _NATIVE}
    return {**english, **native}
