"""The sheets around the questions: settings, and Glas's own consultation, privacy, release, nets and crosstabs."""

import re
from collections.abc import Sequence

from flows.mistakes import Position
from flows.sentence import sentence
from flows.written.source import Fields, Items, Leaf, Part
from flows.xlsform.found import Found
from flows.xlsform.languages import code_of
from flows.xlsform.names import id_of
from flows.xlsform.tables import Cell, Kind, Row, Table, put, text_part

SETTINGS = Kind(
    columns=frozenset(
        {
            "form_title",
            "form_id",
            "default_language",
            "glas_languages",
            "version",
            "instance_name",
            "public_key",
            "submission_url",
            "auto_send",
            "auto_delete",
            "style",
            "omit_instanceid",
            "allow_choice_duplicates",
            "clean_text_values",
            "add_none_option",
            "client_editable",
            "namespaces",
            "prefix",
            "delimiter",
            "name",
            "xml_root",
            "flat",
        }
    )
)
_OF_GLAS = frozenset({"form_title", "form_id", "default_language", "glas_languages"})

PARTS = Kind(
    columns=frozenset({"part"}),
    texts=frozenset({"text"}),
    ignored=frozenset({"explanation"}),
    aliases={"value": "text"},
)
"""A sheet that says something about the consultation, a part a row."""

NETS = Kind(columns=frozenset({"name", "question", "options"}), texts=frozenset({"label"}))
CROSSTABS = Kind(columns=frozenset({"rows", "columns", "groups"}), aliases={})

_PARTS_OF = {
    "consultation": ("title", "organiser", "intro", "thanks"),
    "privacy": (
        "controller",
        "contact",
        "legal_basis",
        "retention_months",
        "key_erased_after_days",
        "minimum_age",
        "complaints",
        "on_paper",
    ),
    "release": ("results", "first", "every", "smallest_cell", "rounding"),
}
_NUMBERS = frozenset(
    {"retention_months", "key_erased_after_days", "minimum_age", "first", "every", "smallest_cell", "rounding"}
)
_WORDS = frozenset({"results"})


class Settings:
    """What the sheet settings says: name, id and languages of the form."""

    def __init__(self, table: Table, found: Found) -> None:
        row = table.rows[0] if table.rows else None
        for other in table.rows[1:]:
            second = sentence("is a second row; the settings are in the first one below the headings")
            found.flaw(other.at, second)
        self.title = row.cells.get("form_title") if row else None
        self.id = row.cells.get("form_id") if row else None
        default = row.cells.get("default_language") if row else None
        listed = row.cells.get("glas_languages") if row else None
        names = [] if listed is None else [(listed, name) for name in re.split(r"\s*[,;\n]\s*", listed.value) if name]
        self._listed = [code for cell, name in names if (code := _code(cell, name, found))]
        self.default_language = next(iter(self._listed), None)
        if default is not None:
            self.default_language = _code(default, default.value, found)
            if self._listed and self.default_language not in {None, self._listed[0]}:
                first = sentence("is not the first one of `glas_languages`, which is the one for all others")
                found.flaw(default.at, first)
        self._at = listed or default
        for name, cell in row.cells.items() if row else ():
            if name not in _OF_GLAS:
                found.note(cell.at, sentence("has no meaning here and was left out"))

    def languages(self, of_columns: Sequence[str]) -> Items | None:
        """The languages of the form, the default one first; `of_columns` are those that texts are written in."""
        codes = self._listed or [code for code in dict.fromkeys((self.default_language, *of_columns)) if code]
        at = Position(0, 0, "settings") if self._at is None else self._at.at
        return Items(at, [Leaf(at, code) for code in codes]) if codes else None


def consultation_id(settings: Settings, title: str, found: Found) -> Leaf | None:
    """The id of the consultation: `form_id`, or made of its title."""
    if settings.id is None:
        name = id_of(title, first="c", dash="-")
        return Leaf(Position(0, 0, "settings"), name) if title else None
    name = id_of(settings.id.value, first="c", dash="-")
    if name != settings.id.value:
        became = sentence("became `{name}`: ids of Glas have small letters, digits and hyphens", name=name)
        found.note(settings.id.at, became)
    return Leaf(settings.id.at, name)


