"""`glas sandbox`: the sandbox alone, for any bot of any library."""
# ruff: noqa: PLC0415 - imports inside the command keep `glas --help` quick

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.paces import Pace


def sandbox(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8081,
    token: Annotated[
        list[str] | None,
        typer.Option(metavar="TOKEN", help="A bot's token; again for a second bot. Any will do, such as 7:SECRET."),
    ] = None,
    username: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="The username of each bot, in the same order.")
    ] = None,
    pace: Annotated[Pace, typer.Option(help="How fast a bot may send.")] = Pace.DOCUMENTED,
    speed: Annotated[float, typer.Option(help="How fast time runs there.")] = 1.0,
    journal: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A file that gets a JSON line for everything that happens.")
    ] = None,
) -> None:
    """Serve a strict Telegram Bot API with a chat page on this machine, for any bot, until Ctrl-C."""
    from sandbox.__main__ import main

    arguments = [f"--host={host}", f"--port={port}", f"--pace={pace.value}", f"--speed={speed}"]
    arguments += [f"--token={each}" for each in token or ()]
    arguments += [f"--username={each}" for each in username or ()]
    arguments += [f"--journal={journal}"] if journal else []
    raise typer.Exit(main(arguments))
