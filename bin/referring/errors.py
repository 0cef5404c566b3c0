"""Every error: what a person is told, and the trees that stand at the tops of modules."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from referring.markdown import code, table
from referring.sentences import parsed, raised, said

from bot.opening import FORESEEN

_ROOMS = ("flows", "storage", "results", "bot")
_CONSULTATIONS = ("flows/checks", "flows/written", "flows/xlsform")
_SETTINGS = ("bot/setting_values.py", "bot/settings.py")
_DRAWN = re.compile(r"^    [│├└─ ]*(\w+)(?:\(\w+\))?(?: {2,}(.*))?$")


@dataclass(frozen=True)
class Error:
    """A class of errors, `meaning`: as the tree at the top of its module tells it, else its own docstring."""

    name: str
    base: str
    meaning: str
    file: str


class Errors:
    """The errors of Glas. Telegram's own, as the sandbox plays them, are Telegram's."""

    def __init__(self, root: Path) -> None:
        files = sorted(
            file for room in _ROOMS for file in (root / room).rglob("*.py") if "migrations" not in file.parts
        )
        self._trees = {str(file.relative_to(root)): parsed(file) for file in files}
        self._errors = [*_defined(self._trees)]
        self._told = _told(self._trees, self._errors)

    def of_consultations(self) -> Iterator[str]:
        """What `glas check` finds."""
        yield "## What is wrong with a consultation\n"
        yield (
            "`glas check`, `glas round open` and the staff's bot tell each mistake with its line, question and key, "
            "such as “line 41, question `dysfunctions`, `max`: must be at least `min` (1)”, or with its sheet, row and "
            "column. What can be said, … stands for what varies:\n"
        )
        found = {
            (sentence, file)
            for file, tree in self._trees.items()
            if file.startswith(_CONSULTATIONS)
            for sentence in said(tree)
        }
        yield table(("said", "said in"), ((sentence, _link(file)) for sentence, file in _in_order(found)))

    def of_settings(self) -> Iterator[str]:
        """What is said of a variable that cannot be used."""
        found = {
            (sentence, file)
            for file in _SETTINGS
            for name, sentence in raised(self._trees[file])
            if name == "ValueError"
        }
        yield "\n".join(f"- {sentence}" for sentence, _ in _in_order(found)) + "\n"

    def of_commands(self) -> Iterator[str]:
        """What the command line says when it refuses."""
        yield "## What a command refuses\n"
        yield "Sentences on stderr, behind `glas: `; the exit code is 1. … stands for what varies.\n"
        found = {
            (sentence, f"{name} {file}")
            for file, tree in self._trees.items()
            if not file.startswith(_CONSULTATIONS)
            for name, sentence in raised(tree)
            if name in self._told
        }
        rows = ((sentence, *where.split()) for sentence, where in _in_order(found))
        yield table(("said", "error", "said in"), ((said_, code(name), _link(file)) for said_, name, file in rows))

    def trees(self) -> Iterator[str]:
        """The classes, each below the one that it is a kind of."""
        yield "## Errors in the code\n"
        yield table(
            ("error", "a kind of", "meaning", "raised by"),
            (
                (code(each.name), code(each.base), each.meaning, _link(each.file))
                for each in sorted(self._errors, key=lambda error: (error.file, error.name))
            ),
        )


def _defined(trees: dict[str, ast.Module]) -> Iterator[Error]:
    """The classes that are errors. Raises LookupError for one that is explained nowhere."""
    found = [(node, file) for file, tree in trees.items() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    classes = {node.name: node for node, _ in found}

    def bases(node: ast.ClassDef) -> list[str]:
        return [base.id for base in node.bases if isinstance(base, ast.Name)]

    def is_error(node: ast.ClassDef) -> bool:
        return any(
            base.endswith(("Exception", "Error")) or (base in classes and is_error(classes[base]))
            for base in bases(node)
        )

    for node, file in found:
        if is_error(node):
            name = node.name
            meaning = _drawn(trees[file]).get(name) or (ast.get_docstring(node) or "").partition("\n\n")[0]
            if not meaning:
                raise LookupError(f"{file}: the error {name} is explained neither in the tree at its top nor by itself")
            yield Error(name, bases(node)[0], meaning, file)


def _told(trees: dict[str, ast.Module], errors: Iterable[Error]) -> set[str]:
    """The errors that the command line tells: those named in `told(...)` and FORESEEN, and their kinds."""
    told = {"Refusal", *(each.__name__ for each in FORESEEN if each is not OSError)}
    for file, tree in trees.items():
        if file.startswith("bot/cli/"):
            for node in ast.walk(tree):
                match node:
                    case ast.Call(func=ast.Name("told"), args=kinds):
                        told |= {kind.id for kind in kinds if isinstance(kind, ast.Name)}
                    case _:
                        pass
    while kinds_of_them := {each.name for each in errors if each.base in told} - told:
        told |= kinds_of_them
    return told


def _drawn(tree: ast.Module) -> dict[str, str]:
    """What the tree at the top of a module says of each error."""
    _, _, drawing = (ast.get_docstring(tree) or "").partition("errors:\n")
    lines = (_DRAWN.match(line) for line in drawing.splitlines())
    return {found[1]: found[2] or "" for found in lines if found}


def _in_order(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(found, key=lambda each: (each[0].lower().strip("`…' "), *each))


def _link(file: str) -> str:
    return f"[{file}](../{file})"
