"""`glas import`, `glas export-form` and `glas template`: consultations as YAML and as workbooks."""

from pathlib import Path

import typer

from bot.cli.checking import complete_in, draft_in, summary, told_beside
from bot.cli.errors import complain
from bot.cli.new_files import write_new
from flows.written.yaml_text import yaml_text
from flows.xlsform.template import template
from flows.xlsform.writing import workbook


async def import_form(file: Path, output: Path | None) -> None:
    """Writes the consultation in the file as YAML to a new file, or prints it.

    What it still lacks is named above it and on stderr. Raises Refusal with every mistake, and OSError.
    """
    draft = await draft_in(file)
    lacking = [f"{each.field} is missing" for each in draft.missing]
    lacking += [f"privacy.{name} is missing" for name in draft.consultation.privacy.missing]
    comments = ["Before a round can open:", *(f"- {each}" for each in lacking)] if lacking else []
    text = yaml_text(draft.data, comments)
    if output is None:
        typer.echo(text, nl=False)
    else:
        write_new(output, text.encode())
        complain(f"{summary(draft.consultation)}: written to {output}")
    for each in draft.missing:
        complain(f"still missing: {each}")
    told_beside(draft)


async def export_form(file: Path, output: Path) -> None:
    """Writes the consultation in the file as a workbook to a new file. Raises Refusal and OSError."""
    draft = await complete_in(file)
    write_new(output, workbook(draft.consultation))
    complain(f"{summary(draft.consultation)}: written to {output}")


def write_template(output: Path) -> None:
    """Writes a workbook to start from to a new file. Raises OSError."""
    write_new(output, template())
    complain(f"written to {output}: open it with a spreadsheet program, then `glas check {output}`")
