"""Bars of the options of a question, and of the questions of a section."""

import math
from collections.abc import Sequence

from flows.consultation import Pin, Single
from results.charts.shapes import Bar, Bars, Span
from results.charts.telling import LABEL_LIMIT, Telling
from results.labels import shortened, told_apart
from results.published import ItemLine, OptionLine, QuestionTable, SectionTable, Share


def option_bars(telling: Telling, table: QuestionTable) -> Bars:
    """The share of respondents that chose each option; the share of mentions too where one can choose several.

    A scale keeps its order ("low, medium, high").
    """
    say_n, question = telling.words.say_n, telling.consultation.question_by_id[table.question]
    lines = in_order(telling, table)
    top = _top([line.share_of_respondents for line in lines])
    beside = not isinstance(question, Single) and table.mentions is not None
    placed = any(line.ranks for line in lines)
    bars = tuple(_option(telling, table, line, top, beside=beside, placed=placed) for line in lines)
    return Bars(
        bars=bars,
        told=say_n("% of the {n} person who answered", "% of the {n} people who answered", table.n),
        beside=say_n("% of {n} mention", "% of {n} mentions", table.mentions or 0) if beside else "",
        place=telling.words.say("place") if placed else "",
        alternative=_alternative(telling, telling.question(table.question), bars),
    )


def section_bars(telling: Telling, table: SectionTable) -> Bars:
    """The share of the section's mentions that each of its questions collected; mentions per option beside it."""
    names = dict(zip([item.question for item in table.items], item_names(telling, table), strict=True))
    top = _top([item.share_of_mentions for item in table.items])
    placed = any(item.ranks for item in table.items)
    bars = tuple(_item(telling, item, names[item.question], top, placed=placed) for item in table.items)
    words = telling.words
    return Bars(
        bars=bars,
        told=words.say("% of mentions")
        if table.mentions is None
        else words.say_n("% of {n} mention", "% of {n} mentions", table.mentions),
        beside=words.say("mentions per option offered")
        if any(item.mentions_per_option is not None for item in table.items)
        else "",
        place=words.say("place") if placed else "",
        alternative=_alternative(telling, section_title(telling, table.section), bars),
    )


def item_names(telling: Telling, table: SectionTable) -> tuple[str, ...]:
    """The questions of a ranking, without what all of them end in."""
    texts = [telling.whole(telling.consultation.question_by_id[item.question].text) for item in table.items]
    return tuple(shortened(name, LABEL_LIMIT) for name in told_apart(texts))


def section_title(telling: Telling, section: str) -> str:
    """The title of the section."""
    return telling.text(telling.consultation.section_by_id[section].title)


def in_order(telling: Telling, table: QuestionTable) -> list[OptionLine]:
    """The lines as they are shown: most first, what is not told and what is no choice among others at the end."""
    if telling.consultation.is_scale(table.question):
        return list(table.options)

    def weight(line: OptionLine) -> tuple[bool, bool, int]:
        option = telling.found(table.question, line.option)
        apart = option is not None and (option.exclusive or option.pinned is Pin.LAST)
        return apart, line.count is None, -(line.count or 0)

    return sorted(table.options, key=weight)


def _option(telling: Telling, table: QuestionTable, line: OptionLine, top: float, *, beside: bool, placed: bool) -> Bar:
    share = line.share_of_respondents if line.count is not None else None
    return Bar(
        label=telling.option(table.question, line.option),
        length=None if share is None else _length(share.percent, top),
        span=_span(share, top),
        told=telling.count(line),
        interval=telling.percents(share),
        beside=telling.percent(line.share_of_mentions) if beside and line.share_of_mentions else "",
        place=telling.places(line.ranks) if placed else "",
        count="" if line.count is None else telling.words.say_n("{n} person", "{n} people", line.count),
        leading=not placed or (line.ranks is not None and line.ranks.first == 1),
    )


def _item(telling: Telling, item: ItemLine, name: str, top: float, *, placed: bool) -> Bar:
    share = item.share_of_mentions
    per_option = item.mentions_per_option
    return Bar(
        label=name,
        length=None if share is None else _length(share.percent, top),
        span=_span(share, top),
        told=telling.words.say("not told") if share is None else telling.percent(share),
        interval=telling.percents(share),
        beside="" if per_option is None else telling.words.number(per_option, digits=0),
        place=telling.places(item.ranks),
        leading=not placed or (item.ranks is not None and item.ranks.first == 1),
    )


def _top(shares: Sequence[Share | None]) -> float:
    """Where the axis ends, in percent: the next ten after everything drawn."""
    drawn = [max(share.percent, share.high or 0) for share in shares if share is not None]
    return min(max(10 * math.ceil(max(drawn, default=0) / 10), 10), 100)


def _length(percent: float, top: float) -> float:
    return min(100 * percent / top, 100)


def _span(share: Share | None, top: float) -> Span | None:
    if share is None or share.low is None or share.high is None:
        return None
    return Span(low=_length(share.low, top), high=_length(share.high, top))


def _alternative(telling: Telling, title: str, bars: Sequence[Bar]) -> str:
    say = telling.words.say
    lines = (
        "".join(
            (
                f"{bar.label}: {bar.told}",
                f" ({bar.interval})" if bar.interval else "",
                f", {say('place {place}', place=bar.place)}" if bar.place else "",
            )
        )
        for bar in bars
    )
    return say("Bar chart: {title}. {lines}.", title=title, lines="; ".join(lines))
