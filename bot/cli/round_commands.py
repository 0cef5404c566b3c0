"""The commands of `glas round`, with their parameters."""
# ruff: noqa: PLC0415 - imports inside the commands keep `glas --help` cheap, as in `bot.cli.app`

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.doing import do, group, now
from bot.cli.formats import Format
from bot.cli.parameters import Code, Exact, When

NewCode = Annotated[str | None, typer.Option(help="What stands in the round's link; else the consultation's id.")]
Opens = Annotated[str | None, typer.Option(metavar="WHEN", help=f"{When}; a date begins with its day.")]
Closes = Annotated[str | None, typer.Option(metavar="WHEN", help=f"{When}; a date still counts to the end of its day.")]


def build_rounds() -> typer.Typer:
    """The group `glas round`."""
    rounds = group("Make, schedule, open, pause, close, reopen, list and show rounds.")
    for name, command in (
        ("create", round_create),
        ("replace", round_replace),
        ("schedule", round_schedule),
        ("open", round_open),
        ("pause", round_pause),
        ("resume", round_resume),
        ("close", round_close),
        ("reopen", round_reopen),
        ("reword", round_reword),
        ("list", round_list),
        ("show", round_show),
    ):
        rounds.command(name)(command)
    return rounds


def round_create(
    file: Annotated[Path, typer.Argument(help="The consultation: YAML, or a workbook (.xlsx).")], code: NewCode = None
) -> None:
    """Make a round as a draft, which nobody can answer yet."""
    from bot.cli import rounds

    do(lambda settings: rounds.create_one(settings, file, code=code, now=now()))


def round_replace(
    code: Code, file: Annotated[Path, typer.Argument(help="The consultation: YAML, or a workbook (.xlsx).")]
) -> None:
    """Let a draft ask what is in a file instead; its code and its dates stay."""
    from bot.cli import rounds

    do(lambda settings: rounds.replace_one(settings, code, file, now()))


def round_schedule(code: Code, opens: Opens = None, closes: Closes = None) -> None:
    """Set when a round opens and closes, by itself; a date that is left out stays as it is."""
    from bot.cli import rounds

    do(lambda settings: rounds.schedule_one(settings, code, opens=opens, closes=closes, now=now()))


def round_open(
    what: Annotated[
        str, typer.Argument(metavar="FILE|CODE", help="A consultation (.yaml or .xlsx), or the code of a draft.")
    ],
    code: NewCode = None,
    opens: Annotated[
        str | None, typer.Option(metavar="WHEN", help=f"{When}; a date begins with its day. Now, when left out.")
    ] = None,
    closes: Closes = None,
) -> None:
    """Open a draft now, or a new round with a consultation, whose structure is fixed from then on."""
    from bot.cli import rounds

    do(lambda settings: rounds.open_one(settings, what, code=code, opens=opens, closes=closes, now=now()))


def round_pause(code: Code) -> None:
    """Let a round take no answers for a while; its closing comes all the same."""
    from bot.cli import rounds

    do(lambda settings: rounds.pause_one(settings, code, now()))


def round_resume(code: Code) -> None:
    """Let a paused round take answers again."""
    from bot.cli import rounds

    do(lambda settings: rounds.resume_one(settings, code, now()))


def round_close(code: Code) -> None:
    """Close a round now."""
    from bot.cli import rounds

    do(lambda settings: rounds.close_one(settings, code, now()))


def round_reopen(
    code: Code,
    reason: Annotated[str, typer.Option(help="Why, in a line; it stands in the audit.")],
    closes: Closes = None,
) -> None:
    """Let a closed round take answers again, as long as nobody's key is erased."""
    from bot.cli import rounds

    do(lambda settings: rounds.reopen_one(settings, code, reason=reason, closes=closes, now=now()))


def round_reword(
    code: Code, file: Annotated[Path, typer.Argument(help="The consultation with its texts mended (.yaml or .xlsx).")]
) -> None:
    """Mend a round's texts, also while it is open; questions, options and rules stay as they are."""
    from bot.cli import rounds

    do(lambda settings: rounds.reword_one(settings, code, file, now()))


def round_list() -> None:
    """List all rounds."""
    from bot.cli import rounds

    do(lambda settings: rounds.list_all(settings, now()))


def round_show(
    code: Code,
    exact: Exact = False,
    form: Annotated[Format, typer.Option("--format", help="How to print it; JSON has how the round is doing.")] = (
        Format.TABLE
    ),
) -> None:
    """Show one round, and how it is doing: by day, language and source, and where people stop."""
    from bot.cli import rounds

    do(lambda settings: rounds.show_one(settings, code, now(), exact=exact, json=form is Format.JSON))
