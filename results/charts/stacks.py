"""Parts of a whole, row by row: one question's answers by another's, and a rating in groups."""

from collections.abc import Sequence

from flows.consultation import Pin
from results.charts.shapes import Column, Part, Row, Stacked
from results.charts.telling import Telling
from results.published import CrosstabCell, CrosstabLine, CrosstabTable, QuestionTable, Share


def crosstab_rows(telling: Telling, table: CrosstabTable) -> Stacked:
    """A row each, the one with most in the first column first, those whose base is too small at the end."""
    lines = sorted(table.lines, key=_weight)
    columns = tuple(_column(telling, table.columns, option) for option in table.across)
    rows = tuple(_row(telling, table, line) for line in lines)
    title = telling.words.say(
        "{columns} by {rows}",
        columns=telling.question(table.columns),
        rows=telling.question(table.rows),
    )
    return Stacked(
        columns=columns,
        rows=rows,
        untold=_untold(telling, rows),
        alternative=_alternative(telling, title, columns, rows),
    )


def rating_groups(telling: Telling, table: QuestionTable) -> Stacked:
    """How the ratings are spread, the highest group first."""
    groups = tuple(reversed(table.groups))
    columns = tuple(Column(label=group.points) for group in groups)
    parts = tuple(_part(telling, group.count, group.share) for group in groups)
    row = Row(label=telling.words.say("Ratings"), base=_base(telling, table.groups_n or 0), parts=parts)
    return Stacked(
        columns=columns,
        rows=(row,),
        untold=_untold(telling, (row,)),
        alternative=_alternative(telling, telling.question(table.question), columns, (row,)),
    )


def _weight(line: CrosstabLine) -> tuple[bool, float, int]:
    first = line.cells[0].share_of_row if line.cells else None
    return line.n is None, -(first.percent if first else 0), -(line.n or 0)


def _column(telling: Telling, question: str, option: str) -> Column:
    found = telling.found(question, option)
    apart = found is not None and (found.exclusive or found.pinned is Pin.LAST)
    return Column(label=telling.option(question, option), apart=apart)


def _row(telling: Telling, table: CrosstabTable, line: CrosstabLine) -> Row:
    label = telling.words.listed([telling.option(table.rows, row) for row in line.rows])
    if line.n is None:
        return Row(label=label, base=telling.words.say("too few to be shown"), parts=())
    return Row(label=label, base=_base(telling, line.n), parts=tuple(_cell(telling, cell) for cell in line.cells))


def _cell(telling: Telling, cell: CrosstabCell) -> Part:
    return _part(telling, cell.count, cell.share_of_row)


def _part(telling: Telling, count: int | None, share: Share | None) -> Part:
    if count is None:
        return Part(length=None, told=telling.words.say("not told"))
    # Whole percents, exact or not: a decimal does not fit into a part, and the base stands beside it.
    percent = 0 if share is None else share.percent
    return Part(length=percent, told=telling.words.percent(percent / 100))


def _base(telling: Telling, n: int) -> str:
    return telling.words.say("n = {n}", n=telling.words.number(n))


def _untold(telling: Telling, rows: Sequence[Row]) -> str:
    return telling.words.say("not told") if any(part.length is None for row in rows for part in row.parts) else ""


def _alternative(telling: Telling, title: str, columns: Sequence[Column], rows: Sequence[Row]) -> str:
    lines = (
        f"{row.label} ({row.base}): "
        + ", ".join(f"{column.label} {part.told}" for column, part in zip(columns, row.parts, strict=False))
        for row in rows
    )
    return telling.words.say("Stacked bars: {title}. {lines}.", title=title, lines="; ".join(lines))
