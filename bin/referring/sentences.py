"""What the code says when something is wrong, read from its source."""

import ast
from collections.abc import Iterator
from pathlib import Path

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
    """Every sentence in the module, whatever is done with it: texts of several words that explain nothing else.

    Ends of sentences, which begin with a mark behind a gap, are not sentences of their own.
    """
    explaining = {id(each) for each in _docstrings(tree)}
    looked_for = {id(each) for each in _looked_for(tree)}
    inner = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    for node in ast.walk(tree):
        if id(node) not in explaining | looked_for | inner:
            yield from (each for each in _text(node) if _is_sentence(each))


def _is_sentence(text: str) -> bool:
    if text.startswith((f"{GAP}, ", f"{GAP}; ")):
        return False
    return len([word for word in text.replace(GAP, " ").split() if word.strip("`'\".,;:").isalpha()]) > 1


def _docstrings(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value


def _looked_for(tree: ast.Module) -> Iterator[ast.AST | None]:
    """What other programs say: it is compared with, or leads to what is said."""
    for node in ast.walk(tree):
        match node:
            case ast.Dict(keys=keys):
                yield from keys
            case ast.Set(elts=others) | ast.Compare(comparators=others):
                yield from others
            case _:
                pass


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
            yield text.replace("{}", GAP)
        case ast.JoinedStr(parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else GAP for part in parts)
        case _:
            pass
