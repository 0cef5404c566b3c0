"""Reads a consultation from YAML, and says everything that is wrong with it at once.

errors:
    ConsultationErrors(ValueError)   every mistake, each with line, question, field and one sentence
"""

from pathlib import Path as FilePath

from flows.checking import check
from flows.consultation import Consultation
from flows.mistakes import ConsultationErrors, Mistake, Path
from flows.written.fitting import fitted
from flows.written.shape import shaped
from flows.written.source import Document, Fields, Items, Leaf, Part, Position, Unreadable, decoded, document, part_at

__all__ = ["ConsultationErrors", "Mistake", "load_consultation", "read_consultation"]


def load_consultation(path: FilePath) -> Consultation:
    """The consultation in that file; OSError when the file itself cannot be read."""
    return read_consultation(path.read_bytes())


def read_consultation(source: str | bytes) -> Consultation:
    """The consultation that `source` describes, in YAML; bytes are UTF-8.

    The only error is ConsultationErrors, whatever the source. A mistake in the YAML itself hides those behind it;
    all others come at once.
    """
    try:
        read = document(decoded(source) if isinstance(source, bytes) else source)
    except Unreadable as error:
        raise ConsultationErrors([_mistake(Fields(error.at), (), str(error), error.at)]) from error
    consultation, mistakes = _read(read)
    if consultation is None or mistakes:
        raise ConsultationErrors(mistakes)
    return consultation


def _read(read: Document) -> tuple[Consultation | None, list[Mistake]]:
    root = read.root
    mistakes = [_mistake(root, flaw.path, flaw.message, flaw.at) for flaw in read.flaws]
    if not isinstance(misfits := shaped(root), Consultation):
        mistakes += [_mistake(root, misfit.path, misfit.message) for misfit in misfits]
    left = fitted(root)  # from here on, paths are those of what is left
    if left.consultation is not None:
        found = check(left.consultation, left.gaps)
        mistakes += [_mistake(root, finding.path, finding.message) for finding in found]
    once: dict[tuple[int, int, str], Mistake] = {}
    for mistake in mistakes:  # a part that is written once and repeated is wrong in one place only
        once.setdefault((mistake.line, mistake.column, mistake.message), mistake)
    return left.consultation, list(once.values())


def _mistake(root: Fields, path: Path, message: str, at: Position | None = None) -> Mistake:
    at = at or _position(root, path)
    section = _id(root, path[:2]) if path[:1] == ("sections",) else None
    question = _id(root, path[:4]) if section and path[2:3] == ("questions",) else None
    known = 4 if question else 2 if section else 0
    return Mistake(at.line, at.column, section, question, _field(root, path, known), message)


def _position(root: Fields, path: Path) -> Position:
    """Where the last step of the path stands that is there: the name of a field, or the beginning of an entry."""
    at = root.at
    part: Part | None = root
    for step in path:
        match part, step:
            case Fields(keys=keys), str(name) if name in keys:
                at = keys[name]
            case Items(parts=parts), int(place) if place < len(parts):
                at = parts[place].at
        part = part_at(part, (step,)) if part else None
    return at


def _id(root: Fields, path: Path) -> str | None:
    match part_at(root, (*path, "id")):
        case Leaf(value=str(name)):
            return name
        case _:
            return None


def _field(root: Fields, path: Path, known: int) -> str | None:
    """The rest of the path after the first `known` steps, with entries named by their ids or counted from 1."""
    name = ""
    for depth in range(known, len(path)):
        step = path[depth]
        if isinstance(step, str):
            name += f".{step}"
        elif entry := _id(root, path[: depth + 1]):
            name += f".{entry}"
        else:
            name += f"[{step + 1}]"
    return name.removeprefix(".") or None
