"""A row of the sheet survey as a question of a consultation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import assert_never

from flows.checks.findings import asked_too_late, unknown_question
from flows.consultation import All, Condition
from flows.mistakes import Position
from flows.sentence import sentence
from flows.written.source import Fields, Items, Leaf
from flows.xlsform.asides import SCALE, parameters_of
from flows.xlsform.choices import Choice, Filtered, Lists, filtered, no_list, option_part
from flows.xlsform.conditions import Target, condition
from flows.xlsform.constraints import EXCLUSIVE, Limits, limits
from flows.xlsform.found import Found
from flows.xlsform.survey import Asked, Outline
from flows.xlsform.tables import Cell, Row, is_yes, put, text_part
from flows.xlsform.types import Select, Simple
from flows.xlsform.xpath import Unsayable, parsed

MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Offered:
    """The options of a question: its own, and the question whose choices it takes over. `all`: whatever may come."""

    own: Sequence[Choice]
    taken_from: str | None
    all: Sequence[Choice]


class Questions:
    """Makes questions of rows, from the first to the last: each may look at those before it."""

    def __init__(
        self, outline: Outline, lists: Lists, columns: Collection[str], default_language: str | None, found: Found
    ) -> None:
        self._outline = outline
        self._lists = lists
        self._columns = columns
        self._language = default_language
        self._found = found
        self._offered: dict[str, Offered] = {}
        self._used: set[str] = set()
        self._targets: dict[str, Target] = {
            name: Target(name, refused=of_condition) for name, of_condition in outline.refused.items()
        }
        for group in outline.groups:
            for asked in group.questions:
                self._learn(asked)

    def part(self, asked: Asked) -> Fields:
        """The question as a part of a consultation."""
        row, kind = asked.row, asked.type
        part = Fields(row.place("name"))
        put(part, "id", Leaf(row.place("name"), asked.id), row.place("name"))
        parameters = parameters_of(row)
        constraint = row.cells.get("constraint")
        match kind:
            case Select():
                self._select(part, asked, kind, parameters, self._limits(constraint, kind.kind, Decimal(1)))
            case Simple("range"):
                self._range(part, row, parameters, constraint)
            case Simple("integer" | "decimal" as name):
                step = self._targets[row.value("name")].step or Decimal(1)
                self._fields(part, row, "number", self._limits(constraint, "number", step))
                if name == "decimal":
                    decimals = Leaf(row.place("glas_decimals"), self._decimals(row))
                    put(part, "decimals", decimals, row.place("glas_decimals"))
            case Simple(name):
                self._fields(part, row, name, self._limits(constraint, name, Decimal(1)))
            case _:
                assert_never(kind)
        for name, column in (("text", "label"), ("hint", "hint")):
            if (text := text_part(row, column, self._language, self._found)) is not None:
                put(part, name, text, row.place(column))
        if is_yes(row.cells.get("required"), self._found):
            put(part, "required", Leaf(row.place("required"), value=True), row.place("required"))
        if (when := self._when(asked)) is not None:
            at = row.place("relevant")
            put(part, "when", _as_part(when.model_dump(mode="json", by_alias=True, exclude_defaults=True), at), at)
        return part

    def tell_unused_lists(self) -> None:
        """Notes each list that no question names; call it when all questions are made."""
        for name, choices in self._lists.items():
            if name not in self._used:
                unused = sentence("no question uses the list `{list}`, so it was left out", list=name)
                self._found.note(choices[0].row.place("list_name"), unused)

    def _learn(self, asked: Asked) -> None:
        name = asked.row.value("name")
        match asked.type:
            case Select(kind=kind, list_name=list_name, own_words=or_other):
                offered = self._options(asked.row, list_name)
                self._offered.setdefault(asked.id, offered)
                if list_name not in self._lists:
                    self._found.unread.add(asked.id)
                options = {choice.name: choice.id for choice in offered.all}
                own_words = or_other or bool(asked.row.value("glas_own_words"))
                target = Target(asked.id, options=options, several=kind != "single", own_words=own_words)
            case Simple("integer" | "range"):
                target = Target(asked.id, step=Decimal(1))
            case Simple("decimal"):
                decimals = _whole(asked.row.value("glas_decimals"))
                exponent = decimals if isinstance(decimals, int) and decimals <= MOST_DECIMALS else MOST_DECIMALS
                target = Target(asked.id, step=Decimal(1).scaleb(-exponent))
            case Simple():
                target = Target(asked.id)
            case _:
                assert_never(asked.type)
        self._targets.setdefault(name, target)

    def _options(self, row: Row, list_name: str) -> Offered:
        self._used.add(list_name)
        choices = self._lists.get(list_name)
        if choices is None:
            message = no_list(list_name)
            if list_name.startswith("${"):
                message = sentence("takes its options from repeated answers, which are not asked here")
            self._found.flaw(row.place("type"), message)
            return Offered((), None, ())
        filter_ = row.cells.get("choice_filter")
        if filter_ is None:
            return Offered(choices, None, choices)
        try:
            left = filtered(choices, parsed(filter_.value), self._columns)
        except Unsayable as error:
            self._found.flaw(filter_.at, error.message)
            return Offered(choices, None, choices)
        if left.taken_from is None:
            return Offered(left.own, None, left.own)
        return self._taken_over(filter_, choices, left)

    def _taken_over(self, filter_: Cell, choices: Sequence[Choice], left: Filtered) -> Offered:
        assert left.taken_from is not None
        source_id = self._outline.ids.get(left.taken_from, left.taken_from)
        source = self._offered.get(source_id)
        if source is None:
            known = left.taken_from in self._outline.ids
            self._found.flaw(filter_.at, (asked_too_late if known else unknown_question)(left.taken_from))
            return Offered(left.own, None, choices)
        self._compare(filter_, [each for each in choices if each not in left.own], source)
        inherited = [each for each in source.all if not _is_exclusive(each)]
        return Offered(left.own, source_id, [*inherited, *left.own])

    def _compare(self, filter_: Cell, listed: Sequence[Choice], source: Offered) -> None:
        """What is taken over is what was offered there: a list that says otherwise cannot be meant."""
        texts = {choice.name: choice for choice in source.all}
        for choice in listed:
            other = texts.get(choice.name)
            if other is None:
                absent = sentence("`{option}` is not offered in the question before", option=choice.name)
                self._found.flaw(choice.row.place("name"), absent)
                continue
            if _texts(other) != _texts(choice):
                differs = sentence("`{option}` had another text in the question before", option=choice.name)
                self._found.flaw(choice.row.place("label"), differs)
            for column in ("glas_exclusive", "glas_pinned"):
                if choice.row.value(column).lower() != other.row.value(column).lower():
                    unlike = sentence("`{option}` is marked otherwise than in the question before", option=choice.name)
                    self._found.flaw(choice.row.place(column), unlike)
        names = {choice.name for choice in listed}
        lacking = [each.name for each in source.all if each.name not in names and not _is_exclusive(each)]
        if lacking:
            lack = sentence("the list lacks `{option}`, which may have been chosen before", option=lacking[0])
            self._found.flaw(filter_.at, lack)

    def _select(self, part: Fields, asked: Asked, kind: Select, parameters: Mapping[str, str], given: Limits) -> None:
        row = asked.row
        exclusive = {str(option) for name, option in given.items() if name.startswith(EXCLUSIVE)}
        self._fields(part, row, kind.kind, {name: v for name, v in given.items() if not name.startswith(EXCLUSIVE)})
        offered = self._offered[asked.id] if asked.id in self._offered else Offered((), None, ())
        for name in sorted(exclusive - {choice.name for choice in offered.own} if offered.all else ()):
            self._found.flaw(row.place("constraint"), sentence("`{option}` is no option of this question", option=name))
        if offered.own or offered.taken_from is None:
            options = [
                option_part(choice, self._language, self._found, exclusive=choice.name in exclusive)
                for choice in offered.own
            ]
            put(part, "options", Items(row.place("type"), list(options)), row.place("type"))
        if offered.taken_from is not None:
            at = row.place("choice_filter")
            put(part, "options_from", Leaf(at, offered.taken_from), at)
        if parameters.get("randomize") == "true":
            put(part, "shuffle", Leaf(row.place("parameters"), value=True), row.place("parameters"))
        if kind.kind == "single" and SCALE in row.value("appearance").lower().split():
            put(part, "scale", Leaf(row.place("appearance"), value=True), row.place("appearance"))
        if kind.kind == "ranking":
            if kind.own_words:
                only = sentence("`or_other` goes with `select_one` and `select_multiple` only")
                self._found.flaw(row.place("type"), only)
            return
        own_words = is_yes(row.cells.get("glas_own_words"), self._found)
        if kind.own_words or own_words:
            at = row.place("glas_own_words") if own_words else row.place("type")
            put(part, "own_words", Leaf(at, value=True), at)

    def _range(self, part: Fields, row: Row, parameters: Mapping[str, str], constraint: Cell | None) -> None:
        at = row.place("parameters")
        start, end, step = (self._number(at, parameters.get(name, default)) for name, default in _RANGE.items())
        if step not in {None, Decimal(1)}:
            self._found.flaw(
                at, sentence("goes in other steps than 1, which an answer cannot here; ask for a `decimal`")
            )
        if start is None or end is None:
            return
        if constraint is not None:
            restricts = sentence("restricts a scale; its `start` and `end` say what can be answered")
            self._found.flaw(constraint.at, restricts)
        on_a_scale = start >= 0 and end <= 10 and end - start < 10 and start == int(start) and end == int(end)
        self._fields(part, row, "rating" if on_a_scale else "number", {})
        for name, bound in (("from", start), ("to", end)):
            put(part, name, Leaf(at, int(bound) if on_a_scale else f"{bound:f}"), at)
        if not on_a_scale:
            typed = sentence("is typed as a number: a scale to tap has at most 10 points, from 0 or more to 10")
            self._found.note(at, typed)
            self._only_of_a_scale(row, parameters)
            return
        self._ends(part, row, parameters, (f"{start:f}", f"{end:f}"))
        if is_yes(row.cells.get("glas_dont_know"), self._found):
            put(part, "dont_know", Leaf(row.place("glas_dont_know"), value=True), row.place("glas_dont_know"))

    def _ends(self, part: Fields, row: Row, parameters: Mapping[str, str], ends: tuple[str, str]) -> None:
        """The texts at the ends of a scale: from Glas's columns, or from the labels of its ticks."""
        labels = {each.name: each for each in self._ticks(row, parameters)}
        for choice in labels.values():
            if choice.name not in ends:
                between = sentence("labels a point between the ends of a scale; only those are labelled")
                self._found.flaw(choice.row.place("name"), between)
        for name, end in zip(("low", "high"), ends, strict=True):
            text = text_part(row, f"glas_{name}", self._language, self._found)
            at = row.place(f"glas_{name}")
            if text is None and end in labels:
                text = text_part(labels[end].row, "label", self._language, self._found)
                at = labels[end].row.place("label")
            if text is not None:
                put(part, name, text, at)

    def _ticks(self, row: Row, parameters: Mapping[str, str]) -> Sequence[Choice]:
        if (name := parameters.get("tick_labelset")) is None:
            return ()
        self._used.add(name)
        if name not in self._lists:
            self._found.flaw(row.place("parameters"), no_list(name))
        return self._lists.get(name, ())

    def _only_of_a_scale(self, row: Row, parameters: Mapping[str, str]) -> None:
        """A number that is typed has no ends to be named, and no button for who does not know."""
        columns = [name for name in ("glas_low", "glas_high") if name in row.texts]
        if is_yes(row.cells.get("glas_dont_know"), self._found):
            columns.append("glas_dont_know")
        if "tick_labelset" in parameters:
            columns.append("parameters")
        for column in columns:
            self._found.flaw(row.place(column), sentence("belongs to a scale to tap, and this number is typed"))

    def _fields(self, part: Fields, row: Row, kind: str, given: Limits) -> None:
        """Type and limits; those of Glas's own columns as well, which must not contradict the constraint."""
        put(part, "type", Leaf(row.place("type"), kind), row.place("type"))
        for name, value in given.items():
            put(part, name, Leaf(row.place("constraint"), value), row.place("constraint"))
        for name in ("min", "max"):
            cell = row.cells.get(f"glas_{name}")
            if cell is None or kind not in {"multiple", "ranking"}:
                continue
            if name in given and str(given[name]) != cell.value:
                message = sentence(
                    "says {one}, and the constraint of this row says {other}", one=cell.value, other=str(given[name])
                )
                self._found.flaw(cell.at, message)
            else:
                put(part, name, Leaf(cell.at, _whole(cell.value)), cell.at)

    def _limits(self, constraint: Cell | None, kind: str, step: Decimal) -> Limits:
        if constraint is None:
            return {}
        try:
            return limits(parsed(constraint.value), kind, step)
        except Unsayable as error:
            self._found.flaw(constraint.at, error.message)
            return {}

    def _when(self, asked: Asked) -> Condition | None:
        """The condition of the question, and those of the groups around it."""
        found: list[Condition] = []
        for row in asked.conditions:
            relevant = row.cells.get("relevant")
            if relevant is None:
                continue
            try:
                said = condition(parsed(relevant.value), self._targets)
            except Unsayable as error:
                self._found.flaw(relevant.at, error.message)
            else:
                found += [] if said is None else [said]
        if len(found) > 1:
            return All(all=tuple(found))
        return found[0] if found else None

    def _decimals(self, row: Row) -> int | str:
        written = row.value("glas_decimals")
        return _whole(written) if written else MOST_DECIMALS

    def _number(self, at: Position, written: str) -> Decimal | None:
        try:
            number = Decimal(written)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return number
        self._found.flaw(at, sentence("has no number in `{text}`", text=written))
        return None


_RANGE = {"start": "0", "end": "10", "step": "1"}
"""What pyxform takes for a range that does not say."""


def _whole(written: str) -> int | str:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else written


def _is_exclusive(choice: Choice) -> bool:
    return choice.row.value("glas_exclusive").lower() in {"yes", "true", "1"}


def _texts(choice: Choice) -> dict[str, str]:
    return {language: cell.value for language, cell in choice.row.texts.get("label", {}).items()}


def _as_part(data: object, at: Position) -> Leaf | Items | Fields:
    """Plain data as parts that all stand in one cell."""
    match data:
        case dict():
            part = Fields(at)
            for name, value in data.items():
                put(part, str(name), _as_part(value, at), at)
            return part
        case list():
            return Items(at, [_as_part(each, at) for each in data])
        case _:
            assert isinstance(data, str), "conditions hold names and numbers as texts"
            return Leaf(at, data)
