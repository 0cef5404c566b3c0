"""Whether a document has the shape of a consultation: each part of its type, nothing missing, nothing unknown."""

from dataclasses import dataclass
from json import dumps

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from flows.consultation import Consultation
from flows.mistakes import Path
from flows.sentence import Sentence
from flows.written.sentences import of_error, of_unknown_field
from flows.written.source import Fields, Items, Leaf, Part, part_at, plain_data


@dataclass(frozen=True, slots=True)
class Misfit:
    """A part that does not fit, by its path in the document; `kind` is pydantic's name for what is wrong."""

    path: Path
    kind: str
    message: Sentence


def shaped(root: Fields) -> Consultation | tuple[Misfit, ...]:
    """The consultation that the document is, or else everything in it that does not fit, one misfit a part."""
    try:
        return Consultation.model_validate_json(dumps(plain_data(root)), strict=True)
    except ValidationError as error:
        return _misfits(root, error.errors(include_url=False, include_input=False))


def _misfits(root: Fields, errors: list[ErrorDetails]) -> tuple[Misfit, ...]:
    found: dict[Path, Misfit] = {}
    for error in errors:
        path = _path(root, error)
        if path is not None:
            found.setdefault(path, Misfit(path, error["type"], _sentence(root, path, error)))
    return tuple(found.values())


def _sentence(root: Fields, path: Path, error: ErrorDetails) -> Sentence:
    if error["type"] != "extra_forbidden":
        return of_error(error, path, part_at(root, path))
    kind = part_at(root, (*path[:4], "type")) if len(path) == 5 else None
    return of_unknown_field(str(path[-1]), str(kind.value) if isinstance(kind, Leaf) else None)


def _path(root: Fields, error: ErrorDetails) -> Path | None:
    """The path in the document of the part that an error is about; for a missing one, where it should be.

    Pydantic's way there also names the members of unions that it tried: the type of a question, which is left out,
    and the kind of a condition. Of all kinds of condition only the one that was meant is followed: None for the
    complaints of the others.
    """
    path: Path = ()
    part: Part = root
    named = False
    for step in error["loc"]:
        if _is_union(path) and not named:
            if path[4:5] == ("when",) and step != _kind(part):
                return None
            named = True
        elif isinstance(part, Fields) and step in part.parts:
            path, part, named = (*path, step), part.parts[str(step)], False
        elif isinstance(part, Items) and isinstance(step, int):
            path, part, named = (*path, step), part.parts[step], False
    match error["type"]:
        case "too_short" if isinstance(part, Items | Fields) and len(part.parts) >= error["ctx"]["min_length"]:
            return None  # pydantic counts only the entries that are right, and complains of the others by themselves
        case "missing":
            return (*path, error["loc"][-1])
        case "union_tag_invalid" | "union_tag_not_found":
            return (*path, "type")
        case _:
            return path


def _is_union(path: Path) -> bool:
    if path[4:5] == ("when",):
        return path[-1] in {"when", "not"} or (path[-2] in {"all", "any"} and isinstance(path[-1], int))
    return len(path) == 4 and path[2] == "questions"


def _kind(part: Part) -> str:
    """The name of the model of the condition that was meant."""
    names = part.parts.keys() if isinstance(part, Fields) else set()
    for name, kind in (("all", "All"), ("any", "AnyOf"), ("not", "Not")):
        if name in names:
            return kind
    return "Chose" if names.isdisjoint({"at_least", "at_most"}) else "Measured"
