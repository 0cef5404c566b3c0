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
from flows.sentence import Sentence, sentence, sentence_n

LARGEST_TEXT = 1_000_000
"""Size of the largest text that is read, in bytes of UTF-8."""

DEEPEST = 40
MOST_PARTS = 100_000

_NEVER_PRINTED = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})")

_TAGS = "tag:yaml.org,2002:"
_TRUE = {"true", "yes", "on"}
_ORDINARY = {f"{_TAGS}{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "value", "map", "seq")}

_TAB = sentence("is indented with a tab; use spaces")
_BEGINNING = sentence("begins with `{character}`; put such a text in quotes")
_BACKSLASH = sentence("has a `\\` within double quotes; put the text in single quotes")
_SENTENCES = {
    "found a tab character that violates indentation": _TAB,
    "found a tab character where an indentation space is expected": _TAB,
    "mapping values are not allowed in this context": sentence(
        "has a `: ` too many; put a text with a colon in quotes"
    ),
    "did not find expected key": sentence(
        "is indented differently from its neighbours, or goes on after a closing quote"
    ),
    "did not find expected '-' indicator": sentence("is indented differently from its neighbours, or a `-` is missing"),
    "could not find expected ':'": sentence("has no `:` after the name of the field"),
    "found unexpected end of stream": sentence("opens a quote that is never closed"),
    "did not find expected ',' or ']'": sentence("opens a `[` that is not closed, or lacks a comma"),
    "did not find expected ',' or '}'": sentence("opens a `{{` that is not closed, or lacks a comma"),
    "found undefined alias": sentence("repeats a name (`*name`) that no `&name` before it defines"),
    "second occurrence": sentence("gives a name (`&name`) that was given before"),
    "did not find expected node content": sentence("has a sign where a value should begin; put such a text in quotes"),
    "block sequence entries are not allowed in this context": sentence(
        "begins an entry (`- `) where no list can be; put it on a line of its own, or such a text in quotes"
    ),
    "did not find expected comment or line break": sentence(
        "goes on after `|` or `>` in the same line; put such a text in quotes"
    ),
    "did not find expected alphabetic or numeric character": sentence(
        "begins with `&` or `*`; put such a text in quotes"
    ),
    "mapping keys are not allowed in this context": _BEGINNING.of(character="?"),
    "did not find the expected '>'": _BEGINNING.of(character="!"),
    "did not find expected whitespace or line break": _BEGINNING.of(character="!"),
    "found unknown escape character": _BACKSLASH,
    "did not find expected hexdecimal number": _BACKSLASH,
    "but found another document": sentence("begins a second document; one file holds one consultation"),
}
_OTHERWISE = sentence("is not valid YAML; look for a sign that is missing, or one too many")
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
    message: Sentence


@dataclass(frozen=True, slots=True)
class Document:
    """A questionnaire as data, each repeated part written out, and what its reader left out.

    `unread`: ids of questions whose options could not be read, which is among the flaws.
    """

    root: Fields
    flaws: tuple[Flaw, ...]
    notes: tuple[Note, ...] = ()
    unread: frozenset[str] = frozenset()


class Unreadable(ValueError):
    """Nothing can be made of the text from `at` on."""

    def __init__(self, message: Sentence, at: Position = START) -> None:
        super().__init__(str(message))
        self.message = message
        self.at = at


def decoded(content: bytes) -> str:
    """The text of a file; Unreadable when it is too large or not UTF-8."""
    if len(content) > LARGEST_TEXT:
        raise Unreadable(too_large(len(content), LARGEST_TEXT))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        readable = content[: error.start].decode("utf-8")
        not_utf8 = sentence("is not UTF-8; save the file with the encoding UTF-8")
        raise Unreadable(not_utf8, _end_of(readable)) from error


def too_large(size: int, most: int) -> Sentence:
    """The sentence for a file of `size` bytes where at most `most` are read."""
    return sentence_n(
        "the file is too large: {n} byte, at most {most} are read",
        "the file is too large: {n} bytes, at most {most} are read",
        size,
        most=most,
    )


def document(text: str) -> Document:
    """The text as data with positions. Unreadable for what is no YAML, or no mapping of fields to values."""
    text = text.removeprefix("\ufeff")
    if len(text) > LARGEST_TEXT:
        raise Unreadable(
            sentence_n(
                "the text is too large: {n} character, at most {most} are read",
                "the text is too large: {n} characters, at most {most} are read",
                len(text),
                most=LARGEST_TEXT,
            )
        )
    if stray := _NEVER_PRINTED.search(text):
        raise Unreadable(_unprintable(stray.group()), _end_of(text[: stray.start()]))
    try:
        _refuse_depth(text)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise _unreadable(error, text) from error
    if node is None:
        raise Unreadable(sentence("the file is empty"))
    expansion = _Expansion()
    root = expansion.part(node, ())
    if not isinstance(root, Fields):
        other = sentence("is no consultation: expected fields with values, such as `id: my-consultation`")
        raise Unreadable(other, root.at)
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
            too_deep = sentence_n(
                "is nested too deeply (at most {n} level)", "is nested too deeply (at most {n} levels)", DEEPEST
            )
            raise Unreadable(too_deep, _position(event.start_mark))


def _unreadable(error: yaml.YAMLError, text: str) -> Unreadable:
    problem = str(getattr(error, "problem", error))
    mark = getattr(error, "problem_mark", None)
    if problem in _POINT_AT_THE_OPENING:
        mark = getattr(error, "context_mark", None) or mark
    message = _SENTENCES.get(problem, _OTHERWISE)
    if problem == "found character that cannot start any token" and mark is not None:
        character = text[mark.index : mark.index + 1]
        message = _TAB if character == "\t" else _BEGINNING.of(character=character)
    return Unreadable(message, _position(mark))


@dataclass(slots=True)
class _Expansion:
    """Writes a composed document out, part by part, and counts while it does."""

    parts: int = 0
    flaws: list[Flaw] = field(default_factory=list)

    def part(self, node: yaml.Node, path: Path) -> Part:
        at = _position(node.start_mark)
        self.parts += 1
        if self.parts > MOST_PARTS or len(path) > DEEPEST:
            too_many = sentence_n(
                "has more than {n} part, or repeats (`*name`) a part within itself",
                "has more than {n} parts, or repeats (`*name`) a part within itself",
                MOST_PARTS,
            )
            raise Unreadable(too_many, at)
        if node.tag not in _ORDINARY and node.tag != f"{_TAGS}merge":
            tagged = sentence("has a tag (`{tag}`), which is not supported; leave it out", tag=_short(node.tag))
            self.flaws.append(Flaw(at, path, tagged))
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
                self.flaws.append(Flaw(key_at, path, sentence("has a field whose name is not a text")))
                continue
            name: str = key.value
            if flaw := _flaw_of_key(key, name):
                self.flaws.append(Flaw(key_at, (*path, name), flaw))
            if key.tag == f"{_TAGS}merge":
                continue
            if name in fields.parts:
                first = fields.keys[name].line
                twice = sentence("is written twice; the first one is in line {line}", line=str(first))
                self.flaws.append(Flaw(key_at, (*path, name), twice))
                continue
            fields.keys[name] = key_at
            fields.parts[name] = self.part(value, (*path, name))
        return fields


def _flaw_of_key(key: yaml.ScalarNode, name: str) -> Sentence | None:
    if key.tag == f"{_TAGS}merge":
        return sentence("merges another mapping, which is not supported; write its fields out")
    if not key.style and key.tag == f"{_TAGS}bool":
        return read_as_truth(name, value=name.lower() in _TRUE)
    return None


def read_as_truth(written: str, *, value: bool) -> Sentence:
    """The sentence for a word such as `no` that should be a text, and is a truth value in YAML."""
    truth = "true" if value else "false"
    return sentence('is read as {truth} by YAML; put it in quotes: "{text}"', truth=truth, text=written)


def _unprintable(character: str) -> Sentence:
    code = f"U+{ord(character):04X}"
    return sentence("has a character that cannot be printed ({code})", code=code)


def _short(tag: str) -> str:
    return f"!!{tag.removeprefix(_TAGS)}" if tag.startswith(_TAGS) else tag


def _position(mark: _Mark | None) -> Position:
    return START if mark is None else Position(mark.line + 1, mark.column + 1)


def _end_of(text: str) -> Position:
    lines = text.split("\n")
    return Position(len(lines), len(lines[-1]) + 1)
