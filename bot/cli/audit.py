"""`glas audit`: who did what, and whether anybody has tampered with that."""

import json as json_text
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.checking import counted
from bot.opening import opened
from bot.refusal import Refusal
from bot.settings import Settings
from storage.audit import Break, Fault, Line, first_break, head_of, line_of, lines

_SHOWN_OF_HASH = 12


async def print_audit(settings: Settings, *, json: bool) -> None:
    """Prints all lines, the oldest first; as JSON with everything that goes into their hashes."""
    async with opened(settings) as database:
        chain = await lines(database)
    if json:
        typer.echo(json_text.dumps([each.document for each in chain], ensure_ascii=False, indent=2))
    else:
        Console().print(_table(chain, settings.time_zone))


async def verify_audit(settings: Settings, *, head: str | None, json: bool) -> None:
    """Says that the chain is whole, its head, and where a `head` that was kept stands in it.

    Raises Refusal (as JSON: exit code 1) where the chain is broken, and for a head that is not in it.
    """
    async with opened(settings) as database:
        chain = await lines(database)
    broken, stands = first_break(chain), None if head is None else line_of(chain, head.strip().lower())
    gone = head is not None and stands is None
    if json:
        verdict = _verdict(chain, broken)
        typer.echo(json_text.dumps(verdict if head is None else {**verdict, "head_of_line": stands}))
        if broken is not None or gone:
            raise typer.Exit(1)
        return
    if broken is not None:
        raise Refusal(f"the chain is broken: {_told(broken)}")
    if gone:
        raise Refusal(
            "no line has that head: lines were cut off at the end since it was kept, or an older database was put back"
        )
    typer.echo(f"✓ the chain of {counted(len(chain), 'line')} is whole; its head is {head_of(chain)}")
    if stands is not None:
        typer.echo(f"✓ the head that you kept is that of line {stands}: up to there nothing was changed since")


def _table(chain: Sequence[Line], zone: ZoneInfo) -> Table:
    table = Table("", "when", "who", "what", "subject", "hash", box=box.SIMPLE_HEAD, pad_edge=False)
    for each in chain:
        when = f"{each.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        cells = (str(each.number), when, each.who, each.what, each.subject, each.hash[:_SHOWN_OF_HASH])
        table.add_row(*map(Text, cells))
    return table


def _verdict(chain: list[Line], broken: Break | None) -> dict[str, object]:
    if broken is None:
        return {"whole": True, "lines": len(chain), "head": head_of(chain)}
    return {"whole": False, "line": broken.number, "fault": broken.fault.value}


def _told(broken: Break) -> str:
    match broken.fault:
        case Fault.CHANGED:
            return f"line {broken.number} is not as it was written"
        case Fault.MISSING:
            return f"line {broken.number} is missing"
