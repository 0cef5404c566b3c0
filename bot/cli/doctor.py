"""`glas doctor`: a list of what is well, what is doubtful and what is wrong, with what to do."""

import json as json_text
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.doctor.findings import MARKS, Finding, Grade, doubt, fault, fine
from bot.doctor.machine import machine
from bot.doctor.site import results_page
from bot.doctor.stored import stored
from bot.doctor.telegram import telegram
from bot.settings import SettingsError, doubts, load_settings

_STYLES = {Grade.FINE: "green", Grade.DOUBT: "yellow", Grade.FAULT: "bold red"}


async def examine(now: datetime, *, json: bool) -> None:
    """Prints what is found; exit code 1 when something is wrong."""
    found = await findings(now)
    faults = [each for each in found if each.grade is Grade.FAULT]
    if json:
        whole = {"ready": not faults, "findings": [asdict(each) for each in found]}
        typer.echo(json_text.dumps(whole, ensure_ascii=False, indent=2))
    else:
        Console().print(_table(found))
    if faults:
        raise typer.Exit(1)


async def findings(now: datetime) -> list[Finding]:
    """All of them; of settings that cannot be used, only what is wrong with them."""
    try:
        settings = load_settings()
    except SettingsError as error:
        return [fault("settings", line) for line in str(error).splitlines()]
    found = [doubt("settings", each) for each in doubts(settings)] or [fine("settings", "all can be used")]
    found += [each async for each in telegram(settings, now)]
    found.append(await results_page(settings))
    found += [each async for each in stored(settings, now)]
    return [*found, *machine(settings)]


def _table(found: Sequence[Finding]) -> Table:
    table = Table.grid(padding=(0, 1))
    last = ""
    for each in found:
        mark = Text(MARKS[each.grade], style=_STYLES[each.grade])
        table.add_row(mark, Text(each.part if each.part != last else "", style="bold"), Text(each.says))
        last = each.part
    return table
