"""What can be left out of a table that would tell too much: one thing more each time, until it has to wait."""

from collections.abc import Iterable, Sequence, Set

from results.audit.attack import Narrowed
from results.audit.knowledge import crosstab_cell, theme_cell
from results.published import CrosstabLine, CrosstabTable, QuestionTable, ThemesTable

_MOST_WITHHELD = 3
"""Cells of a table, or of a crosstab's row, that are withheld before it rather waits."""


def milder_question(table: QuestionTable) -> QuestionTable | None:
    """Without its nets, without the base of a late distribution; then with the smallest told cell withheld, then the
    next. None: it has to wait."""
    if any(net.count is not None for net in table.nets):
        nets = tuple(net.model_copy(update={"count": None, "withheld": net.count is not None}) for net in table.nets)
        return table.model_copy(update={"nets": nets})
    if table.late_n is not None:
        return table.model_copy(update={"late_n": None})
    told = [line for line in table.options if line.count is not None]
    if len(table.options) > len(told) and len(told) > 1 and _few(line.withheld for line in table.options):
        least = min(told, key=lambda line: line.count or 0)
        options = tuple(
            line.model_copy(update={"count": None, "withheld": True}) if line is least else line
            for line in table.options
        )
        return table.model_copy(update={"options": options})
    groups = [group for group in table.groups if group.count is not None]
    if groups and _few(group.withheld for group in table.groups):
        smallest = min(groups, key=lambda group: group.count or 0)
        fewer = tuple(
            group.model_copy(update={"count": None, "withheld": True}) if group is smallest else group
            for group in table.groups
        )
        return table.model_copy(update={"groups": fewer})
    return None


def milder_crosstab(table: CrosstabTable, narrowed: Set[str]) -> CrosstabTable | None:
    """With the smallest told cell withheld in every row in which a cell was `narrowed`. None: it has to wait."""
    lines = [_milder_row(line) if _touches(line, table.across, narrowed) else line for line in table.lines]
    return None if lines == list(table.lines) else table.model_copy(update={"lines": tuple(lines)})


def milder_themes(table: ThemesTable, narrowed: Set[str]) -> ThemesTable | None:
    """Without the themes that are too small to be told, if one of them was `narrowed`; else without its base.

    None: it has to wait.
    """
    told = tuple(line for line in table.themes if line.count is not None)
    if told and any(theme_cell(line.name) in narrowed for line in table.themes if line.count is None):
        return table.model_copy(update={"themes": told})
    if table.n is not None:
        return table.model_copy(update={"n": None, "withheld": True})
    return None


def concerning(table: str, narrowed: Sequence[Narrowed]) -> frozenset[str]:
    """The cells of the table that were narrowed."""
    return frozenset(each.cell for each in narrowed if each.table == table)


def _milder_row(line: CrosstabLine) -> CrosstabLine:
    told = [cell for cell in line.cells if cell.count is not None]
    if not told or not _few(cell.withheld for cell in line.cells):
        return line
    least = min(told, key=lambda cell: cell.count or 0)
    cells = tuple(
        cell.model_copy(update={"count": None, "withheld": True}) if cell is least else cell for cell in line.cells
    )
    return line.model_copy(update={"cells": cells})


def _touches(line: CrosstabLine, across: Sequence[str], narrowed: Set[str]) -> bool:
    return any(crosstab_cell(line, column) in narrowed for column in across)


def _few(withheld: Iterable[bool]) -> bool:
    return sum(withheld) < _MOST_WITHHELD
