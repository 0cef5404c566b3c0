"""The sheet choices: lists of options, and what a question makes of its list."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.sentence import Sentence, sentence, sentence_n
from flows.written.source import Fields, Leaf
from flows.xlsform import xpath
from flows.xlsform.found import Found
from flows.xlsform.names import became_ids, id_of, unused
from flows.xlsform.tables import Kind, Row, Table, is_yes, put, text_part
from flows.xlsform.xpath import Both, Call, Comparison, Either, Expression, Group, Reference, Text, Unsayable, Word

KIND = Kind(
    columns=frozenset({"list_name", "name", "glas_exclusive", "glas_pinned"}),
    texts=frozenset({"label"}),
    media=frozenset({"image", "big-image", "audio", "video"}),
)

MOST_IN_LIST = 200
"""Rows of one list that are read; a question offers far fewer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of a list, with the id of the option that it becomes."""

    id: str
    name: str
    row: Row


Lists = Mapping[str, Sequence[Choice]]


def lists(table: Table, found: Found) -> Lists:
    """The options of each list in the order of the rows."""
    by_list: dict[str, list[Choice]] = {}
    renamed: dict[str, str] = {}
    first: Row | None = None
    names: dict[str, set[str]] = {}
    for row in table.rows:
        names.setdefault(row.value("list_name"), set()).add(row.value("name"))
    for row in table.rows:
        name, list_name = row.value("name"), row.value("list_name")
        if not row.cells and not row.texts:
            continue
        for column, value in (("list_name", list_name), ("name", name)):
            if not value:
                found.flaw(row.at, sentence("`{column}` is missing", column=column))
        if not name or not list_name:
            continue
        choices = by_list.setdefault(list_name, [])
        if len(choices) > MOST_IN_LIST:
            continue
        if len(choices) == MOST_IN_LIST:
            too_many = sentence_n(
                "the list `{list}` has more than {n} option",
                "the list `{list}` has more than {n} options",
                MOST_IN_LIST,
                list=list_name,
            )
            found.flaw(row.at, too_many)
        choice_id = id_of(name, first="option")
        if choice_id != name:
            others = {*names[list_name], *(each.id for each in choices if each.name != name)}
            choice_id = renamed[name] = unused(choice_id, others)
            first = first or row
        choices.append(Choice(choice_id, name, row))
    if first is not None:
        found.note(first.place("name"), became_ids(renamed))
    return by_list


def no_list(name: str) -> Sentence:
    """The sentence for a list that is not in the sheet."""
    return sentence("no list is called `{list}`", list=name)


def option_part(choice: Choice, default_language: str | None, found: Found, *, exclusive: bool) -> Fields:
    """The choice as an option of a consultation; `exclusive` when its question says so beside the list."""
    row = choice.row
    part = Fields(row.place("name"))
    put(part, "id", Leaf(row.place("name"), choice.id), row.place("name"))
    if (text := text_part(row, "label", default_language, found)) is not None:
        put(part, "text", text, row.place("label"))
    if is_yes(row.cells.get("glas_exclusive"), found) or exclusive:
        put(part, "exclusive", Leaf(row.place("glas_exclusive"), value=True), row.place("glas_exclusive"))
    if pinned := row.cells.get("glas_pinned"):
        put(part, "pinned", Leaf(pinned.at, pinned.value.lower()), pinned.at)
    return part


@dataclass(frozen=True, slots=True)
class Filtered:
    """What a choice filter leaves of a list: the options that are a question's own, and whose choices it takes over."""

    own: Sequence[Choice]
    taken_from: str | None


def filtered(choices: Sequence[Choice], filter_: Expression, columns: Collection[str]) -> Filtered:
    """The list through a choice filter. Raises Unsayable.

    `selected(${question}, name)` takes over what was chosen there, `or name = 'other'` adds options of one's own, and
    comparisons of `columns` with texts in quotes are decided here and now.
    """
    source, names = _taken_over(filter_)
    if source is not None:
        unknown = [name for name in names if name not in {choice.name for choice in choices}]
        if unknown:
            raise Unsayable(sentence("`{option}` is not in the list", option=unknown[0]))
        return Filtered([choice for choice in choices if choice.name in names], source)
    strange = [name for name in columns_in(filter_) if name.lower() not in columns]
    if strange:
        raise Unsayable(
            sentence("no column of the sheet choices is called `{column}`; a text stands in quotes", column=strange[0])
        )
    return Filtered([choice for choice in choices if _holds(filter_, choice.row)], None)


def _taken_over(filter_: Expression) -> tuple[str | None, Sequence[str]]:
    parts = filter_.parts if isinstance(filter_, Either) else (filter_,)
    match parts[0]:
        case Call("selected", (Reference(question), Word("name"))):
            return question, [_own(part) for part in parts[1:]]
        case Comparison("=", Reference(question), Word("name")) | Comparison("=", Word("name"), Reference(question)):
            return question, [_own(part) for part in parts[1:]]
        case _:
            return None, ()


def _own(part: Expression) -> str:
    match part:
        case Comparison("=", Word("name"), Text(name)) | Comparison("=", Text(name), Word("name")):
            return name
        case _:
            raise Unsayable(sentence("adds options by something else than `name = 'option'`"))


def _holds(filter_: Expression, row: Row) -> bool:
    match filter_:
        case Group(inner):
            return _holds(inner, row)
        case Both(parts):
            held = [_holds(part, row) for part in parts]  # each, so that none goes unread
            return all(held)
        case Either(parts):
            held = [_holds(part, row) for part in parts]
            return any(held)
        case Call("not", (inner,)):
            return not _holds(inner, row)
        case Call("true", ()):
            return True
        case Comparison("=" | "!=" as sign, Word(column), value) | Comparison("=" | "!=" as sign, value, Word(column)):
            return (_cell(row, column) == _fixed(value)) == (sign == "=")
        case _:
            raise Unsayable(
                sentence(
                    "filters in a way that has no counterpart here; use `selected(${{question}}, name)`, or compare a"
                    " column with a text in quotes"
                )
            )


def _cell(row: Row, column: str) -> str:
    return row.value(column.lower())


def _fixed(value: Expression) -> str:
    match value:
        case Text(text):
            return text
        case xpath.Number(number):
            return f"{number:f}"
        case Reference(name):
            raise Unsayable(
                sentence(
                    "lets the options depend on the answer to `{question}` by a column; options can only be taken over"
                    " from what was chosen: `selected(${{{question}}}, name)`",
                    question=name,
                )
            )
        case _:
            raise Unsayable(sentence("compares a column with something else than a text in quotes"))


def columns_in(filter_: Expression) -> Iterator[str]:
    """The columns of the sheet choices that a filter looks at."""
    match filter_:
        case Group(inner) | Call("not", (inner,)):
            yield from columns_in(inner)
        case Both(parts) | Either(parts):
            for part in parts:
                yield from columns_in(part)
        case Comparison(_, left, right):
            yield from (each.name for each in (left, right) if isinstance(each, Word))
        case _:
            return
