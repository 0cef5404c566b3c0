"""The released tables as tidy rows: one figure a row, and why where a figure is not told.

They are made from a published document alone, so they hold what everybody may see, and nothing else.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from functools import partial
from pathlib import Path
from typing import BinaryIO

from flows.consultation import Consultation, Rating, Text, text_in
from flows.counting import ROUND, net_table, section_table
from results.exports.formulas import defused
from results.exports.xlsx import Book
from results.published import (
    CrosstabTable,
    Estimate,
    OptionLine,
    Published,
    QuestionTable,
    Ranks,
    SectionTable,
    Share,
    ThemesTable,
)

WITHHELD = "withheld"
BASE_TOO_SMALL = "base too small"
AWAITED = "awaited"
AT_CLOSING = "at closing"
HELD_BACK = "held back"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `line` and `across`: what it is about, by id, with its text; a question's own figures have neither.

    `low` and `high`: its interval of 95 %; of a rank, the places that it may have. `base`: what a share is a share of.
    `told`: why there is no value, empty where there is one.
    """

    round: str
    snapshot: int
    released: str
    table: str
    version: int
    text: str
    line: str = ""
    line_text: str = ""
    across: str = ""
    across_text: str = ""
    measure: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    base: int | None = None
    told: str = ""


HEADER = tuple(each.name for each in fields(Figure))


def figures(published: Published, consultation: Consultation, language: str) -> Iterator[Figure]:
    """All figures, in the order of the document, with the consultation's texts in `language`."""
    yield from _Reading(published, consultation, language).all()


