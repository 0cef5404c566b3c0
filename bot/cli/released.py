"""A snapshot as tables for a terminal: what everybody may see, with the bases and what is not told."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from flows.consultation import Consultation, Rating, text_in
from results.published import (
    Awaited,
    CrosstabTable,
    Estimate,
    Published,
    QuestionTable,
    Ranks,
    SectionTable,
    Share,
    ThemesTable,
)


def released_tables(published: Published, consultation: Consultation, language: str) -> Iterator[RenderableType]:
    """The snapshot, then a table a question, section ranking and crosstab, then what is not shown."""
    telling = _Tables(published, consultation, language)
    yield telling.head()
    yield from map(telling.question, published.questions)
    yield from map(telling.section, published.sections)
    yield from map(telling.crosstab, published.crosstabs)
    yield from map(telling.themes, published.themes)
    if published.awaited:
        yield telling.awaited()


@dataclass(frozen=True, slots=True)
class _Tables:
    published: Published
    consultation: Consultation
    language: str

    def head(self) -> Text:
        found = self.published
        answered = "not told yet" if found.n_answered is None else str(found.n_answered)
        submitted = "not told yet" if found.n_submitted is None else str(found.n_submitted)
        return Text(
            f"Round {found.round}: snapshot {found.number}, released {found.released:%Y-%m-%d %H:%M}\n"
            f"answered: {answered} · submitted: {submitted} · imported: {found.n_imported}\n"
            "Counts are rounded; those answered who wished to.\n",
            style="bold",
        )

    def question(self, table: QuestionTable) -> RenderableType:
        lines = [
            (
                self._option(table.question, line.option),
                self._count(line.count, withheld=line.withheld),
                _share(line.share_of_respondents),
                _share(line.share_of_mentions),
                _places(line.ranks),
            )
            for line in table.options
        ]
        lines += [
            (f"Net: {self._net(net.net)}", self._count(net.count, withheld=net.withheld), _share(net.share), "", "")
            for net in table.nets
        ]
        lines += [
            (each.points, self._count(each.count, withheld=each.withheld), _share(each.share), "", "")
            for each in table.groups
        ]
        question = self.consultation.question_by_id[table.question]
        unsure = isinstance(question, Rating) and question.dont_know
        unsure_told = f", “I don't know”: {self._count(table.dont_know, withheld=False)}" if unsure else ""
        rated = f", % of the {table.groups_n} who rated" if table.groups else ""
        mean = "" if table.mean is None else f"mean {_estimate(table.mean)}; "
        mentions = "" if table.mentions is None else f", {table.mentions} mentions"
        columns = ("", "count", "% of respondents", "% of mentions", "places")
        text = text_in(question.text, self.language)
        base = f"{mean}n = {table.n} respondents{unsure_told}{rated}{mentions}; version {table.version}"
        return _titled(f"{table.question}\n{text}", _filled(*_told(columns, lines)) if lines else None, base)

    def section(self, table: SectionTable) -> RenderableType:
        lines = [
            (
                text_in(self.consultation.question_by_id[item.question].text, self.language),
                "-" if item.mentions is None else str(item.mentions),
                _share(item.share_of_mentions),
                "-" if item.mentions_per_option is None else str(item.mentions_per_option),
                "-" if item.mean is None else _estimate(item.mean),
                _places(item.ranks),
            )
            for item in table.items
        ]
        base = "base of each mean: see its question" if table.n is None else f"n = {table.n} respondents"
        columns = ("", "mentions", "% of mentions", "mentions per option offered", "mean", "places")
        return _titled(f"{table.section}: ranking by {table.ranking}", _filled(*_told(columns, lines)), base)

    def crosstab(self, table: CrosstabTable) -> RenderableType:
        lines = (
            (
                " + ".join(self._option(table.rows, row) for row in line.rows),
                *(
                    f"{self._count(cell.count, withheld=cell.withheld)} {_share(cell.share_of_row)}"
                    for cell in line.cells
                ),
                *("" for _ in table.across[len(line.cells) :]),
                "base too small" if line.n is None else str(line.n),
            )
            for line in table.lines
        )
        columns = ("", *(self._option(table.columns, each) for each in table.across), "n")
        return _titled(
            f"{table.rows} by {table.columns}: count, % of row", _filled(columns, lines), f"n = {table.n} respondents"
        )

    def themes(self, table: ThemesTable) -> RenderableType:
        lines = ((line.name, self._count(line.count, withheld=False)) for line in table.themes)
        base = "counts of texts" if table.n is None else f"n = {table.n} texts read"
        return _titled(f"{table.question}: themes of own words", _filled(("", "texts"), lines), base)

    def awaited(self) -> RenderableType:
        lines = ((each.table, _until(each)) for each in self.published.awaited)
        base = "shown from so many respondents on; held back where it would give single people away"
        return _titled("Not shown", _filled(("", "respondents"), lines), base)

    def _option(self, question: str, line: str) -> str:
        option = self.consultation.options_of.get(question, {}).get(line)
        return line if option is None else text_in(option.text, self.language)

    def _net(self, net: str) -> str:
        return next(text_in(each.text, self.language) for each in self.consultation.nets if each.id == net)

    def _count(self, count: int | None, *, withheld: bool) -> str:
        if count is not None:
            return str(count)
        return "withheld" if withheld else f"under {self.consultation.release.smallest_cell}"


def _until(awaited: Awaited) -> str:
    if awaited.at_closing:
        return "at closing"
    return "held back" if awaited.held_back else f"{awaited.have} of {awaited.first}"


def _share(share: Share | None) -> str:
    if share is None:
        return "-"
    return f"{share.percent}" if share.low is None else f"{share.percent} ({share.low}–{share.high})"


def _estimate(estimate: Estimate) -> str:
    return f"{estimate.value}" if estimate.low is None else f"{estimate.value} ({estimate.low}–{estimate.high})"


def _places(ranks: Ranks | None) -> str:
    if ranks is None:
        return "-"
    return str(ranks.first) if ranks.first == ranks.last else f"{ranks.first}–{ranks.last}"


def _told(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[list[str], list[list[str]]]:
    """The columns in which a row says something."""
    told = [place for place in range(len(columns)) if not {row[place] for row in rows} <= {"", "-"}]
    return [columns[place] for place in told], [[row[place] for place in told] for row in rows]


def _filled(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(columns):
        table.add_column(Text(name), justify="right" if place else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _titled(title: str, table: Table | None, base: str) -> RenderableType:
    parts: list[RenderableType] = [Text(title, style="bold")]
    if table is not None:
        parts.append(table)
    return Group(*parts, Text(f"{base}\n", style="dim"))
