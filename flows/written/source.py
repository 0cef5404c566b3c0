"""A YAML text as plain data whose every part knows where it stands.

Only what a questionnaire needs is read: mappings, lists, texts, whole numbers, true and false, and parts that are
written once (`&name`) and repeated (`*name`). Tags and merge keys are refused, and so is what grows without bounds.

errors:
    Unreadable(ValueError)   nothing can be made of the text; what is wrong in places only becomes a `Flaw`
"""

import re
from dataclasses import dataclass, field
from typing import Protocol, assert_never

import yaml

from flows.mistakes import Note, Path, Position

LARGEST_TEXT = 1_000_000
"""Size of the largest text that is read, in bytes of UTF-8."""

DEEPEST = 40
MOST_PARTS = 100_000

_NEVER_PRINTED = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})")

_TAGS = "tag:yaml.org,2002:"
_TRUE = {"true", "yes", "on"}
_ORDINARY = {f"{_TAGS}{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "value", "map", "seq")}

_SENTENCES = {
    "found a tab character that violates indentation": "is indented with a tab; use spaces",
    "mapping values are not allowed in this context": "has a `: ` too many; put a text with a colon in quotes",
    "did not find expected key": "is indented differently from its neighbours, or goes on after a closing quote",
    "did not find expected '-' indicator": "is indented differently from its neighbours, or a `-` is missing",
    "could not find expected ':'": "has no `:` after the name of the field",
    "found unexpected end of stream": "opens a quote that is never closed",
    "did not find expected ',' or ']'": "opens a `[` that is not closed, or lacks a comma",
    "did not find expected ',' or '}'": "opens a `{` that is not closed, or lacks a comma",
    "found undefined alias": "repeats a name (`*name`) that no `&name` before it defines",
    "second occurrence": "gives a name (`&name`) that was given before",
    "but found another document": "begins a second document; one file holds one consultation",
}
_POINT_AT_THE_OPENING = {
    "found unexpected end of stream",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
}


class _Mark(Protocol):
    """A place as PyYAML's two parsers give it, each with a class of its own; counted from 0."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


START = Position(1, 1)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text, whole number, truth value or nothing; `plain`: as written, if it stood without quotes."""

    at: Position
    value: str | int | bool | None
    plain: str | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """A list. What is found wrong in it can be taken out."""

    at: Position
    parts: list["Part"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping, and where each of its keys stands. What is found wrong in it can be taken out."""

    at: Position
    parts: dict[str, "Part"] = field(default_factory=dict)
    keys: dict[str, Position] = field(default_factory=dict)


Part = Leaf | Items | Fields


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong at one place of the text, the rest of which can be read all the same."""

    at: Position
    path: Path
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """A questionnaire as data, each repeated part written out, and what its reader left out."""

    root: Fields
    flaws: tuple[Flaw, ...]
    notes: tuple[Note, ...] = ()


class Unreadable(ValueError):
    """Nothing can be made of the text from `at` on."""

    def __init__(self, message: str, at: Position = START) -> None:
        super().__init__(message)
        self.at = at


def decoded(content: bytes) -> str:
    """The text of a file; Unreadable when it is too large or not UTF-8."""
    if len(content) > LARGEST_TEXT:
        raise Unreadable(f"the file is too large: {len(content):,} bytes, at most {LARGEST_TEXT:,} are read")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        readable = content[: error.start].decode("utf-8")
        raise Unreadable("is not UTF-8; save the file with the encoding UTF-8", _end_of(readable)) from error


def document(text: str) -> Document:
    """The text as data with positions. Unreadable for what is no YAML, or no mapping of fields to values."""
    text = text.removeprefix("\ufeff")
    if len(text) > LARGEST_TEXT:
        raise Unreadable(f"the text is too large: {len(text):,} characters, at most {LARGEST_TEXT:,} are read")
    if stray := _NEVER_PRINTED.search(text):
        raise Unreadable(_unprintable(stray.group()), _end_of(text[: stray.start()]))
    try:
        _refuse_depth(text)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise _unreadable(error, text) from error
    if node is None:
        raise Unreadable("the file is empty")
    expansion = _Expansion()
    root = expansion.part(node, ())
    if not isinstance(root, Fields):
        raise Unreadable("is no consultation: expected fields with values, such as `id: my-consultation`", root.at)
    return Document(root, tuple(expansion.flaws))


def part_at(root: Part, path: Path) -> Part | None:
    """The part at that path, if there is one."""
    part: Part | None = root
    for step in path:
        match part, step:
            case Fields(parts=parts), str(name):
                part = parts.get(name)
            case Items(parts=items), int(place) if place < len(items):
                part = items[place]
            case _:
                return None
    return part


def plain_data(part: Part) -> object:
    """The part as dicts, lists, texts, whole numbers, truth values and None."""
    match part:
        case Leaf(value=value):
            return value
        case Items(parts=items):
            return [plain_data(item) for item in items]
        case Fields(parts=parts):
            return {name: plain_data(each) for name, each in parts.items()}
        case _:
            assert_never(part)


def _refuse_depth(text: str) -> None:
    """Raise Unreadable for deep nesting, before a recursive composer meets it."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise Unreadable(f"is nested too deeply (at most {DEEPEST} levels)", _position(event.start_mark))


def _unreadable(error: yaml.YAMLError, text: str) -> Unreadable:
    problem = str(getattr(error, "problem", error))
    mark = getattr(error, "problem_mark", None)
    if problem in _POINT_AT_THE_OPENING:
        mark = getattr(error, "context_mark", None) or mark
    sentence = _SENTENCES.get(problem, f"is not valid YAML: {problem}")
    if problem == "found character that cannot start any token" and mark is not None:
        character = text[mark.index : mark.index + 1]
        tab = _SENTENCES["found a tab character that violates indentation"]
        sentence = tab if character == "\t" else f"begins with `{character}`; put such a text in quotes"
    return Unreadable(sentence, _position(mark))


@dataclass(slots=True)
class _Expansion:
    """Writes a composed document out, part by part, and counts while it does."""

    parts: int = 0
    flaws: list[Flaw] = field(default_factory=list)

    def part(self, node: yaml.Node, path: Path) -> Part:
        at = _position(node.start_mark)
        self.parts += 1
        if self.parts > MOST_PARTS or len(path) > DEEPEST:
            raise Unreadable(f"has more than {MOST_PARTS:,} parts, or repeats (`*name`) a part within itself", at)
        if node.tag not in _ORDINARY and node.tag != f"{_TAGS}merge":
            self.flaws.append(Flaw(at, path, f"has a tag (`{_short(node.tag)}`), which is not supported; leave it out"))
        match node:
            case yaml.ScalarNode():
                return self._leaf(node, at, path)
            case yaml.SequenceNode():
                return Items(at, [self.part(item, (*path, place)) for place, item in enumerate(node.value)])
            case _:
                return self._fields(node, at, path)

    def _leaf(self, node: yaml.ScalarNode, at: Position, path: Path) -> Leaf:
        written: str = node.value
        if stray := _NEVER_PRINTED.search(written):  # escaped in quotes
            self.flaws.append(Flaw(at, path, _unprintable(stray.group())))
        if node.style:
            return Leaf(at, written)
        if node.tag == f"{_TAGS}bool":
            return Leaf(at, written.lower() in _TRUE, written)
        if node.tag == f"{_TAGS}null":
            return Leaf(at, None, written)
        if _WHOLE_NUMBER.fullmatch(written) and node.tag == f"{_TAGS}int":
            return Leaf(at, int(written), written)
        return Leaf(at, written, written)

    def _fields(self, node: yaml.Node, at: Position, path: Path) -> Fields:
        fields = Fields(at)
        for key, value in node.value:
            key_at = _position(key.start_mark)
            if not isinstance(key, yaml.ScalarNode):
                self.flaws.append(Flaw(key_at, path, "has a field whose name is not a text"))
                continue
            name: str = key.value
            if flaw := _flaw_of_key(key, name):
                self.flaws.append(Flaw(key_at, (*path, name), flaw))
            if key.tag == f"{_TAGS}merge":
                continue
            if name in fields.parts:
                first = fields.keys[name].line
                self.flaws.append(Flaw(key_at, (*path, name), f"is written twice; the first one is in line {first}"))
                continue
            fields.keys[name] = key_at
            fields.parts[name] = self.part(value, (*path, name))
        return fields


def _flaw_of_key(key: yaml.ScalarNode, name: str) -> str | None:
    if key.tag == f"{_TAGS}merge":
        return "merges another mapping, which is not supported; write its fields out"
    if not key.style and key.tag == f"{_TAGS}bool":
        return f'is read as {str(name.lower() in _TRUE).lower()} by YAML; put it in quotes: "{name}"'
    return None


def _unprintable(character: str) -> str:
    return f"has a character that cannot be printed (U+{ord(character):04X})"


def _short(tag: str) -> str:
    return f"!!{tag.removeprefix(_TAGS)}" if tag.startswith(_TAGS) else tag


def _position(mark: _Mark | None) -> Position:
    return START if mark is None else Position(mark.line + 1, mark.column + 1)


def _end_of(text: str) -> Position:
    lines = text.split("\n")
    return Position(len(lines), len(lines[-1]) + 1)
