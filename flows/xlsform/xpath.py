"""The expressions of XLSForm, a part of XPath, read into data. Nothing is ever evaluated here.

errors:
    Unsayable(ValueError)   what the expression says is no expression, or nothing that Glas has a word for
"""

from dataclasses import dataclass
from decimal import Decimal

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput

from flows.sentence import Sentence, sentence, sentence_n
from flows.xlsform.found import too_long

LONGEST = 4_000
DEEPEST = 100

_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\N{NO-BREAK SPACE}": " "})

_GRAMMAR = r"""
?start: either
?either: both ("or" both)*
?both: comparison ("and" comparison)*
?comparison: arithmetic (COMPARISON arithmetic)*
?arithmetic: value (("+" | "-" | "*" | "div" | "mod" | "|") value)*
?value: "(" either ")"                        -> group
      | NAME "(" [either ("," either)*] ")"   -> call
      | REFERENCE                             -> reference
      | PATH                                  -> path
      | "."                                   -> here
      | NAME                                  -> word
      | TEXT                                  -> text
      | NUMBER                                -> number
      | "-" NUMBER                            -> negative

COMPARISON: "<=" | ">=" | "!=" | "=" | "<" | ">"
REFERENCE: /\$\{[^{}]*\}/
PATH: /\.\.(\/[\w.\-]+)*|\/{1,2}[\w.\-]+(\/[\w.\-]+)*|\.\/[\w.\-\/]+/
NAME: /[^\W\d][\w\-]*(:[^\W\d][\w\-]*)?/
TEXT: /"[^"]*"|'[^']*'/
NUMBER: /\d+(\.\d*)?|\.\d+/
%ignore /\s+/
"""


class Unsayable(ValueError):
    """What the expression says and why it cannot be taken over, as one sentence."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Reference:
    """`${name}`: the answer to a question."""

    name: str


@dataclass(frozen=True, slots=True)
class Here:
    """`.`: the answer to this question."""


@dataclass(frozen=True, slots=True)
class Word:
    """A bare name: in a choice filter, a column of the sheet choices."""

    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """A path to a question, as older forms have them."""

    written: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values and what is between them: `=`, `!=`, `<`, `<=`, `>`, `>=`."""

    sign: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Both:
    """Parts joined by `and`."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Parts joined by `or`."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Group:
    """An expression in brackets."""

    inner: "Expression"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A sum, product or the like."""


Expression = Reference | Here | Word | Path | Text | Number | Call | Comparison | Both | Either | Group | Arithmetic


@v_args(inline=True)
class _Reading(Transformer[Token, Expression]):
    """Makes data of what the grammar finds, while it finds it: no depth of a tree to come back from."""

    def either(self, *parts: Expression) -> Expression:
        return Either(parts)

    def both(self, *parts: Expression) -> Expression:
        return Both(parts)

    def comparison(self, left: Expression, *rest: Expression | Token) -> Expression:
        if len(rest) != 2:
            raise Unsayable(sentence("compares more than two values in a row; join comparisons with `and`"))
        sign, right = rest
        assert not isinstance(right, Token)
        return Comparison(str(sign), left, right)

    def arithmetic(self, *_: Expression) -> Expression:
        return Arithmetic()

    def group(self, inner: Expression) -> Expression:
        return Group(inner)

    def call(self, name: Token, *arguments: Expression | None) -> Expression:
        return Call(str(name), tuple(each for each in arguments if each is not None))

    def reference(self, written: Token) -> Expression:
        return Reference(written[2:-1].strip())

    def path(self, written: Token) -> Expression:
        return Path(str(written))

    def here(self) -> Expression:
        return Here()

    def word(self, name: Token) -> Expression:
        return Word(str(name))

    def text(self, written: Token) -> Expression:
        return Text(written[1:-1])

    def number(self, written: Token) -> Expression:
        return Number(Decimal(str(written)))

    def negative(self, written: Token) -> Expression:
        return Number(-Decimal(str(written)))


_PARSER = Lark(_GRAMMAR, parser="lalr", transformer=_Reading(), maybe_placeholders=False)


def parsed(text: str) -> Expression:
    """The expression as data. Unsayable for what cannot be read."""
    text = text.translate(_STRAIGHT)
    if len(text) > LONGEST:
        raise Unsayable(too_long(len(text), LONGEST))
    if _depth(text) > DEEPEST:
        raise Unsayable(
            sentence_n(
                "is nested too deeply (at most {n} bracket)", "is nested too deeply (at most {n} brackets)", DEEPEST
            )
        )
    try:
        read: Expression = _PARSER.parse(text)  # type: ignore[assignment]  # the transformer leaves no tree
    except UnexpectedInput as error:
        place = text[max(0, error.pos_in_stream or 0) :].strip()[:12] if error.pos_in_stream is not None else ""
        too_early = sentence("ends too early to be read")
        unread = sentence("cannot be read from `{place}` on", place=place) if place else too_early
        raise Unsayable(unread) from error
    return read


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest
