"""The sheet survey: its rows in order, as sections with questions.

A group is a section, and what stands in none is in a section of its own. Notes and acknowledgements before the first
question of a section are its introduction; those before all sections are that of the consultation, and those behind
all sections are its thanks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import assert_never

from flows.mistakes import Position
from flows.sentence import Sentence, sentence
from flows.written.source import Fields, Items, Leaf
from flows.xlsform.asides import say_the_rest
from flows.xlsform.columns import type_of
from flows.xlsform.found import Found
from flows.xlsform.names import became_ids, id_of, unused
from flows.xlsform.tables import Row, Table, is_yes
from flows.xlsform.types import Device, Edge, Refused, RowType, Select, Simple, Untyped, row_type


@dataclass(frozen=True, slots=True)
class Asked:
    """A row that asks something. `conditions`: the rows whose `relevant` must hold, its own the last."""

    id: str
    row: Row
    type: Select | Simple
    conditions: Sequence[Row]


@dataclass(slots=True)
class Group:
    """A section as the sheet has it; `row` is None for questions that stand in no group."""

    id: str
    row: Row | None
    at: Position
    intro: list[Row] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """What the sheet holds, before any of its questions is looked at closely.

    `refused` are the names of rows that ask nothing here, each with the sentence for a condition that looks at it.
    """

    groups: list[Group] = field(default_factory=list)
    intro: list[Row] = field(default_factory=list)
    thanks: list[Row] = field(default_factory=list)
    refused: dict[str, Sentence] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    """Ids of questions by their names in the sheet."""


def outline(table: Table, found: Found) -> Outline:
    """The sections of the sheet and what stands around them."""
    return _Outliner(found).outlined(table.rows)


class _Outliner:
    """Walks down the sheet. The stack holds the rows of the groups that are open."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._outline = Outline()
        self._open: list[Row] = []
        self._group: Group | None = None
        self._renamed: dict[str, str] = {}
        self._first_renamed: Position | None = None
        self._loose: list[Row] = []
        self._left_out = False
        self._names: set[str] = set()

    def outlined(self, rows: Sequence[Row]) -> Outline:
        self._names = {row.value("name") for row in rows}
        for row in rows:
            if is_yes(row.cells.get("disabled"), self._found):
                self._found.note(row.place("disabled"), sentence("is disabled, so the row was left out"))
                continue
            self._take(row, row_type(row.value("type")))
        for row in self._open:
            self._found.flaw(row.place("type"), sentence("begins a group that never ends"))
        self._outline.thanks = self._loose
        self._outline.groups = [group for group in self._outline.groups if group.questions]
        if self._first_renamed is not None:
            self._found.note(self._first_renamed, became_ids(self._renamed))
        return self._outline

    def _take(self, row: Row, kind: RowType) -> None:
        if isinstance(kind, Select | Simple | Edge):
            say_the_rest(row, type_of(kind, within_a_group=bool(self._open)), self._found)
        match kind:
            case Edge(begins=True):
                self._begin(row)
            case Edge():
                self._end(row)
            case Device(name):
                note = sentence(
                    "`{type}` was left out: it is what a device knows, and Glas does not collect it", type=name
                )
                self._found.note(row.place("type"), note)
                self._left_out = True
                self._refuse(row.value("name") or name, sentence("looks at `{question}`, which Glas does not collect"))
            case Untyped():
                self._untyped(row)
            case Refused(reason):
                self._found.flaw(row.place("type"), reason)
                self._left_out = True
                self._refuse(row.value("name"), sentence("looks at `{question}`, whose type {reason}", reason=reason))
            case Simple("acknowledge"):
                acknowledged = sentence("is shown as a text: going on acknowledges it, and no answer is stored")
                self._found.note(row.place("type"), acknowledged)
                self._note(row)
            case Simple("note"):
                self._note(row)
            case Simple() | Select():
                self._ask(row, kind)
            case _:
                assert_never(kind)

    def _refuse(self, name: str, of_condition: Sentence) -> None:
        self._outline.refused[name] = of_condition.of(question=name)

    def _untyped(self, row: Row) -> None:
        if row.value("name") or "label" in row.texts:
            self._found.flaw(row.at, sentence("`{column}` is missing", column="type"))
        else:
            self._found.note(row.at, sentence("has neither type nor name, and was left out"))

    def _begin(self, row: Row) -> None:
        if self._open and "label" in row.texts:
            message = sentence("begins a group within a group; sections stand one behind the other, so move it out")
            self._found.flaw(row.place("type"), message)
        if not self._open:
            self._settle_loose()
            name = row.value("name")
            group_id = row.value("glas_id") or self._id(row, name or "section", "section")
            self._group = Group(group_id, row, row.place("name"))
            self._outline.groups.append(self._group)
            self._left_out = False
        self._open.append(row)

    def _end(self, row: Row) -> None:
        if not self._open:
            self._found.flaw(row.place("type"), sentence("ends a group that never began"))
            return
        self._open.pop()
        if self._open or self._group is None:
            return
        if not self._group.questions:
            self._outline.groups.remove(self._group)
            if self._group.intro:
                begin = self._group.row
                self._loose += [*([begin] if begin is not None and "label" in begin.texts else []), *self._group.intro]
            elif not self._left_out:
                self._found.flaw(self._group.at, sentence("begins a group without a question"))
        self._group = None

    def _note(self, row: Row) -> None:
        if row.value("name"):
            shown = sentence("looks at `{question}`, which is only shown and stores no answer")
            self._refuse(row.value("name"), shown)
        if conditions := [each for each in (row, *self._open) if each.value("relevant")]:
            for_some = sentence("shows a note to some people only; here, all see the same notes")
            self._found.flaw(conditions[0].place("relevant"), for_some)
        elif self._group is None or self._group.row is None:
            self._loose.append(row)
        elif self._group.questions:
            message = sentence(
                "shows a note between questions; move it before the first question of its group, or into a hint"
            )
            self._found.flaw(row.place("type"), message)
        else:
            self._group.intro.append(row)

    def _ask(self, row: Row, kind: Select | Simple) -> None:
        if self._group is None or self._group.row is None:
            self._settle_loose()
        if self._group is None:
            at = row.place("name")
            self._group = Group(unused("questions", (each.id for each in self._outline.groups)), None, at)
            self._outline.groups.append(self._group)
            self._found.note(row.at, sentence("stands in no group, so its questions are a section of their own"))
        name = row.value("name")
        if not name:
            self._found.flaw(row.at, sentence("`{column}` is missing", column="name"))
            return
        question_id = self._id(row, name, "question")
        self._outline.ids.setdefault(name, question_id)
        self._group.questions.append(Asked(question_id, row, kind, (*self._open, row)))

    def _settle_loose(self) -> None:
        """Notes outside of groups, with questions behind them: the consultation's introduction, if they come first."""
        if not self._outline.groups:
            self._outline.intro += self._loose
        else:
            for row in self._loose:
                message = sentence("shows a note between questions; move it into a group, before its first question")
                self._found.flaw(row.place("type"), message)
        self._loose = []

    def _id(self, row: Row, name: str, first: str) -> str:
        new = id_of(name, first=first)
        if new != name:
            new = self._renamed.get(name) or unused(new, {*self._names, *self._renamed.values()})
            self._renamed[name] = new
            self._first_renamed = self._first_renamed or row.place("name")
        return new


def joined(texts: Sequence[Leaf | Fields]) -> Leaf | Fields:
    """Several texts as one, with a blank line between them; a text for every language goes to each."""
    if len(texts) == 1:
        return texts[0]
    by_language = [text for text in texts if isinstance(text, Fields)]
    if not by_language:
        return Leaf(texts[0].at, "\n\n".join(_string(text) for text in texts))
    whole = Fields(texts[0].at)
    for language in dict.fromkeys(name for text in by_language for name in text.parts):
        parts = [text.parts.get(language) if isinstance(text, Fields) else text for text in texts]
        whole.parts[language] = Leaf(texts[0].at, "\n\n".join(_string(part) for part in parts if part is not None))
        whole.keys[language] = texts[0].at
    return whole


def _string(part: Leaf | Items | Fields) -> str:
    assert isinstance(part, Leaf)
    return str(part.value)
