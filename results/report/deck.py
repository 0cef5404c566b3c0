"""The deck as data: its pages, in words. The templates beside it draw them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from results.charts.shapes import Chart
from results.typesetting.printable import Printed


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cover(_Part):
    """The first page."""

    kind: Literal["cover"] = "cover"
    organiser: Printed
    title: Printed
    lines: tuple[Printed, ...]


class Figure(_Part):
    """A figure that stands for itself, and what it is."""

    figure: Printed
    text: Printed


class Item(_Part):
    """A sentence or more under a heading, which may be empty."""

    heading: Printed
    text: Printed


class Prose(_Part):
    """Words, and perhaps figures beside them."""

    kind: Literal["prose"] = "prose"
    over: Printed
    title: Printed
    items: tuple[Item, ...]
    figures: tuple[Figure, ...] = ()


class Charted(_Part):
    """A chart, with the figure that stands out, what can be said of it, and what has to be known to read the chart.

    `table`: what is drawn, as among the tallies. `beneath`: a smaller chart beside the figure.
    """

    kind: Literal["charted"] = "charted"
    table: str
    over: Printed
    title: Printed
    figure: Figure | None
    comment: Printed = ""
    notes: tuple[Printed, ...]
    chart: Annotated[Chart, Field(discriminator="kind")]
    beneath: Annotated[Chart, Field(discriminator="kind")] | None = None


class Theme(_Part):
    """What several people said in words of their own; `count` is empty where it is not told."""

    text: Printed
    count: Printed = ""


class Words(_Part):
    """Respondents' own words, as staff approved them."""

    kind: Literal["words"] = "words"
    over: Printed
    title: Printed
    themes: tuple[Theme, ...]
    quotations: tuple[Printed, ...]
    remark: Printed


class Promises(_Part):
    """A table that the city fills in: a row each for what was said."""

    kind: Literal["promises"] = "promises"
    over: Printed
    title: Printed
    remark: Printed
    headers: tuple[Printed, Printed, Printed]
    rows: tuple[Item, ...]


Page = Annotated[Cover | Prose | Charted | Words | Promises, Field(discriminator="kind")]


class Deck(_Part):
    """All of it. `language` is that of the texts; `warning` stands on every page, when not empty."""

    language: str
    right_to_left: bool
    title: Printed
    author: Printed
    footer: Printed
    warning: Printed
    pages: tuple[Page, ...]
