"""`glas enter`: answers on paper are typed from their sheets."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime

import typer

from bot.cli.author import author
from bot.cli.checking import counted
from bot.cli.languages import language_of
from bot.opening import chosen_round, keys_of, opened
from bot.paper.entering import Entering
from bot.refusal import Refusal
from bot.settings import Settings
from flows.response import Response
from storage.paper import SheetEntered, UnknownSheet, enter_sheet, is_entered, sheets, withdraw_sheet
from storage.rounds import Round, State

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None that is easily taken for another when it is written by hand."""

_LONGEST_CODE = 40


def enter(
    settings: Settings, code: str | None, language: str | None, sheet: str | None, clock: Callable[[], datetime]
) -> None:
    """Asks the questions one after the other and stores what was answered, under the sheet's code or a new one.

    Not a coroutine: while somebody types, no database is open, and Ctrl-C is Python's own.
    """
    sheet = _new_sheet() if sheet is None else _sheet(sheet)
    round_ = asyncio.run(_chosen(settings, code, sheet, clock()))
    spoken, here = language_of(round_.consultation, language), clock().astimezone(settings.time_zone)
    response = Entering(round_.consultation, spoken, here, _ask, typer.echo, Response(seed="")).run()
    if not response.closed:
        raise Refusal("every section was left out: nothing was stored")
    total = asyncio.run(_stored(settings, round_, sheet, response, clock()))
    typer.echo(f"\n✓ stored: {counted(total, 'sheet')} in round {round_.code} so far")
    typer.echo(f"Write {sheet} on the sheet. Only by this code can its answers be withdrawn: glas withdraw {sheet}")


async def _chosen(settings: Settings, code: str | None, sheet: str, now: datetime) -> Round:
    """The round, when the sheet can be entered into it."""
    async with opened(settings) as database:
        found = await chosen_round(database, code)
        _check_open(found, now)
        keys = await keys_of(settings, database)
        if await is_entered(database, keys, found, sheet):
            raise Refusal(f"sheet {sheet} was entered already")
    return found


async def _stored(settings: Settings, of: Round, sheet: str, response: Response, now: datetime) -> int:
    """How many sheets there are with this one."""
    async with opened(settings) as database:
        _check_open(await chosen_round(database, of.code), now)  # it may have been closed meanwhile
        keys = await keys_of(settings, database)
        try:
            await enter_sheet(database, keys, of, sheet, response, now=now, by=author(now))
        except SheetEntered as error:
            raise Refusal(str(error)) from error
        return await sheets(database, of)


async def withdraw(settings: Settings, code: str | None, sheet: str, now: datetime) -> None:
    """Erases what was entered for the sheet."""
    async with opened(settings) as database:
        round_ = await chosen_round(database, code)
        keys = await keys_of(settings, database)
        try:
            await withdraw_sheet(database, keys, round_, _sheet(sheet), now=now, by=author(now))
        except UnknownSheet as error:
            raise Refusal(str(error)) from error
    typer.echo(f"✓ what was entered for sheet {_sheet(sheet)} is erased")


def _check_open(of: Round, now: datetime) -> None:
    match of.state(now):
        case State.OPEN:
            return
        case State.DRAFT:
            raise Refusal(f"round {of.code} is not open yet")
        case State.PAUSED:
            raise Refusal(f"round {of.code} is paused: nothing is entered until it goes on")
        case State.CLOSED:
            raise Refusal(f"round {of.code} is closed: nothing is entered into it any more")


def _ask(prompt: str) -> str:
    """What is typed; the end of the input ends the command, as Ctrl-C does."""
    try:
        return input(prompt)
    except EOFError as error:
        raise Refusal("the input ended: nothing was stored") from error


def _new_sheet() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _sheet(code: str) -> str:
    """The code as it is kept in mind: case and spaces make no difference. Raises Refusal."""
    kept = "".join(code.split()).upper()
    if not kept or len(kept) > _LONGEST_CODE or not kept.isprintable():
        raise Refusal(f"a sheet's code has 1 to {_LONGEST_CODE} characters")
    return kept