def write_public_csv(file: BinaryIO, rows: Sequence[Figure]) -> None:
    """UTF-8 with a byte order mark, as the other CSV."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow([defused(cell) if isinstance(cell, str) else cell for cell in astuple(row)])
    file.write(("\ufeff" + buffer.getvalue()).encode())


def write_public_lines(file: BinaryIO, rows: Sequence[Figure]) -> None:
    """A JSON object a figure, without what is empty."""
    for row in rows:
        told = {name: cell for name, cell in zip(HEADER, astuple(row), strict=True) if cell not in {None, ""}}
        file.write(f"{json.dumps(told, ensure_ascii=False)}\n".encode())


def write_public_workbook(file: BinaryIO, rows: Sequence[Figure], folder: Path) -> None:
    """One worksheet, a row a figure. `folder` is where temporary files go."""
    book = Book(file, folder)
    sheet = book.sheet("figures", HEADER)
    for row in rows:
        sheet.add(astuple(row))
    book.close()


@dataclass(frozen=True, slots=True)
class _Reading:
    published: Published
    consultation: Consultation
    language: str

    def all(self) -> Iterator[Figure]:
        yield from self._round()
        for question in self.published.questions:
            yield from self._question(question)
        for section in self.published.sections:
            yield from self._section(section)
        for crosstab in self.published.crosstabs:
            yield from self._crosstab(crosstab)
        for themes in self.published.themes:
            yield from self._themes(themes)
        for each in self.published.awaited:
            told = AT_CLOSING if each.at_closing else HELD_BACK if each.held_back else AWAITED
            yield self._of(each.table, 0, "")(measure="n", value=each.have, base=each.first, told=told)

    def _round(self) -> Iterator[Figure]:
        shown = self.published
        figure = self._of(ROUND, shown.version, text_in(self.consultation.title, self.language))
        for measure, value in (("n_answered", shown.n_answered), ("n_submitted", shown.n_submitted)):
            yield figure(measure=measure, value=value, told=AWAITED if value is None else "")
        yield figure(measure="n_imported", value=shown.n_imported)

    def _question(self, table: QuestionTable) -> Iterator[Figure]:
        question = self.consultation.question_by_id[table.question]
        figure = self._of(table.question, table.version, text_in(question.text, self.language))
        yield figure(measure="n", value=table.n)
        if table.mentions is not None:
            yield figure(measure="mentions", value=table.mentions)
        if table.own_words is not None:
            yield figure(measure="own_words", value=table.own_words)
        if isinstance(question, Rating) and question.dont_know:
            yield self._count(partial(figure, line="dont_know"), table.dont_know, withheld=False)
        if table.mean is not None:
            yield _estimated(figure, "mean", table.mean)
        for option in table.options:
            text = self._text(self.consultation.options_of[table.question][option.option].text)
            yield from self._option(partial(figure, line=option.option, line_text=text), table, option)
        for group in table.groups:
            line = partial(figure, line=f"{group.first}-{group.last}")
            yield self._count(line, group.count, withheld=group.withheld)
            yield from _shared(line, "share_of_respondents", group.share, table.groups_n)
        nets = {net.id: net for net in self.consultation.nets}
        for net in table.nets:
            line = partial(figure, line=net_table(net.net), line_text=self._text(nets[net.net].text))
            yield self._count(line, net.count, withheld=net.withheld)
            yield from _shared(line, "share_of_respondents", net.share, table.n)

    def _option(self, line: "partial[Figure]", table: QuestionTable, option: OptionLine) -> Iterator[Figure]:
        yield self._count(line, option.count, withheld=option.withheld)
        yield from _shared(line, "share_of_respondents", option.share_of_respondents, table.n)
        yield from _shared(line, "share_of_mentions", option.share_of_mentions, table.mentions)
        yield from _ranked(line, option.ranks)

    def _section(self, table: SectionTable) -> Iterator[Figure]:
        title = self._text(self.consultation.section_by_id[table.section].title)
        figure = self._of(section_table(table.section), table.version, title)
        for measure, value in (("n", table.n), ("mentions", table.mentions)):
            if value is not None:
                yield figure(measure=measure, value=value)
        for item in table.items:
            text = self._text(self.consultation.question_by_id[item.question].text)
            line = partial(figure, line=item.question, line_text=text)
            if item.mentions is not None:
                yield line(measure="mentions", value=item.mentions)
            yield from _shared(line, "share_of_mentions", item.share_of_mentions, table.mentions)
            if item.mentions_per_option is not None:
                yield line(measure="mentions_per_option", value=item.mentions_per_option)
            if item.mean is not None:
                yield _estimated(line, "mean", item.mean)
            yield from _ranked(line, item.ranks)

    def _crosstab(self, table: CrosstabTable) -> Iterator[Figure]:
        rows, columns = (self.consultation.question_by_id[each] for each in (table.rows, table.columns))
        figure = self._of(table.name, table.version, f"{self._text(rows.text)} × {self._text(columns.text)}")
        yield figure(measure="n", value=table.n)
        for line in table.lines:
            texts = " + ".join(self._line_text(table.rows, each) for each in line.rows)
            row = partial(figure, line="+".join(line.rows), line_text=texts)
            if line.n is None:
                yield row(measure="n", told=BASE_TOO_SMALL)
                continue
            yield row(measure="n", value=line.n)
            for across, cell in zip(table.across, line.cells, strict=True):
                place = partial(row, across=across, across_text=self._line_text(table.columns, across))
                yield self._count(place, cell.count, withheld=cell.withheld)
                yield from _shared(place, "share_of_row", cell.share_of_row, line.n)

    def _themes(self, table: ThemesTable) -> Iterator[Figure]:
        text = self._text(self.consultation.question_by_id[table.question].text)
        figure = self._of(f"themes:{table.question}", 1, text)
        if table.n is not None:
            yield figure(measure="n", value=table.n)
        for place, line in enumerate(table.themes, 1):
            yield self._count(partial(figure, line=f"theme:{place}", line_text=line.name), line.count, withheld=False)

    def _count(self, line: "partial[Figure]", count: int | None, *, withheld: bool) -> Figure:
        if count is not None:
            return line(measure="count", value=count)
        under = f"under {self.consultation.release.smallest_cell}"
        return line(measure="count", told=WITHHELD if withheld else under)

    def _of(self, table: str, version: int, text: str) -> "partial[Figure]":
        shown = self.published
        released = "" if shown.released is None else shown.released.isoformat()
        return partial(Figure, shown.round, shown.number, released, table, version, text)

    def _line_text(self, question: str, line: str) -> str:
        option = self.consultation.options_of.get(question, {}).get(line)
        return line if option is None else self._text(option.text)

    def _text(self, text: Text) -> str:
        return text_in(text, self.language)


def _shared(line: "partial[Figure]", measure: str, share: Share | None, base: int | None) -> Iterator[Figure]:
    if share is not None:
        yield line(measure=measure, value=share.percent, low=share.low, high=share.high, base=base)


def _estimated(line: "partial[Figure]", measure: str, estimate: Estimate) -> Figure:
    return line(measure=measure, value=estimate.value, low=estimate.low, high=estimate.high)


def _ranked(line: "partial[Figure]", ranks: Ranks | None) -> Iterator[Figure]:
    if ranks is not None:
        yield line(measure="rank", low=ranks.first, high=ranks.last)
