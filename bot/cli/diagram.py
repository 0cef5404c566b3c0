"""`glas diagram`: the consultation and its sections as state machines, in Mermaid."""

import sys
from collections.abc import Iterator
from pathlib import Path

from bot.cli.languages import language_of
from bot.cli.sources import consultation_of
from bot.refusal import Refusal
from bot.settings import Settings
from flows.consultation import Consultation, Text, text_in
from flows.diagrams.machine import Machine, consultation_machine, section_machine
from flows.diagrams.mermaid import mermaid

_ABOUT = """\
The way forward, as drawn by `glas diagram`. Each state names what stands there, and below it how it is called in the
questionnaire. At a diamond it depends on earlier answers whether what is beside it is asked. From every state Back
leads to the one before, and /review to all that was answered and on to the summary of any section; those ways are not
drawn.
"""


async def write_diagram(
    settings: Settings,
    source: str | None,
    section: str | None,
    language: str | None,
    output: Path | None,
    *,
    page: bool,
) -> None:
    """Prints the machine of the sections, or of one section's questions; as a page all of them, one after the other.

    To `output`, when given: a new file. Raises Refusal and OSError, FileExistsError among them.
    """
    if page and section is not None:
        raise Refusal("--page draws every section; leave out --section")
    consultation = await consultation_of(settings, source)
    spoken = language_of(consultation, language)
    drawn = _page(consultation, spoken) if page else mermaid(_machine(consultation, section, spoken))
    if output is None:
        sys.stdout.write(drawn)
        return
    with output.open("x", encoding="utf-8") as file:
        file.write(drawn)


def _machine(consultation: Consultation, section: str | None, language: str) -> Machine:
    if section is None:
        return consultation_machine(consultation, language)
    if section not in consultation.section_by_id:
        raise Refusal(f"no section is called {section}, only {', '.join(consultation.section_by_id)}")
    return section_machine(consultation.section_by_id[section], language)


def _page(consultation: Consultation, language: str) -> str:
    """Every machine in Markdown."""
    return "\n".join([f"# {_line(consultation.title, language)}", "", _ABOUT, *_drawings(consultation, language)])


def _drawings(consultation: Consultation, language: str) -> Iterator[str]:
    yield _fenced("The sections", consultation_machine(consultation, language))
    for section in consultation.sections:
        yield _fenced(_line(section.title, language), section_machine(section, language))


def _line(text: Text, language: str) -> str:
    return " ".join(text_in(text, language).split())


def _fenced(heading: str, machine: Machine) -> str:
    return f"## {heading}\n\n```mermaid\n{mermaid(machine)}```\n"
