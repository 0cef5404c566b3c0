"""The charts that there are. Everything told is text; positions are percent of the axis, 0 to 100."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from results.typesetting.printable import Printed


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(_Shape):
    """An interval on the axis."""

    low: float
    high: float


class Bar(_Shape):
    """One option. `length` None: the count is not told, and `told` says so. `beside`, `place` and `count` may be empty.

    `leading`: nothing speaks against its being first; it is drawn dark.
    """

    label: Printed
    length: float | None
    span: Span | None
    told: Printed
    interval: Printed = ""
    beside: Printed = ""
    place: Printed = ""
    count: Printed = ""
    leading: bool = False


class Bars(_Shape):
    """Bars, the longest first unless the question has an order of its own; headers say of what the figures are."""

    kind: Literal["bars"] = "bars"
    bars: tuple[Bar, ...]
    told: Printed
    beside: Printed = ""
    place: Printed = ""
    alternative: Printed


class Part(_Shape):
    """A part of a row. `length` None: not told."""

    length: float | None
    told: Printed


class Row(_Shape):
    """A row of parts, in the order of the columns; without parts, `base` says why."""

    label: Printed
    base: Printed
    parts: tuple[Part, ...]


class Column(_Shape):
    """What the parts at one place of every row are. `apart`: no step of the scale ("does not apply")."""

    label: Printed
    apart: bool = False


class Stacked(_Shape):
    """Rows of parts that make up a whole. `untold`: what stands for parts that are not told; empty where all are."""

    kind: Literal["stacked"] = "stacked"
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    untold: Printed = ""
    alternative: Printed


class Dot(_Shape):
    """A mean and its interval. `at` None: nobody rated it, or it is not told yet."""

    label: Printed
    at: float | None
    span: Span | None
    told: Printed
    interval: Printed = ""
    place: Printed = ""
    leading: bool = False


class Tick(_Shape):
    """A point of a scale; `told` is empty where the scale names none."""

    at: float
    told: Printed


class Dots(_Shape):
    """Means on one scale, whose ends are named."""

    kind: Literal["dots"] = "dots"
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    low: Printed
    high: Printed
    told: Printed
    place: Printed = ""
    alternative: Printed


Chart = Bars | Stacked | Dots
