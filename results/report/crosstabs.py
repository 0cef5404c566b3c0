"""What was answered to one question, by the answers to another."""

from collections.abc import Iterator

from results.charts.stacks import crosstab_rows
from results.published import CrosstabTable
from results.report.deck import Charted, Figure
from results.report.reporting import Reporting


def crosstab_pages(reporting: Reporting, columns: str, *, over: str) -> Iterator[Charted]:
    """The declared crosstabs that have this question's answers as columns, where they are out."""
    for table in reporting.telling.published.crosstabs:
        if table.columns == columns and table.n:
            yield _crosstab(reporting, table, over)


def _crosstab(reporting: Reporting, table: CrosstabTable, over: str) -> Charted:
    telling, say_n = reporting.telling, reporting.telling.words.say_n
    notes = [telling.words.say("Each row is a whole; its base n stands beside it.")]
    if any(line.n is None or any(cell.count is None for cell in line.cells) for line in table.lines):
        notes.append(telling.words.say("Small counts are not told, so that nobody's answer can be guessed."))
    return Charted(
        table=table.name,
        over=over,
        title=telling.question(table.columns),
        figure=Figure(
            figure="", text=telling.words.say("By the answers to: {question}", question=telling.question(table.rows))
        ),
        comment=say_n("{n} person answered both questions", "{n} people answered both questions", table.n),
        notes=tuple(notes),
        chart=crosstab_rows(telling, table),
    )
