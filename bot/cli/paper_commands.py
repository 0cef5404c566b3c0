"""The commands for what is printed and for answers on paper, with their parameters."""
# ruff: noqa: PLC0415 - imports inside the commands keep `glas --help` cheap, as in `bot.cli.app`

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.doing import do, now
from bot.cli.errors import told
from bot.cli.parameters import AnyRound, Language, RoundOption, Source

Sheet = Annotated[str, typer.Argument(metavar="SHEET", help="The code that stands on the sheet.")]


def enter(
    round_: AnyRound = None,
    sheet: Annotated[
        str | None,
        typer.Option(metavar="SHEET", help="The code that stands on the sheet already; else it gets a new one."),
    ] = None,
    language: Language = None,
) -> None:
    """Type answers from paper, question after question, through the same conversation as a citizen's."""
    from bot.cli.enter import enter as enter_one
    from bot.opening import FORESEEN
    from bot.settings import load_settings

    with told(*FORESEEN):
        enter_one(load_settings(), round_, language, sheet, now)


def withdraw(sheet: Sheet, round_: RoundOption = None) -> None:
    """Erase what was entered for a sheet, as /delete does for a citizen."""
    from bot.cli.enter import withdraw as withdraw_one

    do(lambda settings: withdraw_one(settings, round_, sheet, now()))


def poster(
    round_: AnyRound = None,
    output: Annotated[Path, typer.Option(metavar="FILE.pdf", help="A new file.")] = Path("poster.pdf"),
    source: Annotated[
        str | None,
        typer.Option(metavar="WORD", help="Where it will hang, such as library; `glas round show` counts who comes."),
    ] = None,
    language: Language = None,
) -> None:
    """Make a poster with the QR code that leads into a round, as a PDF to print."""
    from bot.cli.poster import write_poster

    do(lambda settings: write_poster(settings, round_, output, language=language, source=source, now=now()))


def questionnaire(
    source: Source = None,
    output: Annotated[Path, typer.Option(metavar="FILE.pdf", help="A new file.")] = Path("questionnaire.pdf"),
    language: Language = None,
) -> None:
    """Make the questionnaire for answers on paper, as a PDF to print."""
    from bot.cli.questionnaire import write_questionnaire

    do(lambda settings: write_questionnaire(settings, source, output, language))
