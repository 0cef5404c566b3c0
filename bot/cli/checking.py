"""`glas check`: is this file a consultation? YAML or a workbook, told apart by its content."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.errors import complain
from bot.refusal import Refusal
from flows.consultation import Consultation
from flows.lacking import notice_lacks

if TYPE_CHECKING:
    from flows.mistakes import Mistake
    from flows.reading import Draft


async def check_file(file: Path) -> None:
    """Prints the consultation in numbers, and what a round still lacks. Raises Refusal with every mistake, OSError."""
    draft = await complete_in(file)
    typer.echo(f"✓ {summary(draft.consultation)}")
    told_beside(draft)


async def consultation_in(file: Path) -> Consultation:
    """The consultation in the file. Raises Refusal with every mistake on a line of its own, and OSError."""
    return (await complete_in(file)).consultation


async def complete_in(file: Path) -> "Draft":
    """The consultation in the file and what was noted about it; raises as `consultation_in` does."""
    draft = await draft_in(file)
    if draft.missing:
        raise _refused(file, draft.missing)
    return draft


async def draft_in(file: Path) -> "Draft":
    """The consultation in the file as far as it is written. Raises Refusal with every mistake, and OSError."""
    from flows.reading import ConsultationErrors, is_workbook, read_draft  # noqa: PLC0415 - most commands read no file

    content = file.read_bytes()  # noqa: ASYNC240 - a command has nothing else to do meanwhile
    try:
        if is_workbook(content):
            from bot.forms.apart import read_apart  # noqa: PLC0415 - for workbooks only, which others may have written

            return await read_apart(content)
        return read_draft(content)
    except ConsultationErrors as error:
        raise _refused(file, error.mistakes) from error


def told_beside(draft: "Draft") -> None:
    """Tells on stderr what was left out of a file, and which parts of the privacy notice a round would still need."""
    for note in draft.notes:
        complain(f"note: {note}")
    if lacking := draft.consultation.privacy.missing:
        complain(f"note: before a round can be made of it: {notice_lacks(lacking)}")


def summary(consultation: Consultation) -> str:
    """The consultation in numbers."""
    questions = counted(len(consultation.question_by_id), "question")
    sections = counted(len(consultation.sections), "section")
    languages = "language" if len(consultation.languages) == 1 else "languages"
    return f"{questions} in {sections}, {languages} {', '.join(consultation.languages)}"


def counted(n: int, noun: str) -> str:
    """The number with its noun, whose plural ends in s."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _refused(file: Path, mistakes: "tuple[Mistake, ...]") -> Refusal:
    return Refusal("\n".join(f"{file}: {mistake}" for mistake in mistakes))
