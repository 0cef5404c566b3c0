"""How a command does its work, with its settings, and tells what was foreseen to go wrong."""
# ruff: noqa: PLC0415 - what every command needs is imported by none before it runs, so that `glas --help` is quick

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from bot.cli.errors import told

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.settings import Settings


def group(about: str) -> typer.Typer:
    """A group of commands, empty as yet."""
    return typer.Typer(
        help=about,
        no_args_is_help=True,
        add_completion=False,
        # A foreseen error is a sentence; any other shows Python's own traceback, which holds no values.
        pretty_exceptions_enable=False,
    )


def do(work: "Callable[[Settings], Coroutine[None, None, None]]") -> None:
    """Runs the command's work with the settings, and tells foreseen errors."""
    import asyncio

    from bot.opening import FORESEEN
    from bot.settings import load_settings

    with told(*FORESEEN):
        asyncio.run(work(load_settings()))


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)
