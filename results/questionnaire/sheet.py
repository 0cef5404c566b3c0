"""The printed questionnaire as data, in words. The template beside it draws it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from results.typesetting.printable import Printed


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Part):
    """An option and its number."""

    number: str
    text: Printed


class Choices(_Part):
    """Boxes to tick, or to write places into; `own_words`: what stands before the line for them, or empty."""

    kind: Literal["choices"] = "choices"
    options: tuple[Choice, ...]
    own_words: Printed = ""


class Scale(_Part):
    """Points in a row; `unsure`: a box beside them, or empty."""

    kind: Literal["scale"] = "scale"
    points: tuple[str, ...]
    low: Printed
    high: Printed
    unsure: Printed = ""


class Lines(_Part):
    """Room to write: whole lines, or one short one after `before`."""

    kind: Literal["lines"] = "lines"
    count: int = Field(ge=1)
    short: bool = False
    before: Printed = ""


class Asked(_Part):
    """A question. `rules`: how many to tick, and when to answer it at all."""

    number: str
    text: Printed
    hint: Printed
    rules: tuple[Printed, ...]
    answer: Annotated[Choices | Scale | Lines, Field(discriminator="kind")]


class Part(_Part):
    """A section."""

    title: Printed
    intro: Printed
    questions: tuple[Asked, ...]


class Note(_Part):
    """A sentence or more under a heading."""

    heading: Printed
    text: Printed


class Sheet(_Part):
    """The whole questionnaire. `code`: what stands before the box for the sheet's code."""

    language: str
    right_to_left: bool
    organiser: Printed
    title: Printed
    intro: tuple[Printed, ...]
    how: Printed
    code: Printed
    parts: tuple[Part, ...]
    thanks: Printed
    notes_title: Printed
    notes: tuple[Note, ...]
    page: Printed
