"""What the code says when something is wrong, read from its source."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

GAP = "…"
"""Stands where a name or a number is put in."""


def parsed(file: Path) -> ast.Module:
    """The source as a tree."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def raised(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each error that is raised with a sentence, and the sentence."""
    for node in ast.walk(tree):
        match node:
            case ast.Raise(exc=ast.Call(func=ast.Name(name), args=[message, *_])):
                yield from ((name, sentence) for sentence in _sentences(message))
            case _:
                pass


def said(tree: ast.Module) -> Iterator[str]:
    """Every sentence that the module has for whoever wrote a file: the templates that are marked as such."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name("sentence"), args=[ast.Constant(str(template))]):
                yield _with_gaps(template)
            case ast.Call(func=ast.Name("sentence_n"), args=[_, ast.Constant(str(template)), _]):
                yield _with_gaps(template)
            case _:
                pass


def _with_gaps(template: str) -> str:
    parts = Formatter().parse(template)
    return "".join(text + (GAP if name is not None else "") for text, name, _, _ in parts)


def _sentences(message: ast.expr) -> Iterator[str]:
    match message:
        case ast.IfExp(body=body, orelse=orelse):
            yield from _sentences(body)
            yield from _sentences(orelse)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            for beginning in _sentences(left):
                yield from (beginning + ending for ending in _sentences(right))
        case _:
            yield from _text(message)


def _text(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(str(text)):
            yield text
        case ast.JoinedStr(parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else GAP for part in parts)
        case _:
            pass
