"""What is wrong with a consultation as written, said so that its author can mend it.

errors:
    ConsultationErrors(ValueError)   every mistake of one text at once
"""

from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""The way to a part of a questionnaire from its root: names of fields as written, places in lists counted from 0."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where it stands and what should be there instead.

    Line and column count from 1. `section` and `question` are ids, as far as they could be read; `field` is named
    from there ("options.daily_stress.text.en").
    """

    line: int
    column: int
    section: str | None
    question: str | None
    field: str | None
    message: str

    def __str__(self) -> str:
        """One line: "line 41, question `dysfunctions`, `max`: must be at least `min` (1)"."""
        owner = f", question `{self.question}`" if self.question else ""
        if self.section and not self.question:
            owner = f", section `{self.section}`"
        field = f", `{self.field}`" if self.field else ""
        return f"line {self.line}{owner}{field}: {self.message}"


class ConsultationErrors(ValueError):
    """A text that is no consultation. `mistakes` stand in the order of the text, and there is at least one."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: (mistake.line, mistake.column)))
        super().__init__("\n".join(map(str, self.mistakes)))
