"""A sheet as rows with named columns: headings in any spelling that XLSForm knows, texts by language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from flows.mistakes import Position
from flows.sentence import sentence
from flows.written.source import Fields, Items, Leaf
from flows.xlsform.found import Found
from flows.xlsform.languages import code_of
from flows.xlsform.workbook import Sheet

_ALIASES = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "relevance": "relevant",
    "readonly": "read_only",
    "calculate": "calculation",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
}
"""Other names of columns, those that pyxform knows."""

_YES = frozenset({"yes", "true", "true()", "1"})
_NO = frozenset({"no", "false", "false()", "0"})

_A_REFERENCE = re.compile(r"\$\{")


@dataclass(frozen=True, slots=True)
class Kind:
    """What columns a sheet may have. `media` show or play something, `properties` set one of the form's XML (their
    headings go on with its name), and `ignored` ones may say what they like.
    """

    columns: frozenset[str]
    texts: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()
    properties: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    aliases: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One value and where it stands."""

    value: str
    at: Position

    def leaf(self) -> Leaf:
        """The value as a text."""
        return Leaf(self.at, self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """A row by the names of its columns. `texts` are by language as well, "" for a column that names none."""

    at: Position
    cells: Mapping[str, Cell]
    texts: Mapping[str, Mapping[str, Cell]]

    def value(self, name: str) -> str:
        """What stands in that column, "" for nothing."""
        cell = self.cells.get(name)
        return "" if cell is None else cell.value

    def place(self, name: str) -> Position:
        """Where that column stands in this row; the row's own place when it has nothing there."""
        if name in self.cells:
            return self.cells[name].at
        return next((cell.at for cell in self.texts.get(name, {}).values()), self.at)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a sheet below its headings, and the languages of its texts in the order of the columns."""

    rows: Sequence[Row]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Heading:
    at: Position
    name: str
    language: str | None


def table(sheet: Sheet, kind: Kind, found: Found) -> Table:
    """The rows of a sheet that has any; the first one with anything in it holds the headings."""
    first = min(sheet.rows)
    headings = dict(_headings(sheet, first, kind, found))
    rows = [
        _row(sheet, number, cells, headings, found) for number, cells in sheet.rows.items() if number != first and cells
    ]
    languages = dict.fromkeys(heading.language for heading in headings.values() if heading.language)
    return Table(tuple(rows), tuple(languages))


def text_part(row: Row, name: str, default_language: str | None, found: Found) -> Leaf | Fields | None:
    """The text in that column: one for every language, or one for each; None when there is none.

    A column without a language is the default language's, unless it is the only one: then its text is for all. So is
    a text that all columns repeat.
    """
    texts = row.texts.get(name, {})
    for cell in texts.values():
        if _A_REFERENCE.search(cell.value):
            found.flaw(
                cell.at,
                sentence("shows an answer within a text, which a chat cannot; write the text without ${{...}}"),
            )
    by_language = {language: cell for language, cell in texts.items() if language}
    plain = texts.get("")
    if plain is None:
        return _by_language(by_language) if by_language else None
    if all(cell.value == plain.value for cell in by_language.values()):
        return plain.leaf()
    if default_language is None:
        unnamed = sentence("names no language, and `default_language` of the sheet settings is empty")
        found.flaw(plain.at, unnamed)
        return plain.leaf()
    given = by_language.setdefault(default_language, plain)
    if given.value != plain.value:
        differs = sentence(
            "differs from {column}, and both are the text in `{language}`",
            column=given.at.heading,
            language=default_language,
        )
        found.flaw(plain.at, differs)
    return _by_language(by_language)


def put(part: Fields, name: str, value: Leaf | Items | Fields, at: Position) -> None:
    """Gives the part a field that stands there."""
    part.parts[name] = value
    part.keys[name] = at


def is_yes(cell: Cell | None, found: Found) -> bool:
    """Whether the cell says yes; empty is no."""
    if cell is None or says_no(cell):
        return False
    if cell.value.lower() in _YES:
        return True
    found.flaw(cell.at, sentence("must be `yes` or `no`"))
    return False


def says_no(cell: Cell) -> bool:
    """Whether the cell says no."""
    return cell.value.lower() in _NO


def _by_language(texts: Mapping[str, Cell]) -> Fields:
    fields = Fields(next(iter(texts.values())).at)
    for language, cell in texts.items():
        fields.parts[language] = cell.leaf()
        fields.keys[language] = cell.at
    return fields


def _headings(sheet: Sheet, first: int, kind: Kind, found: Found) -> Iterator[tuple[int, _Heading]]:
    seen: dict[tuple[str, str | None], str] = {}
    for column, written in sheet.rows[first].items():
        at = sheet.at(first, column, written)
        filled = any(number != first and column in cells for number, cells in sheet.rows.items())
        heading = _heading(at, kind)
        if not filled or heading.name in kind.ignored:
            continue
        key = (heading.name, heading.language)
        if key in seen:
            found.flaw(at, sentence("is there twice; a column of the same name stands further left"))
            continue
        seen[key] = written
        if heading.name in kind.texts:
            if (code := _language(heading, found)) is not None:
                yield column, _Heading(at, heading.name, code)
        elif heading.name in kind.media:
            found.flaw(at, sentence("shows a picture or plays a sound, which the chat does not; leave the column out"))
        elif heading.name in kind.properties:
            property_ = sentence("sets a property of the form's XML, which Glas does not have; leave the column out")
            found.flaw(at, property_)
        elif heading.name in kind.columns:
            if heading.language:
                found.flaw(at, sentence("has no languages; write `{column}` without `::`", column=heading.name))
            yield column, _Heading(at, heading.name, None)
        else:
            _unknown(at, heading, kind, found)


def _heading(at: Position, kind: Kind) -> _Heading:
    delimiter = "::" if "::" in at.heading else ":"
    name, *rest = (part.strip() for part in at.heading.split(delimiter))
    name = re.sub(r"[\s]+", "_", name.lower())
    if rest and name in {"media", "glas"}:
        name = rest[0].lower() if name == "media" else f"glas_{rest[0].lower()}"
        rest = rest[1:]
    aliases = _ALIASES if kind.aliases is None else kind.aliases
    return _Heading(at, aliases.get(name, name), delimiter.join(rest) if rest else None)


def _language(heading: _Heading, found: Found) -> str | None:
    if not heading.language:
        return ""
    code = code_of(heading.language)
    if code is None:
        unnamed = sentence("names no language; write it as `label::Română (ro)`, with the code in brackets")
        found.flaw(heading.at, unnamed)
    return code


def _unknown(at: Position, heading: _Heading, kind: Kind, found: Found) -> None:
    meant = get_close_matches(heading.name, sorted(kind.columns | kind.texts), n=1, cutoff=0.8)
    if meant:
        found.flaw(at, sentence("is no column of this sheet; did you mean `{meant}`?", meant=meant[0]))
    else:
        found.note(at, sentence("is no column that Glas knows, and was left out"))


def _row(sheet: Sheet, number: int, cells: Mapping[int, str], headings: Mapping[int, _Heading], found: Found) -> Row:
    plain: dict[str, Cell] = {}
    texts: dict[str, dict[str, Cell]] = {}
    headed = sheet.rows[min(sheet.rows)]
    for column, value in cells.items():
        heading = headings.get(column)
        if heading is None:
            if column not in headed:
                found.flaw(sheet.at(number, column), sentence("stands in a column without a heading"))
            continue
        cell = Cell(value, sheet.at(number, column, heading.at.heading))
        if heading.language is None:
            plain[heading.name] = cell
        else:
            texts.setdefault(heading.name, {})[heading.language] = cell
    return Row(sheet.at(number, 0), plain, texts)
