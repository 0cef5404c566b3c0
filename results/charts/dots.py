"""Means of the questions of a section, on their scale."""

from results.charts.bars import item_names, section_title
from results.charts.shapes import Dot, Dots, Span, Tick
from results.charts.telling import Telling
from results.published import ItemLine, SectionTable


def mean_dots(telling: Telling, table: SectionTable) -> Dots:
    """A dot a mean with its interval. The scale is the widest of the section's, and named by its first question's."""
    scales = [scale for item in table.items if (scale := telling.scale(item.question)) is not None]
    first, last = min(scale.from_ for scale in scales), max(scale.to for scale in scales)
    placed = any(item.ranks for item in table.items)
    dots = tuple(
        _dot(telling, item, name, first, last, placed=placed)
        for item, name in zip(table.items, item_names(telling, table), strict=True)
    )
    number, say = telling.words.number, telling.words.say
    return Dots(
        dots=dots,
        ticks=tuple(Tick(at=_at(point, first, last), told=number(point)) for point in range(first, last + 1)),
        low=f"{number(first)} = {telling.text(scales[0].low)}",
        high=f"{number(last)} = {telling.text(scales[0].high)}",
        told=say("mean"),
        place=say("place") if placed else "",
        alternative=_alternative(telling, section_title(telling, table.section), dots),
    )


def _dot(telling: Telling, item: ItemLine, name: str, first: int, last: int, *, placed: bool) -> Dot:
    mean = item.mean
    if mean is None:
        return Dot(label=name, at=None, span=None, told=telling.words.say("not told"))
    low, high = mean.low, mean.high
    return Dot(
        label=name,
        at=_at(mean.value, first, last),
        span=None if low is None or high is None else Span(low=_at(low, first, last), high=_at(high, first, last)),
        told=telling.mean(mean),
        interval=telling.means(mean),
        place=telling.places(item.ranks),
        leading=not placed or (item.ranks is not None and item.ranks.first == 1),
    )


def _at(value: float, first: int, last: int) -> float:
    return min(max(100 * (value - first) / (last - first or 1), 0), 100)


def _alternative(telling: Telling, title: str, dots: tuple[Dot, ...]) -> str:
    lines = (f"{dot.label}: {dot.told}" + (f" ({dot.interval})" if dot.interval else "") for dot in dots)
    return telling.words.say("Dot plot of means: {title}. {lines}.", title=title, lines="; ".join(lines))
