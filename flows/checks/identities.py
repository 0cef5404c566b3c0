"""Names that have to be unique, or are taken."""

from collections.abc import Iterable, Iterator

from flows.answers import DONT_KNOW
from flows.checks.findings import Finding
from flows.consultation import Consultation, Multiple, Option, Ranking, Single
from flows.mistakes import Path


def identities(consultation: Consultation) -> Iterator[Finding]:
    """Every name that is given twice where it should tell things apart, or that means something else already."""
    languages = ((("languages", place), language) for place, language in enumerate(consultation.languages))
    yield from _repeated(languages, "is listed twice")
    sections = [(("sections", place), section) for place, section in enumerate(consultation.sections)]
    yield from _repeated(((*path, "id"), section.id) for path, section in sections)
    questions = [
        ((*path, "questions", place), question)
        for path, section in sections
        for place, question in enumerate(section.questions)
    ]
    yield from _repeated(((*path, "id"), question.id) for path, question in questions)
    for path, question in questions:
        if isinstance(question, Single | Multiple | Ranking):
            yield from _options((*path, "options"), question.options)
    yield from _repeated((("nets", place, "id"), net.id) for place, net in enumerate(consultation.nets))


def _options(path: Path, options: tuple[Option, ...]) -> Iterator[Finding]:
    yield from _repeated(((*path, place, "id"), option.id) for place, option in enumerate(options))
    for place, option in enumerate(options):
        if option.id == DONT_KNOW:
            yield Finding((*path, place, "id"), f"`{DONT_KNOW}` means that a rating was not given; choose another id")


def _repeated(names: Iterable[tuple[Path, str]], message: str | None = None) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, name in names:
        if name in seen:
            yield Finding(path, message or f"`{name}` is taken: an earlier {_thing(path)} has the same id")
        seen.add(name)


def _thing(path: Path) -> str:
    return str(path[-3]).removesuffix("s")
