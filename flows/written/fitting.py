"""What can be read of a document that does not have the shape of a consultation.

What does not fit is taken out, or a stand-in put in its place: so the checks of the whole can say at once what else
is wrong. They are told of the gaps.
"""

from dataclasses import dataclass

from flows.checks.findings import Gaps
from flows.consultation import Consultation
from flows.mistakes import Path, Position
from flows.written.shape import Misfit, shaped
from flows.written.source import Fields, Items, Leaf, Part, part_at

_TEXTS = frozenset({"organiser", "title", "intro", "thanks", "text", "low", "high"})
_OPTIONAL_TEXTS = frozenset({"hint", "controller", "contact", "legal_basis", "complaints", "on_paper"})
_NOWHERE = Position(0, 0)
_PARTS_TO_COME = frozenset({"id", "languages", "organiser", "title", "intro", "thanks"})
_UNREAD_ID = Leaf(_NOWHERE, "unread")
_UNREAD_LANGUAGES = Items(_NOWHERE, [Leaf(_NOWHERE, "und")])


@dataclass(frozen=True, slots=True)
class Fitted:
    """What could be read of a document; None when too little is left of it to be a consultation."""

    consultation: Consultation | None
    gaps: Gaps


def fitted(root: Fields) -> Fitted:
    """The consultation that is left without its misfits, which are taken out of `root`."""
    gaps = Gaps()
    while not isinstance(found := shaped(root), Consultation):
        stand_ins = {misfit.path: part for misfit in found if (part := _stand_in(misfit)) is not None}
        condemned = {_to_take_out(misfit) for misfit in found if misfit.path not in stand_ins}
        if () in condemned or not found:
            return Fitted(None, gaps)
        for path, part in stand_ins.items():
            _put(root, path, part)
            gaps.languages |= path[0] == "languages"
        # From the end, children before parents: taking out a part moves none that is still to be taken out.
        for path in sorted(condemned, key=_place, reverse=True):
            _note(root, path, gaps)
            _take_out(root, path)
    return Fitted(found, gaps)


def is_a_part_to_come(misfit: Misfit) -> bool:
    """Whether it is only something that a draft may still lack: who asks and what is said around the questions."""
    if misfit.kind != "missing":
        return False
    return (len(misfit.path) == 1 and misfit.path[0] in _PARTS_TO_COME) or misfit.path[-1] in {"low", "high"}


def _stand_in(misfit: Misfit) -> Part | None:
    """What can take the place of a misfit so that nothing else is lost with it."""
    path, kind = misfit.path, misfit.kind
    if path == ("id",):
        return _UNREAD_ID
    if path == ("languages",):
        return _UNREAD_LANGUAGES
    if kind in {"string_type", "string_too_short"} and not (_TEXTS | _OPTIONAL_TEXTS).isdisjoint(path):
        return _unread_text(path)
    return _unread_text(path) if kind == "missing" and path[-1] in _TEXTS else None


def _unread_text(path: Path) -> Leaf:
    return Leaf(_NOWHERE, f"[{path[-1]}]")


def _to_take_out(misfit: Misfit) -> Path:
    """The path of what has to go with a misfit: a condition, net or crosstab means something else without a part."""
    if misfit.path[4:5] == ("when",):
        return misfit.path[:5]
    if misfit.path[0] in {"nets", "crosstabs"}:
        return misfit.path[:2]
    leaves_its_parent = misfit.kind not in {"missing", "union_tag_invalid", "union_tag_not_found"}
    return misfit.path if leaves_its_parent else misfit.path[:-1]


def _note(root: Fields, path: Path, gaps: Gaps) -> None:
    match path:
        case ("languages", *_):
            gaps.languages = True
        case ("sections", int(), "questions", int(), "options" | "options_from"):
            gaps.questions.add(_id(root, path[:4]))
        case ("sections", int(), "questions", int(), "options", int()):
            gaps.questions.add(_id(root, path[:4]))
        case ("sections", int(), "questions", int()):
            gaps.questions.add(_id(root, path))
            gaps.sections.add(_id(root, path[:2]))
        case ("sections", int()):
            gaps.sections.add(_id(root, path))
            gaps.questions |= _questions_in(part_at(root, (*path, "questions")))
        case _:
            pass


def _questions_in(part: Part | None) -> set[str]:
    """The ids of a section's questions, "" among them if there may be some that cannot be told."""
    if isinstance(part, Items):
        return {_id(question, ()) for question in part.parts}
    return {""}


def _id(root: Part, path: Path) -> str:
    part = part_at(root, (*path, "id"))
    return str(part.value) if isinstance(part, Leaf) else ""


def _put(root: Fields, path: Path, part: Part) -> None:
    parent = part_at(root, path[:-1])
    assert isinstance(parent, Fields)
    parent.parts[str(path[-1])] = part


def _take_out(root: Fields, path: Path) -> None:
    parent = part_at(root, path[:-1])
    assert isinstance(parent, Fields | Items)
    if isinstance(parent, Fields):
        del parent.parts[str(path[-1])]
    else:
        del parent.parts[int(path[-1])]


def _place(path: Path) -> list[str]:
    return [f"{step:06}" if isinstance(step, int) else step for step in path]
