"""How a round is doing, as `glas round show` prints it: days, languages, sources, and where people stop."""

from collections.abc import Iterable, Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.cli.taking_part import under
from flows.consultation import Consultation, text_in
from results.labels import shortened
from results.watching.sparkline import sparkline
from results.watching.status import Line, Status, Stop

_DAYS = 14
_BAR = 20
_LABEL = 60


def progress(status: Status, consultation: Consultation) -> Iterator[RenderableType]:
    """The tables, the first with a row of bars for all days above it."""
    if status.days:
        yield _days(status)
    if status.languages:
        yield _counted(("language", "started"), status, status.languages)
    if status.sources or status.more_sources:
        yield _sources(status)
    if any(stop.n for stop in status.stops) or status.changing:
        yield _stops(status, consultation)
    yield Text(_median(status), style="dim")


def _days(status: Status) -> RenderableType:
    first, last = status.days[0].day, status.days[-1].day
    bars = sparkline([each.started for each in status.days])
    table = _table(("day", "started", "submitted"))
    today = status.at.date()
    for each in status.days[-_DAYS:]:
        unfinished = each.day == today and not status.exact
        submitted = "when the day is over" if unfinished else _told(status, each.submitted)
        table.add_row(str(each.day), _told(status, each.started), submitted)
    parts: list[RenderableType] = [Text(f"{bars}  started a day, {first} to {last}", style="bold"), table]
    if status.trend is not None:
        before = _told(status, status.trend.before)
        parts.append(
            Text(f"last seven whole days: {_told(status, status.trend.last)} started, {before} in the seven before")
        )
    return Group(*parts)


def _counted(names: tuple[str, str], status: Status, lines: Iterable[Line]) -> Table:
    table = _table(names)
    for line in lines:
        table.add_row(Text(line.key), _told(status, line.n))
    return table


def _sources(status: Status) -> Table:
    table = _counted(("source of the link", "opened"), status, status.sources)
    if status.more_sources:
        table.add_row("others", "fewer each" if status.exact else f"{under(status)} each")
    return table


def _stops(status: Status, consultation: Consultation) -> RenderableType:
    """Where anybody stands, in the order of the questions."""
    table = _table(("at", "people", ""))
    shown = [stop for stop in status.stops if stop.n]
    most = max((stop.n or 0 for stop in shown), default=0)
    for stop in shown:
        n = stop.n or 0
        table.add_row(Text(_label(stop, consultation)), str(n), "█" * max(1, n * _BAR // most))
    if not status.exact:
        table.add_row(f"{len(status.stops) - len(shown)} other places", f"{under(status)} each", "")
    table.add_row("changing what was sent", _told(status, status.changing), "")
    return Group(Text("where people stand who have not gone on", style="bold"), table)


def _label(stop: Stop, consultation: Consultation) -> str:
    language = consultation.languages[0]
    section = text_in(consultation.section_by_id[stop.section].title, language)
    if stop.question is not None:
        return shortened(text_in(consultation.question_by_id[stop.question].text, language), _LABEL)
    return shortened(f"{'before' if stop.at == 'opening' else 'before sending'} “{section}”", _LABEL)


def _median(status: Status) -> str:
    if status.median is None or not status.timed:
        return f"median time: {under(status)} measured so far" if not status.exact else "median time: none measured yet"
    low, high = status.median.low, status.median.high
    span = f"{low}–{high} min" if high <= 120 else f"{low / 60:g}–{high / 60:g} h"
    return f"median time: {span} (of {status.timed} who began and submitted within a day)"


def _told(status: Status, n: int | None) -> str:
    return under(status) if n is None else str(n)


def _table(columns: Iterable[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, name in enumerate(columns):
        table.add_column(name, justify="right" if place == 1 else "left", overflow="fold")
    return table
