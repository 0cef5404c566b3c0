"""A sentence as data, so that whoever reads it reads their own language: this room knows the English one only.

`sentence` and `sentence_n` are the markers by which bin/messages finds the templates. What is in backticks stands in a
file as it is, whatever the language.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template in English and what goes into its braces; `str` gives the English text.

    A text stands as it is. A whole number is a count, written as a language writes it: what is no count, such as a
    line or a bound that somebody wrote, is a text. A sentence comes in the language of the whole, and several of them
    with commas between. `plural`: the template for other numbers `n` than one.
    """

    template: str
    values: "tuple[tuple[str, Value], ...]" = ()
    plural: str | None = None
    n: int = 1

    def __str__(self) -> str:
        """The sentence in English."""
        return self.told(_english, "{:,}".format)

    def told(self, translated: Callable[["Sentence"], str], written: Callable[[int], str]) -> str:
        """The sentence in a language: `translated` gives its template there, `written` its numbers."""

        def in_place(value: Value) -> str:
            match value:
                case str():
                    return value
                case int():
                    return written(value)
                case Sentence():
                    return value.told(translated, written)
                case tuple():
                    return ", ".join(map(in_place, value))
                case _:
                    assert_never(value)

        return translated(self).format(**{name: in_place(value) for name, value in self.values})

    def of(self, **values: "Value") -> "Sentence":
        """The same sentence with these values as well."""
        return replace(self, values=(*self.values, *values.items()))


def _english(of: Sentence) -> str:
    return of.template if of.plural is None or of.n == 1 else of.plural


Value = str | int | Sentence | tuple[str | Sentence, ...]


def sentence(template: str, /, **values: Value) -> Sentence:
    """The sentence with these values in its braces."""
    return Sentence(template, tuple(values.items()))


def sentence_n(singular: str, plural: str, n: int, /, **values: Value) -> Sentence:
    """The sentence in the form that `n` asks for; `{n}` in it is the number."""
    return Sentence(singular, (("n", n), *values.items()), plural, n)
