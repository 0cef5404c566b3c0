"""Reads a consultation from YAML or from a workbook (XLSForm), and says everything that is wrong with it at once.

errors:
    ConsultationErrors(ValueError)   every mistake, each with its place, question, field and one sentence
"""

from dataclasses import dataclass
from pathlib import Path as FilePath

from flows.checking import check
from flows.consultation import Consultation
from flows.mistakes import ConsultationErrors, Mistake, Note, Path, Position
from flows.sentence import Sentence, sentence
from flows.written.fitting import fitted, is_a_part_to_come
from flows.written.shape import Misfit, shaped
from flows.written.source import Document, Fields, Items, Leaf, Part, Unreadable, decoded, document, part_at, plain_data
from flows.xlsform.signature import is_workbook

__all__ = [
    "ConsultationErrors",
    "Draft",
    "Mistake",
    "is_workbook",
    "load_consultation",
    "read_consultation",
    "read_draft",
]

_HEADINGS = {"text": "label", "title": "label", "type": "type", "when": "relevant"}
"""How the columns of a workbook are called where fields have another name."""


_SETTINGS = {"id": "form_id", "languages": "default_language"}
"""Columns of the sheet settings, by the fields that they are; the other fields are rows of the sheet consultation."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A consultation as far as it is written.

    `missing` names the texts that it cannot do without and that are not there yet; in `consultation` their names in
    brackets stand in for them. `data` is what the file says, as dicts, lists, texts and numbers.
    """

    consultation: Consultation
    missing: tuple[Mistake, ...]
    notes: tuple[Note, ...]
    data: object


def load_consultation(path: FilePath) -> Consultation:
    """The consultation in that file; OSError when the file itself cannot be read."""
    return read_consultation(path.read_bytes())


def read_consultation(source: str | bytes) -> Consultation:
    """The consultation that `source` describes: YAML, as text or in UTF-8, or the bytes of a workbook.

    The only error is ConsultationErrors, whatever the source. A mistake in the YAML itself hides those behind it;
    all others come at once.
    """
    draft = read_draft(source, complete=True)
    return draft.consultation


def read_draft(source: str | bytes, *, complete: bool = False) -> Draft:
    """The consultation as far as it is written; raises ConsultationErrors when something is wrong with it.

    `complete`: also when nothing is, but something is missing.
    """
    try:
        read = _document(source)
    except Unreadable as error:
        raise ConsultationErrors([Mistake(error.at, None, None, None, error.message)]) from error
    data = plain_data(read.root)
    consultation, mistakes, missing = _read(read)
    if consultation is None or mistakes or (missing and complete):
        raise ConsultationErrors([*mistakes, *missing])
    return Draft(consultation, missing, read.notes, data)


def _document(source: str | bytes) -> Document:
    if isinstance(source, str):
        return document(source)
    if is_workbook(source):
        from flows.xlsform.reading import form  # noqa: PLC0415 - what reads spreadsheets takes a second to load

        return form(source)
    return document(decoded(source))


def _read(read: Document) -> tuple[Consultation | None, list[Mistake], tuple[Mistake, ...]]:
    """What could be read, what is wrong with it, and what is missing of it."""
    root = read.root
    mistakes = [_mistake(root, flaw.path, flaw.message, flaw.at) for flaw in read.flaws]
    misfits = shaped(root)
    if root.at.sheet and "sections" not in root.parts and read.flaws and not isinstance(misfits, Consultation):
        misfits = tuple(each for each in misfits if each.path != ("sections",))  # the flaws say why
    missing: tuple[Mistake, ...] = ()
    if not isinstance(misfits, Consultation):
        missing = tuple(_to_come(root, each) for each in misfits if is_a_part_to_come(each))
        mistakes += [_mistake(root, each.path, each.message) for each in misfits if not is_a_part_to_come(each)]
    left = fitted(root)  # from here on, paths are those of what is left
    if left.consultation is not None:
        left.gaps.questions.update(read.unread)
        found = check(left.consultation, left.gaps)
        mistakes += [_mistake(root, finding.path, finding.message) for finding in found]
    once: dict[tuple[Position, str, Sentence], Mistake] = {}
    for mistake in mistakes:  # a part that is written once and repeated is wrong in one place only
        once.setdefault((mistake.at, (mistake.field or "").rpartition(".")[2], mistake.message), mistake)
    return left.consultation, list(once.values()), missing


def _to_come(root: Fields, misfit: Misfit) -> Mistake:
    """What is missing, and in a workbook where it would stand: there may be no such sheet yet."""
    field = str(misfit.path[0])
    if not root.at.sheet or len(misfit.path) > 1:
        return _mistake(root, misfit.path, misfit.message)
    if field in _SETTINGS:
        column = sentence("is missing; fill in the column `{column}`", column=_SETTINGS[field])
        return _mistake(root, misfit.path, column, Position(0, 0, "settings"))
    row = sentence(
        "is missing; give it a row in a sheet of this name: `{part}` in the column `part`, and what it says in `text`",
        part=field,
    )
    return _mistake(root, misfit.path, row)


def _mistake(root: Fields, path: Path, message: Sentence, at: Position | None = None) -> Mistake:
    section = _id(root, path[:2]) if path[:1] == ("sections",) else None
    question = _id(root, path[:4]) if section and path[2:3] == ("questions",) else None
    known = 4 if question else 2 if section else 0
    found, depth = _position(root, path)
    at = at or found
    field = _field(root, path, known)
    if at.sheet:
        # The column says which field it is, unless that is missing.
        field = None if depth == len(path) and depth > known else _HEADINGS.get(field or "", field) if known else field
    return Mistake(at, section, question, field, message)


def _position(root: Fields, path: Path) -> tuple[Position, int]:
    """Where the last step of the path stands that is there, and how many steps led to it.

    The place of a field is that of its name, the place of an entry is its beginning.
    """
    at, depth = root.at, 0
    part: Part | None = root
    for place, step in enumerate(path, start=1):
        match part, step:
            case Fields(keys=keys), str(name) if name in keys:
                at, depth = keys[name], place
            case Items(parts=parts), int(number) if number < len(parts):
                at, depth = parts[number].at, place
        part = part_at(part, (step,)) if part else None
    return at, depth


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
