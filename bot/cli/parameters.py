"""Parameters that several commands have, and how they are explained."""

from pathlib import Path
from typing import Annotated

import typer

Code = Annotated[str, typer.Argument(metavar="CODE", help="The round's code.")]
AnyRound = Annotated[
    str | None, typer.Argument(metavar="[ROUND]", help="The round's code; may be left out when there is only one.")
]
Exact = Annotated[bool, typer.Option("--exact", help="Exact counts, which are not for the public.")]
RoundOption = Annotated[
    str | None, typer.Option("--round", metavar="CODE", help="May be left out when there is only one round.")
]
Source = Annotated[
    str | None,
    typer.Argument(
        metavar="[FILE|ROUND]",
        help="A consultation in YAML, or a round's code; may be left out when there is only one round.",
    ),
]
PassphraseFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Read the passphrase from the first line of this file.")
]
Language = Annotated[
    str | None,
    typer.Option("--language", metavar="CODE", help="Language of the texts, such as ro; else the first one."),
]
When = "A date, or a moment such as 2026-09-26T18:00, in the city's time zone"
