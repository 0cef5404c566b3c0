"""What is wrong with a consultation as written, said so that its author can mend it.

errors:
    ConsultationErrors(ValueError)   every mistake of one file at once
"""

from collections.abc import Iterable
from dataclasses import dataclass

from flows.sentence import Sentence, sentence

Path = tuple[str | int, ...]
"""The way to a part of a questionnaire from its root: names of fields as written, places in lists counted from 0."""

_LETTERS = 26
_SHEETS = ("survey", "choices", "settings", "consultation", "privacy", "release", "nets", "crosstabs")
"""A workbook's, in the order in which they are written; the only sheet of another name has the questions."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text, or a cell of a workbook; line (there: row) and column count from 1, and 0 stands for none."""

    line: int
    column: int
    sheet: str = ""
    heading: str = ""

    @property
    def told(self) -> tuple[Sentence, ...]:
        """As its author finds it: "line 41", or "sheet survey", "row 5", "column C (label)"."""
        line = str(self.line)
        if not self.sheet:
            return (sentence("line {line}", line=line),) if self.line else ()
        sheet = sentence("sheet {sheet}", sheet=self.sheet)
        row = (sentence("row {row}", row=line),) if self.line else ()
        heading = f" ({self.heading})" if self.heading else ""
        column = (sentence("column {column}", column=letters(self.column) + heading),) if self.column else ()
        return (sheet, *row, *column)


def letters(column: int) -> str:
    """The name that spreadsheets give to a column counted from 1: A to Z, then AA."""
    name = ""
    while column > 0:
        column, place = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + place) + name
    return name


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where it stands and what should be there instead.

    `section` and `question` are ids, as far as they could be read; `field` is named from there
    ("options.daily_stress.text.en"), unless the column of a sheet says it already.
    """

    at: Position
    section: str | None
    question: str | None
    field: str | None
    message: Sentence

    @property
    def told(self) -> Sentence:
        """One line: "line 41, question `dysfunctions`, `max`: must be at least `min` (1)"."""
        owner: tuple[Sentence, ...] = ()
        if self.question:
            owner = (sentence("question `{question}`", question=self.question),)
        elif self.section:
            owner = (sentence("section `{section}`", section=self.section),)
        field = (f"`{self.field}`",) if self.field else ()
        return _told((*self.at.told, *owner, *field), self.message)

    def __str__(self) -> str:
        """The line in English."""
        return str(self.told)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was left out or understood in one way of several, and is no mistake."""

    at: Position
    message: Sentence

    @property
    def told(self) -> Sentence:
        """One line: "sheet survey, row 2, column A (type): `start` is left out; Glas does not collect it"."""
        return _told(self.at.told, self.message)

    def __str__(self) -> str:
        """The line in English."""
        return str(self.told)


class ConsultationErrors(ValueError):
    """A file that is no consultation. `mistakes` stand in the order of the file, and there is at least one."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: in_order(mistake.at)))
        super().__init__("\n".join(map(str, self.mistakes)))


def in_order(at: Position) -> tuple[int, str, int, int]:
    """What positions are sorted by: the questions' sheet first, then what stands around them, each from its top."""
    name = at.sheet.lower()
    return (_SHEETS.index(name) if name in _SHEETS else 0, name, at.line, at.column)


def _told(places: tuple[str | Sentence, ...], message: Sentence) -> Sentence:
    return sentence("{place}: {message}", place=places, message=message) if places else message