def put_parts(whole: Fields, name: str, table: Table, language: str | None, found: Found) -> None:
    """Puts the parts that a sheet names into the whole consultation, or into its field of the sheet's name."""
    part = whole if name == "consultation" else Fields(Position(0, 0, name))
    for row in table.rows:
        field = row.value("part").lower()
        if field not in _PARTS_OF[name]:
            if row.cells or row.texts:
                known = ", ".join(f"`{each}`" for each in _PARTS_OF[name])
                found.flaw(row.place("part"), sentence("names no part; there are {known}", known=known))
            continue
        text = text_part(row, "text", language, found)
        if text is None:
            continue
        if field in part.parts:
            found.flaw(row.place("part"), sentence("`{part}` is there twice", part=field))
        put(part, field, _typed(field, text), row.place("text"))
    if part is not whole and part.parts:
        put(whole, name, part, part.at)


def put_nets(whole: Fields, table: Table, language: str | None, found: Found) -> None:
    """Puts the nets of the sheet into the consultation."""
    nets = []
    for row in table.rows:
        net = Fields(row.at)
        _put_cell(net, "id", row, "name")
        _put_cell(net, "question", row, "question")
        _put_list(net, "options", row, "options", r"[\s,;]+")
        if (text := text_part(row, "label", language, found)) is not None:
            put(net, "text", text, row.place("label"))
        nets.append(net)
    if nets:
        put(whole, "nets", Items(nets[0].at, list(nets)), nets[0].at)


def put_crosstabs(whole: Fields, table: Table) -> None:
    """Puts the crosstabs of the sheet into the consultation; groups are separated by semicolons."""
    crosstabs = []
    for row in table.rows:
        crosstab = Fields(row.at)
        _put_cell(crosstab, "rows", row, "rows")
        _put_cell(crosstab, "columns", row, "columns")
        if (cell := row.cells.get("groups")) is not None:
            groups = [Items(cell.at, _leaves(cell, group, r"[\s,]+")) for group in cell.value.split(";")]
            put(crosstab, "groups", Items(cell.at, list(groups)), cell.at)
        crosstabs.append(crosstab)
    if crosstabs:
        put(whole, "crosstabs", Items(crosstabs[0].at, list(crosstabs)), crosstabs[0].at)


def _typed(field: str, text: Leaf | Fields) -> Leaf | Fields:
    if isinstance(text, Fields):
        # In a sheet with a column a language, a number stands in any of them, or the same in several.
        leaves = [each for each in text.parts.values() if isinstance(each, Leaf)]
        if field not in _NUMBERS | _WORDS or len({each.value for each in leaves}) != 1:
            return text
        text = leaves[0]
    written = str(text.value)
    if field in _NUMBERS and written.isascii() and written.isdecimal() and len(written) < 10:
        return Leaf(text.at, int(written))
    return Leaf(text.at, written.lower()) if field in _WORDS else text


def _put_cell(part: Fields, name: str, row: Row, column: str) -> None:
    if (cell := row.cells.get(column)) is not None:
        put(part, name, cell.leaf(), cell.at)


def _put_list(part: Fields, name: str, row: Row, column: str, separator: str) -> None:
    if (cell := row.cells.get(column)) is not None:
        put(part, name, Items(cell.at, _leaves(cell, cell.value, separator)), cell.at)


def _leaves(cell: Cell, written: str, separator: str) -> list[Part]:
    return [Leaf(cell.at, each) for each in re.split(separator, written) if each]


def _code(cell: Cell, name: str, found: Found) -> str | None:
    code = code_of(name)
    if code is None:
        unnamed = sentence(
            "`{name}` names no language; write it as `Română (ro)`, with the code in brackets", name=name
        )
        found.flaw(cell.at, unnamed)
    return code
