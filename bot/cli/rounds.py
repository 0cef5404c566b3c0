"""`glas round`: rounds are opened, closed, listed and shown."""

from datetime import datetime
from pathlib import Path

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.author import author
from bot.cli.checking import consultation_in, summary
from bot.cli.moments import closing_at, opening_at, said
from bot.cli.progress import progress
from bot.cli.taking_part import taking_part
from bot.opening import chosen_round, keys_of, opened
from bot.settings import Settings
from flows.consultation import text_in
from results.watching.reading import status
from storage.keys import KeyRing, change_keys
from storage.paper import sheets
from storage.rounds import Round, State, close_round, next_number, open_round, rounds

_LONGEST_CODE = 32


async def open_one(
    settings: Settings, file: Path, *, code: str | None, opens: str | None, closes: str | None, now: datetime
) -> None:
    """Opens a round with the consultation in the file, and says so."""
    consultation = consultation_in(file)
    zone = settings.time_zone
    begins = now if opens is None else opening_at(opens, zone)
    ends = None if closes is None else closing_at(closes, zone)
    async with opened(settings) as database:
        await keys_of(settings, database)
        number = await next_number(database)
        # The key first: a round whose key was lost on the way would take answers that nobody finds again.
        keys = change_keys(settings.keys, lambda ring: _with_key(ring, number))
        code = code or consultation.id[:_LONGEST_CODE].rstrip("-")
        new = await open_round(database, keys, consultation, code, opens=begins, closes=ends, by=author(now))
    typer.echo(f"✓ {_standing(new, settings, now)}: {summary(consultation)}")
    typer.echo(f"Its link ends with ?start=r_{new.code}")


async def close_one(settings: Settings, code: str, now: datetime) -> None:
    """Closes the round, and says so."""
    async with opened(settings) as database:
        closed = await close_round(database, code, now, author(now))
    typer.echo(f"✓ {_standing(closed, settings, now)}")


async def list_all(settings: Settings, now: datetime) -> None:
    """Prints all rounds, a line each."""
    async with opened(settings) as database:
        found = await rounds(database)
    if not found:
        typer.echo("There is no round yet. Open one with `glas round open FILE`.")
        return
    table = Table("round", "state", "opens", "closes", box=box.SIMPLE_HEAD, pad_edge=False)
    for each in found:
        dates = (said(each.opens, settings.time_zone), said(each.closes, settings.time_zone))
        table.add_row(each.code, each.state(now).value, *dates)
    Console().print(table)


async def show_one(settings: Settings, code: str, now: datetime, *, exact: bool, json: bool) -> None:
    """Prints what there is to know about a round; with `exact` to the last person, once the audit has its line."""
    local = now.astimezone(settings.time_zone)
    async with opened(settings) as database:
        found = await chosen_round(database, code)
        doing = await status(database, found, local, author(now) if exact else None)
        on_paper = await sheets(database, found)
    if json:
        typer.echo(doing.model_dump_json(indent=2))
        return
    consultation = found.consultation
    table = Table.grid("", "", padding=(0, 2))
    for name, value in (
        ("round", f"{found.code} (number {found.number}), {found.state(now).value}"),
        ("opens", said(found.opens, settings.time_zone)),
        ("closes", said(found.closes, settings.time_zone)),
        ("consultation", f"{consultation.id}: {summary(consultation)}"),
        ("title", text_in(consultation.title, consultation.languages[0])),
        ("structure", found.structure),
        *taking_part(found, doing, on_paper),
        ("served", "yes, by a bot's token: nothing is imported any more" if found.served else "by no bot's token yet"),
        ("key", "erased: the responses are anonymous" if found.key_erased else "kept"),
        ("answers", "erased: only counts are left" if found.answers_erased else "kept"),
    ):
        table.add_row(Text(name, style="bold"), Text(value))
    console = Console()
    console.print(table)
    for each in progress(doing, consultation):
        console.print(each)


def _with_key(ring: KeyRing, number: int) -> KeyRing:
    # A key may be left over from an opening that was refused: no response was ever written with it.
    return ring if ring.has_round(number) else ring.with_round_key(number)


def _standing(round_: Round, settings: Settings, now: datetime) -> str:
    zone = settings.time_zone
    match round_.state(now):
        case State.DRAFT:
            until = f", until {said(round_.closes, zone)}" if round_.closes else ""
            return f"round {round_.code} opens at {said(round_.opens, zone)}{until}"
        case State.OPEN:
            until = f" until {said(round_.closes, zone)}" if round_.closes else ""
            return f"round {round_.code} is open{until}"
        case State.CLOSED:
            return f"round {round_.code} is closed since {said(round_.closes, zone)}"
