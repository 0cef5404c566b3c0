"""The commands of `glas broadcast`, with their parameters."""
# ruff: noqa: PLC0415 - imports inside the commands keep `glas --help` cheap, as in `bot.cli.app`

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.doing import do, group, now
from bot.cli.parameters import RoundOption, When

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The broadcast's number; see `glas broadcast list`.")]


StoppedBy = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="Of those in progress, only who last answered in the week of this day or before."
    ),
]
Quiet = Annotated[
    str | None, typer.Option(metavar="HH:MM-HH:MM", help="Quiet hours, or `none`; else GLAS_QUIET_HOURS.")
]


class KindName(StrEnum):
    """storage.broadcasts.broadcast.Kind, without importing it."""

    ANNOUNCE = "announce"
    REMIND = "remind"
    THANK = "thank"
    RESULTS = "results"
    DEEDS = "deeds"


class SegmentName(StrEnum):
    """storage.broadcasts.segments.Segment, without importing it."""

    ALL = "all"
    NEVER_STARTED = "never-started"
    IN_PROGRESS = "in-progress"
    SUBMITTED = "submitted"


def build_broadcasts() -> typer.Typer:
    """The group `glas broadcast`."""
    broadcasts = group("Write to all who asked for it: announce, remind, thank, tell results and what came of them.")
    for name, command in (
        ("create", broadcast_create),
        ("reword", broadcast_reword),
        ("redirect", broadcast_redirect),
        ("show", broadcast_show),
        ("list", broadcast_list),
        ("test", broadcast_test),
        ("send", broadcast_send),
        ("watch", broadcast_watch),
        ("unschedule", broadcast_unschedule),
        ("pause", broadcast_pause),
        ("resume", broadcast_resume),
        ("cancel", broadcast_cancel),
    ):
        broadcasts.command(name)(command)
    return broadcasts


def broadcast_create(
    kind: Annotated[KindName, typer.Argument(help="What it is for; only who asked for that kind gets it.")],
    *,
    round_: RoundOption = None,
    text: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LANGUAGE=FILE", help="What it says, as plain text; else the usual words in every language."
        ),
    ] = None,
    picture: Annotated[
        list[str] | None, typer.Option(metavar="LANGUAGE=FILE", help="A PNG or JPEG above the text.")
    ] = None,
    deeds: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="For `deeds`: a table with the columns language, said, done, when."),
    ] = None,
    segment: Annotated[
        SegmentName | None, typer.Option(help="To whom; for a reminder in-progress, for thanks submitted, else all.")
    ] = None,
    stopped_by: StoppedBy = None,
    quiet: Quiet = None,
) -> None:
    """Write a broadcast. Nothing is sent before `glas broadcast send`."""
    from bot.cli.broadcasts import Draft, create_one

    wanted = Draft(
        kind=kind.value,
        texts=tuple(text or ()),
        pictures=tuple(picture or ()),
        deeds=deeds,
        segment=None if segment is None else segment.value,
        stopped_by=stopped_by,
        quiet=quiet,
    )
    do(lambda settings: create_one(settings, round_, wanted, now()))


def broadcast_reword(
    number: Number,
    text: Annotated[
        list[str] | None, typer.Option(metavar="LANGUAGE=FILE", help="What it says from now on, as plain text.")
    ] = None,
    picture: Annotated[
        list[str] | None, typer.Option(metavar="LANGUAGE=FILE", help="A PNG or JPEG above the text, in place of any.")
    ] = None,
    no_picture: Annotated[
        list[str] | None, typer.Option(metavar="LANGUAGE", help="Take the picture in this language away.")
    ] = None,
) -> None:
    """Give a draft other words or pictures; a language may be new to it."""
    from bot.cli.broadcasts import Changes, reword_one

    changes = Changes(tuple(text or ()), tuple(picture or ()), tuple(no_picture or ()))
    do(lambda settings: reword_one(settings, number, changes, now()))


def broadcast_redirect(
    number: Number,
    segment: Annotated[SegmentName | None, typer.Option(help="To whom it goes from now on.")] = None,
    stopped_by: StoppedBy = None,
    quiet: Annotated[
        str | None, typer.Option(metavar="HH:MM-HH:MM", help="Quiet hours that it keeps from now on, or `none`.")
    ] = None,
) -> None:
    """Let a draft go to others, or keep other quiet hours."""
    from bot.cli.broadcasts import redirect_one

    aim = None if segment is None else segment.value
    do(lambda settings: redirect_one(settings, number, aim, stopped_by, quiet, now=now()))


def broadcast_show(number: Number) -> None:
    """Show a broadcast: what it says, how it stands, and its report."""
    from bot.cli.broadcasts import show_one

    do(lambda settings: show_one(settings, number, now()))


def broadcast_list() -> None:
    """List all broadcasts."""
    from bot.cli.broadcasts import list_all

    do(lambda settings: list_all(settings, now()))


def broadcast_test(
    number: Number,
    to: Annotated[int, typer.Option("--to", metavar="ID", help="Your own Telegram id; /start the bot first.")],
) -> None:
    """Send a broadcast to yourself, in every language. The audit says to which colleague, or that it is none."""
    from bot.cli.broadcasts import try_one

    do(lambda settings: try_one(settings, number, to, now()))


def broadcast_send(
    number: Number,
    at: Annotated[str | None, typer.Option("--at", metavar="WHEN", help=f"{When}; now, when left out.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count who would get it.")] = False,
    confirm: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="To how many it goes at most, for scripts; else it is asked."),
    ] = None,
) -> None:
    """Count who would get a broadcast, and start it once you have typed to how many it goes at most."""
    from bot.cli.broadcasts import send_one

    do(lambda settings: send_one(settings, number, at, now(), dry_run=dry_run, confirm=confirm))


def broadcast_watch(number: Number) -> None:
    """Follow a broadcast until it is over."""
    from bot.cli.broadcasts import watch_one

    do(lambda settings: watch_one(settings, number, now))


def broadcast_unschedule(number: Number) -> None:
    """Make a draft again of a broadcast that has not started."""
    from bot.cli.broadcasts import change_one
    from storage.broadcasts.deciding import unschedule

    do(lambda settings: change_one(settings, number, unschedule, now()))


def broadcast_pause(number: Number) -> None:
    """Stop a broadcast for a while; what is on its way arrives."""
    from bot.cli.broadcasts import change_one
    from storage.broadcasts.deciding import pause

    do(lambda settings: change_one(settings, number, pause, now()))


def broadcast_resume(number: Number) -> None:
    """Let a paused broadcast go on where it was."""
    from bot.cli.broadcasts import change_one
    from storage.broadcasts.deciding import resume

    do(lambda settings: change_one(settings, number, resume, now()))


def broadcast_cancel(
    number: Number,
    *,
    sure: Annotated[bool, typer.Option("--yes", help="Cancel without asking first.")] = False,
) -> None:
    """End a broadcast for good; who has got it keeps it."""
    from bot.cli.broadcasts import cancel_one

    do(lambda settings: cancel_one(settings, number, now(), sure=sure))
