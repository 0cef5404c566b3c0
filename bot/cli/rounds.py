"""`glas round`: rounds are made and steered, listed and shown."""

from collections.abc import Awaitable, Callable
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
from bot.opening import chosen_round, made_round, opened
from bot.refusal import Refusal
from bot.settings import Settings
from flows.consultation import text_in
from flows.rewording import reworded
from results.watching.reading import status
from storage.database import Database
from storage.paper import sheets
from storage.round_changes import (
    close_round,
    open_now,
    pause_round,
    reopen_round,
    replace_draft,
    resume_round,
    reword_round,
    schedule_round,
)
from storage.rounds import Round, State, round_by_code, rounds


async def create_one(settings: Settings, file: Path, *, code: str | None, now: datetime) -> None:
    """Makes a draft of the consultation in the file, and says so."""
    await _make(settings, file, code, now)


async def open_one(
    settings: Settings, what: str, *, code: str | None, opens: str | None, closes: str | None, now: datetime
) -> None:
    """Opens a round with the consultation in a file, or the draft of that code, and says so."""
    zone = settings.time_zone
    if _is_code(what):
        if code is not None or opens is not None or closes is not None:
            raise Refusal(f"the draft {what} opens now; for another time there is `glas round schedule {what}`")
        await _steer(settings, lambda database: open_now(database, what, now, author(now)), now)
        return
    begins = now if opens is None else opening_at(opens, zone)
    ends = None if closes is None else closing_at(closes, zone)
    await _make(settings, Path(what), code, now, opens=begins, closes=ends)


async def schedule_one(settings: Settings, code: str, *, opens: str | None, closes: str | None, now: datetime) -> None:
    """Sets the round's dates, and says so."""
    if opens is None and closes is None:
        raise Refusal("say when: --opens, --closes or both")
    zone = settings.time_zone
    begins = None if opens is None else opening_at(opens, zone)
    ends = None if closes is None else closing_at(closes, zone)
    await _steer(
        settings, lambda database: schedule_round(database, code, now, opens=begins, closes=ends, by=author(now)), now
    )


async def pause_one(settings: Settings, code: str, now: datetime) -> None:
    """Pauses the round, and says so."""
    await _steer(settings, lambda database: pause_round(database, code, now, author(now)), now)


async def resume_one(settings: Settings, code: str, now: datetime) -> None:
    """Lets the round go on, and says so."""
    await _steer(settings, lambda database: resume_round(database, code, now, author(now)), now)


async def close_one(settings: Settings, code: str, now: datetime) -> None:
    """Closes the round, and says so."""
    await _steer(settings, lambda database: close_round(database, code, now, author(now)), now)


async def reopen_one(settings: Settings, code: str, *, reason: str, closes: str | None, now: datetime) -> None:
    """Reopens the round, and says so."""
    ends = None if closes is None else closing_at(closes, settings.time_zone)
    await _steer(
        settings, lambda database: reopen_round(database, code, now, reason=reason, closes=ends, by=author(now)), now
    )


async def reword_one(settings: Settings, code: str, file: Path, now: datetime) -> None:
    """Gives the round the texts in the file, and says which of them have changed."""
    consultation = await consultation_in(file)
    async with opened(settings) as database:
        before = await round_by_code(database, code)
        after = await reword_round(database, code, consultation, now, author(now))
    typer.echo(f"✓ round {code} has version {after.wording} of its texts")
    for earlier, later in reworded(before.consultation, after.consultation):
        typer.echo(f"  {earlier or '–'} → {later or '–'}")


async def replace_one(settings: Settings, code: str, file: Path, now: datetime) -> None:
    """Lets the draft ask what is in the file, and says so."""
    consultation = await consultation_in(file)
    async with opened(settings) as database:
        await replace_draft(database, code, consultation, now, author(now))
    typer.echo(f"✓ the draft {code} asks what is in {file} now: {summary(consultation)}")


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
        *([("paused", f"since {said(found.paused, settings.time_zone)}")] if found.paused else []),
        ("consultation", f"{consultation.id}: {summary(consultation)}"),
        ("title", text_in(consultation.title, consultation.languages[0])),
        ("structure", found.structure),
        ("texts", f"version {found.wording}"),
        *taking_part(found, doing, on_paper),
        ("served", "yes, by a bot's token: nothing is imported any more" if found.served else "by no bot's token yet"),
        ("key", "erased: the responses are anonymous" if found.key_erased else "kept"),
        ("answers", "erased: only counts are left" if found.answers_erased else "kept"),
    ):
        table.add_row(Text(name, style="bold"), Text(value))
    console = Console()
    console.print(table)
    for each in progress(doing, consultation):
        console.print()
        console.print(each)


async def _make(
    settings: Settings,
    file: Path,
    code: str | None,
    now: datetime,
    *,
    opens: datetime | None = None,
    closes: datetime | None = None,
) -> None:
    consultation = await consultation_in(file)
    async with opened(settings) as database:
        new = await made_round(settings, database, consultation, code=code, opens=opens, closes=closes, by=author(now))
    typer.echo(f"✓ {_standing(new, settings, now)}: {summary(consultation)}")
    typer.echo(f"Its link ends with ?start=r_{new.code}")


async def _steer(settings: Settings, change: Callable[[Database], Awaitable[Round]], now: datetime) -> None:
    async with opened(settings) as database:
        changed = await change(database)
    typer.echo(f"✓ {_standing(changed, settings, now)}")


def _is_code(what: str) -> bool:
    """Whether a round is meant rather than a file: codes have neither a dot nor a slash."""
    return not Path(what).suffix and Path(what).name == what and not Path(what).exists()


def _standing(round_: Round, settings: Settings, now: datetime) -> str:
    zone = settings.time_zone
    match round_.state(now):
        case State.DRAFT if round_.opens is None:
            return f"round {round_.code} is a draft: nobody can answer yet"
        case State.DRAFT:
            until = f", until {said(round_.closes, zone)}" if round_.closes else ""
            return f"round {round_.code} opens at {said(round_.opens, zone)}{until}"
        case State.OPEN:
            until = f" until {said(round_.closes, zone)}" if round_.closes else ""
            return f"round {round_.code} is open{until}"
        case State.PAUSED:
            return f"round {round_.code} is paused since {said(round_.paused, zone)}"
        case State.CLOSED:
            return f"round {round_.code} is closed since {said(round_.closes, zone)}"
