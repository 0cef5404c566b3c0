"""What the program says, in the languages that locales/ has; numbers, dates and plurals by CLDR."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_datetime_format
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import Translations

from flows.sentence import Sentence
from results.latin_script import in_latin_script

SOURCE_LANGUAGE = "en"
"""The language in which the messages stand in the code."""

_CONVENTIONS = {"en": "en-GB"}
"""Whose numbers and dates a language takes, where it is written on two sides of an ocean."""

_GROUPED_FROM = {"hu": 10_000}
"""From which number on a language groups digits, where not from 1,000 on (AkH. 12, rule 289); Babel does not know."""

_PERCENT_CLOSE = ("ro",)
"""Languages whose percent sign stands close to the number, though CLDR has a space: as Timișoara's own reports do."""

_DAYS_IN_NUMBERS = ("sr",)
"""Languages that decline months in a sentence, which CLDR does not do: their days are told as numbers."""

_IN_LATIN_SCRIPT = {"sr-Latn": "sr"}
"""Languages that are another in Latin letters, and so have its catalog."""

_CATALOGS = Path(__file__).parent.parent / "locales"


class Speech:
    """Says things in one language.

    `say` and `say_n` are the markers by which messages are extracted from the code; braces in a message are filled
    from keyword arguments. `tell` says what somebody else found: a sentence as data. What comes back is plain text, not
    yet HTML.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(_CONVENTIONS.get(language, language), sep="-")
        self._catalog = _catalog(language)

    def say(self, message: str, **values: object) -> str:
        """The message in this language."""
        return self._catalog.ugettext(message).format(**values)

    def say_n(self, singular: str, plural: str, n: int, **values: object) -> str:
        """The message in the plural form that `n` asks for; `{n}` in it is the number as this language writes it."""
        return self._catalog.ungettext(singular, plural, n).format(n=self.number(n), **values)

    def tell(self, sentence: Sentence) -> str:
        """The sentence in this language, its numbers as this language writes them."""
        return sentence.told(self._template, self.number)

    def number(self, value: int | float | Decimal, digits: int | None = None) -> str:
        """The number as this language writes it, with exactly `digits` after the point when given."""
        whole = "0" if abs(float(value)) < _GROUPED_FROM.get(self.language, 0) else "#,##0"
        fraction = ".###" if digits is None else "." + "0" * digits if digits else ""
        return format_decimal(value, format=whole + fraction, locale=self._locale)

    def ordinal(self, place: int) -> str:
        """The place in a sentence, after "it is": "2nd"; where a language has no such word, it says "place 2"."""
        n = self.number(place)
        match self._locale.ordinal_form(place):
            case "one":
                return self.say("{n}st", n=n)
            case "two":
                return self.say("{n}nd", n=n)
            case "few":
                return self.say("{n}rd", n=n)
            case _:
                return self.say("{n}th", n=n)

    def percent(self, share: float, digits: int = 0) -> str:
        """The share (of 1) as a percentage."""
        whole = "#,##0%" if self.language in _PERCENT_CLOSE else str(self._locale.percent_formats[None].pattern)
        return format_percent(
            share, format=whole.replace("0", f"0.{'0' * digits}" if digits else "0"), locale=self._locale
        )

    def day(self, day: date) -> str:
        """The day in full, with its year; its month in words, where that is right in every sentence."""
        form = "medium" if self._locale.language in _DAYS_IN_NUMBERS else "long"
        return format_date(day, form, locale=self._locale)

    def short_day(self, day: date) -> str:
        """The day and its month, as short as this language writes them."""
        return format_skeleton("MMMd", day, locale=self._locale)

    def moment(self, moment: datetime) -> str:
        """The moment with its hour, in the zone it carries."""
        time = format_time(moment, "HH:mm", tzinfo=moment.tzinfo, locale=self._locale)
        return str(get_datetime_format("long", locale=self._locale)).format(time, self.day(moment))

    def listed(self, items: list[str]) -> str:
        """The items as an enumeration in words."""
        return format_list(items, locale=self._locale)

    def _template(self, of: Sentence) -> str:
        if of.plural is None:
            return self._catalog.ugettext(of.template)
        return self._catalog.ungettext(of.template, of.plural, of.n)


@cache
def speech(language: str) -> Speech:
    """The speech of a language, of the source language where locales/ has no other."""
    return Speech(language if language in spoken_languages() else SOURCE_LANGUAGE)


@cache
def spoken_languages() -> tuple[str, ...]:
    """The languages that can be spoken: those of locales/, and what is one of them in other letters."""
    written = written_languages()
    return (*written, *(each for each, same in _IN_LATIN_SCRIPT.items() if same in written))


@cache
def written_languages() -> tuple[str, ...]:
    """The languages that locales/ has: the source language, everybody's last resort, then the others by code."""
    found = {path.parent.parent.name for path in _CATALOGS.glob("*/LC_MESSAGES/glas.po")}
    return (SOURCE_LANGUAGE, *sorted(found - {SOURCE_LANGUAGE}))


def own_name(language: str) -> str:
    """The name of the language in itself, as a menu shows it; where CLDR has none, its English name or its code."""
    try:
        name = Locale.parse(language, sep="-").display_name
    except UnknownLocaleError:
        name = Locale(SOURCE_LANGUAGE).languages.get(language)
    return (name or language).capitalize()


def negotiated(wanted: str | None, available: tuple[str, ...]) -> str:
    """The best of the available languages for what Telegram says of a person, else the first."""
    return best_of((wanted or "",), available)


def best_of(wanted: Sequence[str], available: tuple[str, ...]) -> str:
    """The best of the available languages for who reads these, the dearest first; else the first.

    Best is the same language in the same letters, then in any.
    """
    return next((found for each in wanted if (found := _available(each, available))), available[0])


def _available(wanted: str, available: tuple[str, ...]) -> str | None:
    code = wanted.lower()
    by_code = {each.lower(): each for each in reversed(available)}
    by_language = {each.partition("-")[0]: each for each in by_code.values()}
    while code not in by_code and "-" in code:
        code = code.rpartition("-")[0]
    return by_code.get(code) or by_language.get(code)


def _catalog(language: str) -> Translations:
    """The catalog, read from its .po file: no compiled copy that could be stale."""
    written = _IN_LATIN_SCRIPT.get(language, language)
    with (_CATALOGS / written / "LC_MESSAGES" / "glas.po").open("rb") as file:
        catalog = read_po(file, locale=written.replace("-", "_"))
    if language in _IN_LATIN_SCRIPT:
        _put_in_latin_script(catalog)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def _put_in_latin_script(catalog: Catalog) -> None:
    for each in catalog:
        if isinstance(each.string, str):
            each.string = in_latin_script(each.string)
        elif each.string:
            each.string = tuple(map(in_latin_script, each.string))
