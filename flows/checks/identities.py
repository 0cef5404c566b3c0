"""Names that have to be unique, or are taken."""

from collections.abc import Iterable, Iterator

from flows.answers import DONT_KNOW
from flows.checks.findings import Finding
from flows.consultation import Consultation, Option, WithOptions
from flows.mistakes import Path
from flows.sentence import Sentence, sentence


def identities(consultation: Consultation) -> Iterator[Finding]:
    """Every name that is given twice where it should tell things apart, or that means something else already."""
    languages = ((("languages", place), language) for place, language in enumerate(consultation.languages))
    yield from _repeated(languages, sentence("is listed twice"))
    sections = [(("sections", place), section) for place, section in enumerate(consultation.sections)]
    taken = sentence("`{id}` is taken: an earlier section has the same id")
    yield from _repeated((((*path, "id"), section.id) for path, section in sections), taken)
    questions = [
        ((*path, "questions", place), question)
        for path, section in sections
        for place, question in enumerate(section.questions)
    ]
    taken = sentence("`{id}` is taken: an earlier question has the same id")
    yield from _repeated((((*path, "id"), question.id) for path, question in questions), taken)
    for path, question in questions:
        if isinstance(question, WithOptions):
            yield from _options((*path, "options"), question.options)
    taken = sentence("`{id}` is taken: an earlier net has the same id")
    yield from _repeated(((("nets", place, "id"), net.id) for place, net in enumerate(consultation.nets)), taken)


def _options(path: Path, options: tuple[Option, ...]) -> Iterator[Finding]:
    taken = sentence("`{id}` is taken: an earlier option has the same id")
    yield from _repeated((((*path, place, "id"), option.id) for place, option in enumerate(options)), taken)
    for place, option in enumerate(options):
        if option.id == DONT_KNOW:
            message = sentence("`{id}` means that a rating was not given; choose another id", id=DONT_KNOW)
            yield Finding((*path, place, "id"), message)


def _repeated(names: Iterable[tuple[Path, str]], message: Sentence) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, name in names:
        if name in seen:
            yield Finding(path, message.of(id=name))
        seen.add(name)
