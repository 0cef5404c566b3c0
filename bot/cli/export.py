"""`glas export`: what counts of every response, or the released tables, in a file for another program."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from random import SystemRandom
from typing import BinaryIO

from bot.cli.author import author
from bot.cli.checking import counted
from bot.cli.errors import complain
from bot.cli.languages import language_of
from bot.opening import chosen_round, opened
from bot.refusal import Refusal
from bot.settings import Settings
from results.exports.confidential import MARK, note
from results.exports.formats import PUBLIC, ExportFormat
from results.exports.public import figures
from results.exports.workbook import TooWide
from results.exports.writing import write_figures, write_responses
from results.released import last_released
from storage.audit import Act, note_alone
from storage.private_files import new_private
from storage.responses import exported
from storage.rounds import Round

_TO_FILES = frozenset({ExportFormat.XLSX, ExportFormat.SAV})
"""Forms that are no text: nobody wants them in a terminal, and they are not written from front to back."""


async def export(
    settings: Settings,
    code: str | None,
    output: Path | None,
    form: ExportFormat,
    language: str | None,
    *,
    now: datetime,
) -> None:
    """Writes every response that sent at least one section; their order, and so their names, are drawn by lot.

    Beside a file lies a note that says how confidential it is. The first is written when the audit has its line.
    """
    target = _target(output, form)
    async with opened(settings) as database:
        round_ = await chosen_round(database, code)
        if round_.answers_erased:
            raise Refusal(f"the answers of round {round_.code} are erased, only counts are left")
        spoken = language_of(round_.consultation, language)
        responses = exported(database, round_, SystemRandom())
        with _private(target) as file, _noted(target, round_):
            await note_alone(database, author(now), Act.EXPORT, f"round {round_.code}: {form.value}")
            try:
                written = await write_responses(form, file, round_, responses, language=spoken, folder=_folder(target))
            except TooWide as error:
                raise Refusal(str(error)) from error
    if target is not None:
        complain(f"{counted(written, 'response')} written to {target}. It is confidential: see {_beside(target).name}")


async def export_public(
    settings: Settings, code: str | None, output: Path | None, form: ExportFormat, language: str | None
) -> None:
    """Writes the tables of the last snapshot, which everybody may see."""
    if form not in PUBLIC:
        raise Refusal("SPSS files hold responses, not tables: take --format csv, xlsx or jsonl with --public")
    target = _target(output, form)
    async with opened(settings) as database:
        round_ = await chosen_round(database, code)
        spoken = language_of(round_.consultation, language)
        released = await last_released(database, round_)
    if released is None:
        raise Refusal(f"nothing of round {round_.code} has been released yet")
    rows = list(figures(released, round_.consultation, spoken))
    with _private(target) as file:
        write_figures(form, file, rows)
    if target is not None:
        complain(f"{counted(len(rows), 'figure')} of snapshot {released.number} written to {target}")


def _target(output: Path | None, form: ExportFormat) -> Path | None:
    if output is None and form in _TO_FILES:
        raise Refusal(f"--format {form.value} needs --output FILE")
    return output


def _folder(target: Path | None) -> Path:
    """Where temporary files go: beside the file, on a disk that its owner chose."""
    return Path() if target is None else target.parent


def _beside(target: Path) -> Path:
    return target.with_name(f"{target.name}.{MARK}.txt")


@contextmanager
def _noted(target: Path | None, of: Round) -> Iterator[None]:
    """The note beside the file, before a long export finds that it cannot be written."""
    if target is None:
        yield
        return
    with _private(_beside(target)) as beside:
        beside.write(note(of.consultation, of.code).encode())
        yield


@contextmanager
def _private(output: Path | None) -> Iterator[BinaryIO]:
    """Stdout, or a new file that only its owner may read; raises OSError, as `new_private`."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with new_private(output) as file:
        yield file
