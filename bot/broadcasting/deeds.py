"""What the city did with the results: a CSV file, read with everything that is wrong with it at once.

errors:
    DeedsUnreadable(ValueError)   the file is no table of what was said and done: each mistake names its line
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flows.mistakes import Mistake, Position
from flows.sentence import Sentence, sentence

_COLUMNS: Final = ("language", "said", "done")
_SEPARATORS: Final = ";\t"
"""Beside the comma: spreadsheets of this part of the world write semicolons."""


class DeedsUnreadable(ValueError):
    """`mistakes` stand in the order of the file, and there is at least one."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of “you said – we did”: what people said, what the city does about it, and by when, if it says so."""

    language: str
    said: str
    done: str
    when: str = ""
    line: int = 0


def deeds_in(content: bytes) -> list[Deed]:
    """The deeds of a CSV file with the columns language, said, done and, if need be, when, in any order; at least one.

    Raises DeedsUnreadable.
    """
    rows = list(_rows(_text(content)))
    names = [each.strip().casefold() for each in rows[0][1]] if rows else []
    if missing := [f"`{each}`" for each in _COLUMNS if each not in names]:
        told = sentence("the first line has to name the columns; please add {columns}", columns=tuple(missing))
        raise DeedsUnreadable([_mistake(1, told)])
    filled = [(line, cells) for line, cells in rows[1:] if any(cells)]
    if not filled:
        raise DeedsUnreadable([_mistake(2, sentence("please write what people said and what the city did"))])
    mistakes = [_mistake(line, told) for line, cells in filled for told in _wrong(names, cells)]
    if mistakes:
        raise DeedsUnreadable(mistakes)
    return [_deed(line, dict(zip(names, cells, strict=False))) for line, cells in filled]


def check_languages(deeds: Sequence[Deed], languages: Sequence[str]) -> None:
    """Raises DeedsUnreadable for deeds in a language that is none of these."""
    spoken = tuple(f"`{each}`" for each in languages)
    other = sentence("the round is not in `{language}`; it is in {spoken}", spoken=spoken)
    mistakes = [
        _mistake(each.line, other.of(language=each.language)) for each in deeds if each.language not in languages
    ]
    if mistakes:
        raise DeedsUnreadable(mistakes)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        told = sentence("there are letters that I cannot read; please save the file as “CSV UTF-8”")
        raise DeedsUnreadable([_mistake(line, told)]) from error


def _rows(table: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line where it begins: a cell in quotation marks may have several."""
    first = table.partition("\n")[0]
    separator = next((each for each in _SEPARATORS if each in first), ",")
    reader, begins = csv.reader(io.StringIO(table, newline=""), delimiter=separator, strict=True), 1
    try:
        for cells in reader:
            yield begins, [each.strip() for each in cells]
            begins = reader.line_num + 1
    except csv.Error as error:
        told = sentence("a quotation mark is not closed, or one inside a text is not doubled; please mend that")
        raise DeedsUnreadable([_mistake(begins, told)]) from error


def _wrong(names: Sequence[str], cells: Sequence[str]) -> Iterator[Sentence]:
    if any(cells[len(names) :]):
        yield sentence("there is more than the first line names; please put each text with a comma in quotation marks")
    row = dict(zip(names, cells, strict=False))
    if empty := tuple(f"`{each}`" for each in _COLUMNS if not row.get(each)):
        yield sentence("please fill in {columns}", columns=empty)


def _deed(line: int, row: dict[str, str]) -> Deed:
    return Deed(row["language"].casefold(), row["said"], row["done"], row.get("when", ""), line)


def _mistake(line: int, told: Sentence) -> Mistake:
    return Mistake(Position(line, 0), None, None, None, told)
