"""Which way a language is written."""

from babel import Locale, UnknownLocaleError


def is_right_to_left(language: str) -> bool:
    """A language that CLDR does not know is taken for one that goes from left to right."""
    try:
        return Locale.parse(language, sep="-").character_order == "right-to-left"
    except UnknownLocaleError:
        return False
