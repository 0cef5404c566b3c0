"""The results of a round as tables for a terminal: every table with its bases."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from flows.answers import DONT_KNOW
from results.distributions import share
from results.figures import CrosstabFigures, QuestionFigures, RoundFigures, SectionFigures


def tables(figures: RoundFigures) -> Iterator[RenderableType]:
    """The round, then a table a question, section ranking and crosstab."""
    yield _head(figures)
    reading = _Tables(figures)
    for question in figures.questions:
        yield reading.question(question)
    for section in figures.sections:
        yield reading.section(section)
    for crosstab in figures.crosstabs:
        yield reading.crosstab(crosstab)


def _head(figures: RoundFigures) -> Text:
    return Text(
        f"Round {figures.round}, {figures.consultation}: exact figures, not for the public\n"
        f"started: {figures.n_started} · answered: {figures.n_answered} (at least one section sent)"
        f" · submitted: {figures.n_submitted} (every section) · imported: {figures.n_imported}\n",
        style="bold",
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    figures: RoundFigures

    def question(self, question: QuestionFigures) -> RenderableType:
        title = f"{question.section} / {question.id} ({question.type})\n{question.text}"
        if question.options is not None:
            return self._titled(title, _options(question), self._base(question.respondents, question.mentions))
        base = self._base(question.respondents)
        if question.counts is not None:
            return self._titled(title, _counts(question.counts, question.respondents), f"{_averages(question)}{base}")
        return self._titled(title, None, f"{_averages(question)}{base}")

    def section(self, section: SectionFigures) -> RenderableType:
        if section.mentions is None:
            rated = ((Text(item.text), _decimal(item.mean)) for item in section.items)
            table = _filled(("", "mean"), rated)
        else:
            table = _filled(
                ("", "count", "% of mentions", "mentions per option offered"),
                (
                    (Text(item.text), str(item.count), _percent(item.share), _decimal(item.mentions_per_option))
                    for item in section.items
                ),
            )
        title = f"{section.id}: ranking by {section.ranking}"
        base = None if section.respondents is None else self._base(section.respondents, section.mentions)
        return self._titled(title, table, base or "base of each mean: see its question")

    def crosstab(self, crosstab: CrosstabFigures) -> RenderableType:
        columns = list(dict.fromkeys(cell.column for cell in crosstab.cells))
        rows: dict[str, list[str]] = {}
        bases: dict[str, int] = {}
        for cell in crosstab.cells:
            rows.setdefault(cell.row, []).append(f"{cell.count} ({_percent(cell.share_of_row)})")
            bases[cell.row] = bases.get(cell.row, 0) + cell.count
        table = _filled(
            ("", *columns, "n"),
            ((Text(row), *cells, str(bases[row])) for row, cells in rows.items()),
        )
        title = f"{crosstab.rows} by {crosstab.columns}: count (% of row)"
        return self._titled(title, table, self._base(sum(bases.values())))

    def _base(self, respondents: int, mentions: int | None = None) -> str:
        base = f"n = {respondents} respondents"
        if mentions is not None:
            base += f", {mentions} mentions"
        return f"{base}; imported into this round: {self.figures.n_imported}"

    def _titled(self, title: str, table: Table | None, base: str) -> RenderableType:
        parts: list[RenderableType] = [Text(title, style="bold")]
        if table is not None:
            parts.append(table)
        return Group(*parts, Text(f"{base}\n", style="dim"))


def _options(question: QuestionFigures) -> Table:
    rows = [
        (Text(each.text), str(each.count), _percent(each.share_of_respondents), _percent(each.share_of_mentions))
        for each in question.options or ()
    ]
    nets = [
        (Text(f"Net: {net.text}"), str(net.count), _percent(net.share_of_respondents), "")
        for net in question.nets or ()
    ]
    return _filled(("", "count", "% of respondents", "% of mentions"), rows + nets)


def _counts(counts: Mapping[str, int], respondents: int) -> Table:
    return _filled(
        ("", "count", "% of respondents"),
        (
            (Text("don't know" if value == DONT_KNOW else value), str(n), _percent(share(n, respondents)))
            for value, n in counts.items()
        ),
    )


def _averages(question: QuestionFigures) -> str:
    if question.mean is None or question.median is None:
        return ""
    return f"mean {_decimal(question.mean)}, median {_decimal(question.median)}; "


def _filled(columns: Iterable[str], rows: Iterable[tuple[RenderableType, ...]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(columns):
        table.add_column(name, justify="right" if place else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _decimal(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
