"""`glas staff`: who of the city hall may do what in the staff's bot."""

import secrets
from datetime import datetime

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text
from telegram import Bot
from telegram.error import TelegramError

from bot import links
from bot.cli.author import author
from bot.cli.moments import said
from bot.opening import keys_of, opened
from bot.refusal import Refusal
from bot.settings import Settings
from storage.roles import Role
from storage.staff import change_role, invitations, members, remove
from storage.staff import invite as invited

TOKEN_BYTES = 24


async def invite(settings: Settings, role: Role, name: str | None, days: int, now: datetime) -> None:
    """Prints a link that makes whoever follows it first a staff member."""
    username = await _username(settings)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    async with opened(settings) as database:
        await keys_of(settings, database)
        invitation = await invited(database, role, author(now), token=token, days=days, name=name)
    until = said(invitation.expires, settings.time_zone)
    typer.echo(f"✓ {invitation.name} is invited as {role.value}; the link works once, until {until}")
    typer.echo(links.link(username, links.invitation(token)))


async def list_staff(settings: Settings, now: datetime) -> None:
    """Prints everybody, and who is invited."""
    async with opened(settings) as database:
        found, open_ones = await members(database), await invitations(database, now)
    if not found and not open_ones:
        typer.echo("There are no staff members yet. Invite one with `glas staff invite --role owner`.")
        return
    table = Table("name", "role", "", box=box.SIMPLE_HEAD, pad_edge=False)
    for each in found:
        table.add_row(Text(each.name), each.role.value, "")
    for invitation in open_ones:
        until = said(invitation.expires, settings.time_zone)
        table.add_row(Text(invitation.name), invitation.role.value, f"invited, until {until}")
    Console().print(table)


async def remove_one(settings: Settings, name: str, now: datetime) -> None:
    """Removes a staff member, or takes an invitation back."""
    async with opened(settings) as database:
        await remove(database, name, author(now))
    typer.echo(f"✓ {name} is no staff member any more")


async def give_role(settings: Settings, name: str, role: Role, now: datetime) -> None:
    """Gives a staff member another role."""
    async with opened(settings) as database:
        await change_role(database, name, role, author(now))
    typer.echo(f"✓ {name} is {role.value}")


async def _username(settings: Settings) -> str:
    """The staff's bot's own name. Raises Refusal."""
    if settings.staff_bot_token is None:
        raise Refusal("GLAS_STAFF_BOT_TOKEN is not set: @BotFather gives a token, another one than the citizens' bot's")
    try:
        async with Bot(settings.staff_bot_token.get_secret_value(), base_url=f"{settings.telegram_api}/bot") as bot:
            return bot.username
    except TelegramError as error:
        # Without its cause: the library's errors name addresses that hold the token.
        raise Refusal(
            f"Telegram does not answer for the staff's bot ({type(error).__name__}): nobody was invited"
        ) from None
