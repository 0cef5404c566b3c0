"""The commands for consultations as workbooks, and for trying one, with their parameters."""
# ruff: noqa: PLC0415 - imports inside the commands keep `glas --help` cheap, as in `bot.cli.app`

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.errors import told

Consultation = Annotated[Path, typer.Argument(help="A consultation: YAML, or a workbook (.xlsx).")]


def import_(
    file: Annotated[Path, typer.Argument(help="A workbook as KoboToolbox and ODK use it (XLSForm, .xlsx), or YAML.")],
    output: Annotated[Path | None, typer.Option(metavar="FILE.yaml", help="A new file; else standard output.")] = None,
) -> None:
    """Turn a workbook into YAML; a draft may still lack what a round needs, which is named."""
    from bot.cli.forms import import_form

    with told(OSError):
        asyncio.run(import_form(file, output))


def export_form(
    file: Consultation, output: Annotated[Path, typer.Option(metavar="FILE.xlsx", help="A new file.")]
) -> None:
    """Turn a consultation into a workbook, for spreadsheet programs, KoboToolbox and ODK."""
    from bot.cli.forms import export_form as export

    with told(OSError):
        asyncio.run(export(file, output))


def template(output: Annotated[Path, typer.Option(metavar="FILE.xlsx", help="A new file.")]) -> None:
    """Write a workbook to start from, with an example, choices to pick from and explanations."""
    from bot.cli.forms import write_template

    with told(OSError):
        write_template(output)


def preview(
    file: Consultation,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the chat page; 0 takes a free one.")] = 8080,
) -> None:
    """Try one as a citizen sees it, drafts too: a chat page in the browser, until Ctrl-C. Nothing is kept."""
    from bot.cli.previewing import preview_file

    with told(OSError):
        asyncio.run(preview_file(file, port))
